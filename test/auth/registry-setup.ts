import { expect } from 'vitest'
import { createRegistry, emptyRegistryState, type RegistryHost } from '../../src/auth/registry.js'
import type { AccessKey, Identity, ManagedPolicy, Session } from '../../src/auth/types.js'
import type { Policy } from '../../src/policy/types.js'
import { createWorld } from '../../src/world/cells.js'

export const account = 'main'

export const newIdentity = (name: string, change: Partial<Identity> = {}): Identity => ({
  kind: 'user',
  name,
  label: name,
  id: `AIDA${name}`,
  arn: `arn:aws:iam::main:user/${name}`,
  account,
  path: '/',
  created: 0,
  attached: [],
  inline: [],
  roles: [],
  admin: false,
  scope: 'standard',
  tags: {},
  ...change,
})

export const newKey = (id: string, identity: string, change: Partial<AccessKey> = {}): AccessKey => ({
  id,
  secret: `secret of ${id}`,
  status: 'Active',
  created: 0,
  account,
  identity,
  ...change,
})

export const newSession = (keyId: string, token: string, change: Partial<Session> = {}): Session => ({
  keyId,
  secret: 's',
  token,
  expires: 1000,
  issued: 0,
  account,
  identity: 'ann',
  arn: 'arn:aws:sts::main:assumed-role/r/s',
  userId: 'AROA:s',
  name: 's',
  tags: {},
  ...change,
})

export const newPolicy = (name: string): Policy => ({ kind: 'identity', text: '{}', name, statements: [] })

export const arnOf = (name: string) => `arn:aws:iam::main:policy/${name}`

export const newManaged = (name: string, change: Partial<ManagedPolicy> = {}): ManagedPolicy => ({
  arn: arnOf(name),
  name,
  id: `ANPA${name}`,
  account,
  path: '/',
  created: 0,
  updated: 0,
  policy: newPolicy(name),
  tags: [],
  ...change,
})

/** A registry with the user `ann` and the policies `read` and `write`. */
export const setup = (host?: RegistryHost) => {
  const world = createWorld({ registry: emptyRegistryState })
  const registry = createRegistry(world.cell('registry'), host)
  registry.addIdentity(newIdentity('ann'))
  for (const name of ['read', 'write']) registry.addManagedPolicy(newManaged(name))
  return { registry, world }
}

export const refusal = (code: string, message: string) => expect.objectContaining({ code, message })
