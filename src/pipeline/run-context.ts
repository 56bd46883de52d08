import type { FormProof } from '../auth/authenticate-form.js'
import type { CallerFacts, Principal } from '../auth/types.js'
import { sourceIp } from '../authorization/condition-keys.js'
import type { Decisions } from '../authorization/decisions.js'
import { formLimits } from '../body/form.js'
import { verifyBody } from '../body/verify.js'
import type { Dialect } from '../contract/dialect.js'
import type { Operation, OperationContext, Raw } from '../contract/operation.js'
import { observe, type PendingEvent } from '../events/observe.js'
import { askSourceOf } from '../events/shadow-source.js'
import type { BucketEvent } from '../events/types.js'
import type { PolicyParser } from '../policy/parser.js'
import type { Store } from '../store/types.js'
import type { World } from '../world/world.js'
import { presignWith } from './presign.js'
import type { OpenRecord } from './record.js'
import { type ErrorFrame, hostIdOf } from './respond.js'

/** A request whose caller is proven and allowed. */
interface Admitted {
  readonly dialect: Dialect
  readonly policies: PolicyParser
  readonly world: World
  readonly operation: Operation
  readonly raw: Raw
  readonly frame: ErrorFrame
  readonly record: OpenRecord
  readonly proof: FormProof
  readonly principal: Principal
  readonly decisions: Decisions
  /** Takes what `run` makes happen, if anybody would hear of it. */
  readonly pendingEvents: PendingEvent[]
}

/** The request that makes events happen. */
const causeOf = (
  principal: Principal,
  facts: CallerFacts,
  { request, requestId }: Pick<ErrorFrame, 'request' | 'requestId'>,
): NonNullable<BucketEvent['cause']> => ({
  ...{ principal, ip: sourceIp(facts, request), requestId },
  hostId: hostIdOf(requestId),
})

const storeOf = ({ operation: { emits }, world, raw, frame, principal, proof, pendingEvents }: Admitted): Store => {
  const { store, deliveries } = world
  const { bucket } = raw.located
  if (emits === undefined || !deliveries.hears(emits, bucket === undefined ? undefined : store.bucket(bucket)))
    return store
  return observe(store, emits, frame.now, causeOf(principal, proof.facts ?? {}, frame), each =>
    pendingEvents.push(each),
  )
}

/** What `run` may use: the one place where the store is given to be written. */
export const runContext = (admitted: Admitted): OperationContext => {
  const { dialect, policies, world, operation, raw, frame, record, proof, principal, decisions } = admitted
  const { limits, features } = dialect
  const { store, registry, ids } = world
  const host = {
    blob: store.blobOf,
    limits: operation.body === 'form' ? formLimits(limits, proof) : limits,
    ...(operation.body === 'stream' && { keep: record }),
  }
  return {
    ...{ dialect, limits, features, store: storeOf(admitted), registry, ids, principal, policies, at: frame.now },
    ...{ requestId: frame.requestId, request: raw.request, located: raw.located },
    body: verifyBody(raw.request, proof.payload, host),
    presign: presignWith(dialect, registry, frame.request, frame.now),
    askSource: askSourceOf(world.sources),
    can: decisions.can,
    may: decisions.may,
  }
}
