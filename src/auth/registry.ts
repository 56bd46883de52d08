import type { Cell } from '../store/persistent.js'
import { createIdentityRegistry } from './registry-identities.js'
import { createKeyRegistry } from './registry-keys.js'
import { createPolicyRegistry } from './registry-policies.js'
import type { RegistryState } from './registry-state.js'
import type { Registry } from './types.js'

export { emptyRegistryState, type RegistryState } from './registry-state.js'

/** What a registry needs of its dialect; a limit that is absent does not exist. */
export interface RegistryHost {
  readonly limits?: { readonly policiesPerIdentity?: number; readonly keysPerIdentity?: number }
}

/**
 * The registry of the world whose state stands in `cell`. Error texts are IAM's:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
export const createRegistry = (cell: Cell<RegistryState>, { limits = {} }: RegistryHost = {}): Registry => ({
  ...createKeyRegistry(cell, limits.keysPerIdentity),
  ...createIdentityRegistry(cell),
  ...createPolicyRegistry(cell, limits.policiesPerIdentity),
})
