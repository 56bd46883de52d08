import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { OperationContext } from '../contract/operation.js'
import { accountRecords } from '../rules/account-records.js'

/** An identity provider that a role may trust. */
export interface OidcProvider {
  readonly arn: string
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly created: Instant
  readonly tags: Readonly<Record<string, string>>
}

const providers = accountRecords<OidcProvider>('oidcProviders', ({ arn }) => arn)

export const oidcProvidersOf = providers.of

/** Puts `provider` in the place of the one of its ARN, or behind all others; undefined takes it away. */
export const writeOidcProvider = (
  { registry, principal }: Pick<OperationContext, 'registry' | 'principal'>,
  arn: string,
  provider: OidcProvider | undefined,
): void => providers.write(registry, principal.account, arn, provider)

/** Throws NoSuchEntity. */
export const requireOidcProvider = (
  { registry, principal }: Pick<OperationContext, 'registry' | 'principal'>,
  arn: string,
): OidcProvider =>
  oidcProvidersOf(registry, principal.account).find(each => each.arn === arn) ??
  fail('NoSuchEntity', {}, `OpenIDConnect Provider not found for arn ${arn}`)
