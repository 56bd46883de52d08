import { sourceIp } from '../authorization/condition-keys.js'
import { formLimits } from '../body/form.js'
import { verifyBody } from '../body/verify.js'
import type { OperationContext } from '../contract/operation.js'
import type { WireResponse } from '../contract/wire.js'
import { observe } from '../events/observe.js'
import { askSourceOf } from '../events/shadow-source.js'
import type { BucketEvent } from '../events/types.js'
import type { PolicyParser } from '../policy/parser.js'
import type { Store } from '../store/types.js'
import type { JudgedExchange } from './exchange.js'
import { presignWith } from './presign.js'
import { encodeSuccess, hostIdOf } from './respond.js'

/** The request that makes events happen. */
const causeOf = ({ proof, sent, requestId }: JudgedExchange): NonNullable<BucketEvent['cause']> => ({
  principal: proof.principal,
  ip: sourceIp(proof.facts ?? {}, sent),
  requestId,
  hostId: hostIdOf(requestId),
})

/** The store, watched where somebody hears of what this call changes. */
const storeOf = (exchange: JudgedExchange): Store => {
  const { operation, world, located, now, pendingEvents } = exchange
  const { store, deliveries } = world
  const { emits } = operation
  if (emits === undefined) return store
  const bucket = located.bucket === undefined ? undefined : store.bucket(located.bucket)
  if (!deliveries.hears(emits, bucket)) return store
  return observe(store, emits, now, causeOf(exchange), event => pendingEvents.push(event))
}

/** What `run` may use: the one place where the store is given to be written. */
const contextOf = (exchange: JudgedExchange, policies: PolicyParser): OperationContext => {
  const { dialect, world, operation, request, located, sent, proof, decisions, requestId, now } = exchange
  const { limits, features } = dialect
  const { store, registry, ids, sources } = world
  return {
    dialect,
    limits,
    features,
    store: storeOf(exchange),
    registry,
    principal: proof.principal,
    at: now,
    ids,
    requestId,
    request,
    located,
    policies,
    body: verifyBody(request, proof.payload, {
      blob: store.blobOf,
      limits: operation.body === 'form' ? formLimits(limits, proof) : limits,
      keep: operation.body === 'stream' ? exchange : undefined,
    }),
    presign: presignWith(dialect, registry, sent, now),
    askSource: askSourceOf(sources),
    can: decisions.can,
    hideMissing: decisions.hideMissing,
    may: decisions.may,
  }
}

/** Does what the operation does, and encodes its answer. */
export const run = async (exchange: JudgedExchange, policies: PolicyParser): Promise<WireResponse> => {
  const { operation, input, now } = exchange
  const output = await operation.run(input, contextOf(exchange, policies))
  return encodeSuccess(operation.write(output, { input, at: now }), exchange)
}
