import { type Authentication, authenticate as authenticateSignature } from '../auth/authenticate.js'
import { authenticateForm, type FormProof } from '../auth/authenticate-form.js'
import { authenticateVersion2 } from '../auth/authenticate-version2.js'
import { authenticateBearer } from '../auth/bearer.js'
import { anonymous } from '../auth/credentials.js'
import type { SigningKeys } from '../auth/sigv4.js'
import { fail } from '../contract/errors.js'
import { hostTime } from '../contract/host.js'
import type { MatchedExchange, ProvenExchange } from './exchange.js'

const proofOf = (exchange: MatchedExchange, signingKeys: SigningKeys): FormProof => {
  const { operation, sent, located, document, form, dialect, world, now } = exchange
  // credentials in the URL of a preflight are those of the request that follows it
  if (operation.auth === 'none') return { principal: anonymous, payload: { kind: 'unsigned' } }
  const asked: Authentication = {
    request: sent,
    located,
    document,
    service: located.service,
    region: dialect.features.has('regions') ? located.region : undefined,
    dialect,
    registry: world.registry,
    wall: hostTime.visible(),
    now,
    skew: world.clock.skewed,
    signingKeys,
  }
  return operation.auth === 'form'
    ? authenticateForm(form, located.bucket ?? '', asked)
    : (authenticateBearer(asked) ?? authenticateVersion2(asked) ?? authenticateSignature(asked))
}

/**
 * Proves who calls, in the way that the entry asks: signature, form, or not at all. An operation that is not modelled
 * says so to those who are proven.
 */
export const authenticate = (exchange: MatchedExchange, signingKeys: SigningKeys): ProvenExchange => {
  exchange.proving = true
  exchange.proof = proofOf(exchange, signingKeys)
  const { notImplemented } = exchange.operation
  if (notImplemented !== undefined) fail('NotImplemented', {}, notImplemented)
  return exchange as ProvenExchange
}
