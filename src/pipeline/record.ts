import { claimedKeyId } from '../auth/authenticate.js'
import type { Principal, Registry } from '../auth/types.js'
import type { ServiceError } from '../contract/errors.js'
import { hostTime } from '../contract/host.js'
import type { Operation } from '../contract/operation.js'
import type { Scope, WireRequest, WireResponse } from '../contract/wire.js'
import type { Blob } from '../store/types.js'
import type { LoggedDecision, LogRecord } from '../world/log.js'
import type { World } from '../world/world.js'
import { withBody } from './logged-input.js'
import type { ErrorFrame } from './respond.js'

/** A record while its request is in the pipeline. */
export interface OpenRecord {
  readonly frame: ErrorFrame
  operation?: Operation
  /** Set when the caller's proof is being read: without a principal after that, nobody was proven. */
  proving?: boolean
  principal?: Principal
  input?: Readonly<Record<string, unknown>>
  /** What the call's body became. */
  stored?: Blob
  unread?: readonly string[]
  /** A fault broke the connection before the call had any effect. */
  broken?: true
  /** The bucket that the request names does not exist, and the operation does not make it. */
  bucketMissing?: boolean
  /** What it was answered; its `cause` is an exception that is a defect of this mock. */
  error?: ServiceError
}

export const beginRecord = (frame: ErrorFrame): OpenRecord => ({ frame })

/** What collects the records of one matcher's scope. */
export interface RequestCollector {
  readonly records: LogRecord[]
  /** Requests in the pipeline: one that began before the scope ended counts, though it ends later. */
  readonly begun: Set<Promise<unknown>>
  /** Ids of requests that were arranged: they leave no record. */
  readonly arranged: string[]
}

/** A key is called by its name in the scene, proven or not. */
const claimedName = (request: WireRequest, registry: Registry): string => {
  const id = claimedKeyId(request)
  const key = id === undefined ? undefined : registry.key(id)
  return (key && registry.identity(key.account, key.identity)?.label) ?? id ?? 'anonymous'
}

export const endRecord = (
  open: OpenRecord,
  response: WireResponse,
  decisions: readonly LoggedDecision[],
  { log, registry }: Pick<World, 'log' | 'registry'>,
  scope: Scope,
): void => {
  if (scope.arranged) {
    ;(scope.collector as RequestCollector | undefined)?.arranged.push(open.frame.requestId)
    return
  }
  const { frame, operation, principal } = open
  const { request, located } = frame
  const denied = decisions.find(({ kind, verdict }) => kind !== 'asked' && verdict.decision !== 'allowed')?.verdict
  const moved = open.frame.now - hostTime.visible()
  const invocation = request.headers.get('amz-sdk-invocation-id')
  const attempt = Number(/attempt=(\d+)/.exec(request.headers.get('amz-sdk-request') ?? '')?.[1] ?? 1)
  const record: LogRecord = {
    requestId: frame.requestId,
    ...(operation && { operation: operation.name, service: operation.service }),
    ...(located?.bucket !== undefined && { bucket: located.bucket }),
    ...(located?.key !== undefined && { key: located.key }),
    ...(open.input && { input: withBody(open.input, open.stored) }),
    caller: principal?.identity?.label ?? principal?.name ?? claimedName(request, registry),
    ...(principal && {
      principal: {
        arn: principal.arn,
        name: principal.name,
        kind: principal.kind,
        ...(principal.keyId !== undefined && { keyId: principal.keyId }),
      },
    }),
    at: frame.now,
    method: request.method,
    url: `${request.protocol}://${request.host}${request.path}${request.query === '' ? '' : `?${request.query}`}`,
    status: response.status,
    ...(open.error && { code: open.error.code, message: open.error.message }),
    ...(open.error?.hint !== undefined && { hint: open.error.hint }),
    decisions,
    ...(denied && { denied }),
    rejected: open.proving === true && principal === undefined,
    unread: open.unread ?? [],
    ...(invocation !== undefined && { invocation }),
    attempt,
    ...(open.broken && { broken: true as const }),
    ...(open.bucketMissing && { bucketMissing: true as const }),
    ...(Math.abs(moved) >= 1000 && { moved }),
    ...(open.error?.cause !== undefined && { defect: open.error.cause }),
  }
  log.add(record)
  ;(scope.collector as RequestCollector | undefined)?.records.push(record)
}
