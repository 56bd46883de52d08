import type { FormProof } from '../auth/authenticate-form.js'
import type { Decisions } from '../authorization/decisions.js'
import type { Dialect } from '../contract/dialect.js'
import type { ServiceError } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { Located, ProtocolName } from '../contract/located.js'
import type { Operation } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'
import type { PendingEvent } from '../events/observe.js'
import type { CorsRule } from '../protocol/cors.js'
import type { Blob } from '../store/types.js'
import type { FiredFault } from '../world/faults.js'
import type { World } from '../world/world.js'

/**
 * One request on its way to its answer. Each step of the pipeline adds what it finds; what no step has found yet is
 * undefined. All members stand in it from the first: objects of one shape are fast.
 */
export interface Exchange {
  /** As the door gave it. */
  readonly sent: WireRequest
  readonly dialect: Dialect
  /** In which the request began. */
  readonly world: World
  readonly requestId: string
  /** The mock's clock, at the begin of the request. */
  readonly now: Instant

  // locate
  located: Located | undefined
  /** Encodes the answer, and every error. */
  protocol: ProtocolName | undefined
  /** CORS rules of the bucket, when the request comes from a browser's other origin. */
  corsRules: readonly CorsRule[] | undefined
  /** The requester pays, and the answer says so. */
  charged: boolean

  // match
  /** As its operation reads it: headers of a presigned URL and fields of a form stand as headers. */
  request: WireRequest
  /** Decoded query parameters; the first of a repeated name. */
  query: ReadonlyMap<string, string>
  /** Fields of a query-protocol body or of an HTML form, without its file. */
  form: ReadonlyMap<string, string>
  /** The whole body, where the operation's body is a document. */
  document: Uint8Array | undefined
  operation: Operation | undefined
  /** Names that the operation does not read, and S3 ignores. */
  unread: readonly string[]
  /** The bucket that the request names does not exist, and the operation does not make it. */
  bucketMissing: boolean
  fault: FiredFault | undefined

  // authenticate
  /** The caller's proof is being read: without one after that, nobody was proven. */
  proving: boolean
  proof: FormProof | undefined

  // read, authorize, run
  input: Readonly<Record<string, unknown>> | undefined
  decisions: Decisions | undefined
  /** What the call's body became. */
  stored: Blob | undefined
  /** What `run` made happen, if anybody hears of it: published when the answer is ready. */
  pendingEvents: PendingEvent[]

  // finish
  /** What it was answered; its `cause` is an exception that is a defect of this mock. */
  error: ServiceError | undefined
}

/** Once service, bucket and key are known. */
export type LocatedExchange = Exchange & { located: Located }
/** Once the operation is known. */
export type MatchedExchange = LocatedExchange & { readonly operation: Operation }
/** Once the caller is proven. */
export type ProvenExchange = MatchedExchange & { readonly proof: FormProof }
/** Once the caller's rights are judged. */
export type JudgedExchange = ProvenExchange & { readonly decisions: Decisions }

export const beginExchange = (request: WireRequest, dialect: Dialect, world: World, requestId: string): Exchange => ({
  sent: request,
  dialect,
  world,
  requestId,
  now: world.clock.now(),
  located: undefined,
  protocol: undefined,
  corsRules: undefined,
  charged: false,
  request,
  query: new Map(),
  form: new Map(),
  document: undefined,
  operation: undefined,
  unread: [],
  bucketMissing: false,
  fault: undefined,
  proving: false,
  proof: undefined,
  input: undefined,
  decisions: undefined,
  stored: undefined,
  pendingEvents: [],
  error: undefined,
})
