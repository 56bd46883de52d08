import { claimedKeyId } from '../auth/authenticate.js'
import type { Registry } from '../auth/types.js'
import { hostTime } from '../contract/host.js'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import type { LogRecord } from '../world/log.js'
import type { Exchange } from './exchange.js'
import { withBody } from './logged-input.js'

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

const callerOf = (principal: NonNullable<Exchange['proof']>['principal']): LogRecord['principal'] => ({
  arn: principal.arn,
  name: principal.name,
  kind: principal.kind,
  keyId: principal.keyId,
})

const recordOf = (exchange: Exchange, response: WireResponse, broken: true | undefined): LogRecord => {
  const { sent, world, operation, located, error, now } = exchange
  const principal = exchange.proof?.principal
  const decisions = exchange.decisions?.all ?? []
  const moved = now - hostTime.visible()
  return {
    requestId: exchange.requestId,
    operation: operation?.name,
    service: operation?.service,
    bucket: located?.bucket,
    key: located?.key,
    input: exchange.input && withBody(exchange.input, exchange.stored),
    caller: principal?.identity?.label ?? principal?.name ?? claimedName(sent, world.registry),
    principal: principal && callerOf(principal),
    at: now,
    method: sent.method,
    url: `${sent.protocol}://${sent.host}${sent.path}${sent.query === '' ? '' : `?${sent.query}`}`,
    status: response.status,
    code: error?.code,
    message: error?.message,
    hint: error?.hint,
    decisions,
    denied: decisions.find(({ kind, verdict }) => kind !== 'asked' && verdict.decision !== 'allowed')?.verdict,
    rejected: exchange.proving && principal === undefined,
    unread: exchange.unread,
    invocation: sent.headers.get('amz-sdk-invocation-id'),
    attempt: Number(/attempt=(\d+)/.exec(sent.headers.get('amz-sdk-request') ?? '')?.[1] ?? 1),
    broken,
    bucketMissing: exchange.bucketMissing || undefined,
    moved: Math.abs(moved) >= 1000 ? moved : undefined,
    defect: error?.cause,
  }
}

/** Logs the request and hands its record to the assertion that judges it. `broken`: a fault ended it before it acted. */
export const endRecord = (exchange: Exchange, response: WireResponse, broken?: true): void => {
  const { scope } = exchange.sent
  const collector = scope.collector as RequestCollector | undefined
  if (scope.arranged) {
    collector?.arranged.push(exchange.requestId)
    return
  }
  const record = recordOf(exchange, response, broken)
  exchange.world.log.add(record)
  collector?.records.push(record)
}
