import type { Registry } from '../auth/types.js'
import { fail } from '../errors.js'
import type { OperationContext } from '../operation.js'
import type { Instant } from '../seams.js'

/** An identity provider that a role may trust. */
export interface OidcProvider {
  readonly arn: string
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly created: Instant
  readonly tags: Readonly<Record<string, string>>
}

const noun = 'oidcProviders'

export const oidcProvidersOf = (registry: Pick<Registry, 'account'>, account: string): readonly OidcProvider[] =>
  (registry.account(account)?.settings?.[noun] as readonly OidcProvider[] | undefined) ?? []

/** Puts `provider` in the place of the one of its ARN, or behind all others; undefined takes it away. */
export const writeOidcProvider = (
  { registry, principal }: Pick<OperationContext, 'registry' | 'principal'>,
  arn: string,
  provider: OidcProvider | undefined,
): void => {
  const account = registry.account(principal.account)
  if (account === undefined) throw new Error(`account ${principal.account} has no record`)
  const before = oidcProvidersOf(registry, account.id)
  const others = before.some(each => each.arn === arn)
    ? before.flatMap(each => (each.arn === arn ? (provider ?? []) : each))
    : [...before, ...(provider === undefined ? [] : [provider])]
  registry.addAccount({ ...account, settings: { ...account.settings, [noun]: others } })
}

/** Throws NoSuchEntity. */
export const requireOidcProvider = (
  { registry, principal }: Pick<OperationContext, 'registry' | 'principal'>,
  arn: string,
): OidcProvider =>
  oidcProvidersOf(registry, principal.account).find(each => each.arn === arn) ??
  fail('NoSuchEntity', {}, `OpenIDConnect Provider not found for arn ${arn}`)
