import type { Instant } from '../contract/host.js'
import type { Service } from '../contract/located.js'
import { expiredToken, invalidToken, unknownKey } from './refusals.js'
import type { Identity, Principal, Registry, Session } from './types.js'

/** What authentication asks of the registry. */
export type CredentialLookup = Pick<Registry, 'key' | 'session' | 'hasSessions' | 'identity'> &
  Partial<Pick<Registry, 'keys'>>

/** A secret on file, and whom it stands for once the signature proves it. */
export interface Credentials {
  readonly secret: string
  readonly principal: Omit<Principal, 'signed'>
}

export const anonymous: Principal = {
  kind: 'anonymous',
  arn: 'anonymous',
  account: 'anonymous',
  name: 'anonymous',
  userId: 'anonymous',
  tags: {},
}

const kindOf = ({ kind, arn }: Identity): Principal['kind'] => {
  if (kind === 'group') throw new Error(`${arn} is a group: no key speaks for it`)
  return kind
}

/** Whom a long-term key stands for. */
export const ofIdentity = (keyId: string, identity: Identity): Credentials['principal'] => ({
  kind: kindOf(identity),
  arn: identity.arn,
  account: identity.account,
  name: identity.name,
  keyId,
  userId: identity.id,
  identity,
  tags: identity.tags,
})

/** GetSessionToken's credentials: the user or root itself, for a time. */
const isOwnSession = (session: Session, identity: Identity): boolean => session.arn === identity.arn

/** Keys of tags are told apart without regard to case. */
const without = (tags: Identity['tags'], others: Identity['tags']): Identity['tags'] => {
  const taken = new Set(Object.keys(others).map(key => key.toLowerCase()))
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !taken.has(key.toLowerCase())))
}

/** Whom temporary credentials stand for. */
const ofSession = (session: Session, identity: Identity): Credentials['principal'] => ({
  kind: isOwnSession(session, identity) ? kindOf(identity) : 'session',
  arn: session.arn,
  account: session.account,
  name: session.name,
  keyId: session.keyId,
  userId: session.userId,
  identity,
  session,
  tags: { ...without(identity.tags, session.tags), ...session.tags },
})

const isActive = (registry: CredentialLookup, keyId: string): boolean => registry.key(keyId)?.status === 'Active'

const longTerm = (registry: CredentialLookup, service: Service, keyId: string): Credentials => {
  const key = registry.key(keyId)
  const identity = key && registry.identity(key.account, key.identity)
  if (!identity || key.status !== 'Active') return unknownKey(service, keyId)
  return { secret: key.secret, principal: ofIdentity(keyId, identity) }
}

/**
 * Looks a key up, then its token. An inactive key, one whose identity is gone and a temporary key without its
 * token are as good as unknown; `now` is the mock's clock.
 */
export const findCredentials = (
  registry: CredentialLookup,
  service: Service,
  keyId: string,
  token: string | undefined,
  now: Instant,
): Credentials => {
  if (token === undefined) return longTerm(registry, service, keyId)
  const session = registry.session(keyId, token)
  if (!session) {
    const known = isActive(registry, keyId) || (registry.key(keyId) === undefined && registry.hasSessions(keyId))
    return known ? invalidToken(service, token) : unknownKey(service, keyId)
  }
  if (session.parentKeyId !== undefined && !isActive(registry, session.parentKeyId)) return unknownKey(service, keyId)
  const identity = registry.identity(session.account, session.identity, session.namespace)
  if (!identity) return unknownKey(service, keyId)
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html : no call of IAM without MFA
  const unproven = isOwnSession(session, identity) && session.secondFactor === undefined
  if (service === 'iam' && unproven) return invalidToken(service, token)
  if (now >= session.expires) return expiredToken(service, token)
  return { secret: session.secret, principal: ofSession(session, identity) }
}
