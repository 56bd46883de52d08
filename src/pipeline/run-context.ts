import type { FormProof } from '../auth/authenticate-form.js'
import type { Principal } from '../auth/types.js'
import type { Decisions } from '../authorization/decisions.js'
import { formLimits } from '../body/form.js'
import { sealBody } from '../body/verify.js'
import type { Dialect } from '../contract/dialect.js'
import type { Operation, OperationContext, Raw } from '../contract/operation.js'
import { causeOf, type Happening, observe } from '../events/observe.js'
import { askSourceOf } from '../events/shadow-source.js'
import type { PolicyParser } from '../policy/parser.js'
import type { Store } from '../store/types.js'
import type { World } from '../world/world.js'
import { presignWith } from './presign.js'
import type { OpenRecord } from './record.js'
import type { ErrorFrame } from './respond.js'

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
  readonly happened: Happening[]
}

const storeOf = ({ operation: { emits }, world, raw, frame, principal, proof, happened }: Admitted): Store => {
  const { store, deliveries } = world
  const { bucket } = raw.located
  if (emits === undefined || !deliveries.hears(emits, bucket === undefined ? undefined : store.bucket(bucket)))
    return store
  return observe(store, emits, frame.now, causeOf(principal, proof.facts ?? {}, frame), each => happened.push(each))
}

/** What `run` may use: the one place where the store is given to be written. */
export const runContext = (admitted: Admitted): OperationContext => {
  const { dialect, policies, world, operation, raw, frame, record, proof, principal, decisions } = admitted
  const { limits, features } = dialect
  const { store, registry, ids } = world
  const seal = {
    blob: (bytes: Uint8Array) => store.blob(bytes),
    limits: operation.body === 'form' ? formLimits(limits, proof) : limits,
    ...(operation.body === 'stream' && { keep: record }),
  }
  return {
    ...{ dialect, limits, features, store: storeOf(admitted), registry, ids, principal, policies, at: frame.now },
    ...{ requestId: frame.requestId, request: raw.request, located: raw.located },
    body: sealBody(raw.request, proof.payload, seal),
    presign: presignWith(dialect, registry, frame.request, frame.now),
    askSource: askSourceOf(world.sources),
    can: decisions.can,
    may: decisions.may,
  }
}
