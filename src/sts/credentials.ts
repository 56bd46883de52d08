import type { Session } from '../auth/types.js'
import type { OperationContext } from '../contract/operation.js'

type Issuing = Pick<OperationContext, 'dialect' | 'registry' | 'principal' | 'ids' | 'at'>

/** Issues temporary credentials that live so many seconds from now, by the mock's clock. */
export const issue = (
  { dialect, registry, principal, ids, at }: Issuing,
  seconds: number,
  session: Omit<Session, 'keyId' | 'secret' | 'token' | 'issued' | 'expires'>,
): Session => {
  const made = dialect.identity.newSession?.(ids, principal.keyId ?? '')
  if (made === undefined) throw new Error(`dialect \`${dialect.name}\` has entries of STS and makes no credentials`)
  // an answer tells whole seconds, and the credentials live exactly as long as they say
  const expires = Math.floor(at / 1000) * 1000 + seconds * 1000
  return registry.addSession({ ...made, ...session, issued: at, expires })
}

/** The element `Credentials` of an answer. */
export const credentialsOf = ({ keyId, secret, token, expires }: Session) => ({
  AccessKeyId: keyId,
  SecretAccessKey: secret,
  SessionToken: token,
  Expiration: new Date(expires).toISOString().replace('.000Z', 'Z'),
})
