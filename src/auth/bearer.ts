import { fail } from '../contract/errors.js'
import type { Authentication } from './authenticate.js'
import { ofIdentity } from './credentials.js'
import { payloadProof } from './payload.js'
import { invalidToken } from './refusals.js'
import type { Proof } from './types.js'

/**
 * Proves a caller by the token of a login and the id of its organization, compared with those on file; undefined for a
 * request that does not bring both. No token is opened: what it says of itself counts for nothing.
 */
export const authenticateBearer = ({ request, service, dialect, registry }: Authentication): Proof | undefined => {
  const organization = request.headers.get('x-tigris-namespace')
  const token = request.headers.get('x-amz-security-token')
  if (organization === undefined || token === undefined || !dialect.features?.has('bearer-tokens')) return undefined
  const session = registry.session(organization, token) ?? invalidToken(service, token)
  const { parentKeyId = '', account, identity: name } = session
  const identity = registry.identity(account, name)
  if (identity === undefined || registry.key(parentKeyId)?.status !== 'Active') {
    return fail('AccessDenied', {}, 'The key behind the session token is not active')
  }
  const hash = request.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  return { principal: ofIdentity(parentKeyId, identity), payload: payloadProof(hash) }
}
