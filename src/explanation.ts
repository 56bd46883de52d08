import type { LogRecord, RequestLog } from './log.js'
import { explain } from './policy/explain.js'

const isRecord = (value: unknown): value is LogRecord =>
  typeof value === 'object' && value !== null && 'decisions' in value && 'requestId' in value

type Bag = Readonly<Record<string, unknown>>
const asBag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null ? (value as Bag) : undefined

/** Where values and errors of SDKs keep their request id: the value itself, then what it wraps. */
export const requestIdsOf = (value: unknown, depth = 0): string[] => {
  const bag = asBag(value)
  if (bag === undefined || depth > 5) return []
  const metadata = asBag(bag.$metadata)
  const headers = asBag(asBag(bag.$response)?.headers) ?? asBag(bag.headers)
  const fromHeaders =
    headers instanceof Headers ? headers.get('x-amz-request-id') : (headers?.['x-amz-request-id'] as string | undefined)
  const own = [metadata?.requestId, fromHeaders].filter(id => typeof id === 'string')
  const errors = Array.isArray(bag.errors) ? bag.errors : []
  return [...own, ...[bag.cause, bag.error, ...errors].flatMap(inner => requestIdsOf(inner, depth + 1))]
}

/** What happened to one request, and why. */
export const explainRecord = (record: LogRecord): string => {
  const what = record.operation ?? `${record.method} ${record.url}`
  const target =
    record.bucket === undefined ? '' : ` on ${record.bucket}${record.key === undefined ? '' : `/${record.key}`}`
  const outcome = record.code === undefined ? String(record.status) : `${record.status} ${record.code}`
  const head = `${what}${target} as ${record.caller}: ${outcome}`
  if (record.denied !== undefined) return `${head}\n${explain(record.denied)}`
  if (record.code !== undefined) return `${head}\n${record.message ?? ''}`
  const decisive = record.decisions.find(({ kind }) => kind !== 'asked')
  return decisive === undefined ? `${head}\nno right was needed` : `${head}\n${explain(decisive.verdict)}`
}

/** Explains a log record, or the error or value of a call by its request id. */
export const explainAnything = (subject: unknown, log: RequestLog): string => {
  if (isRecord(subject)) return explainRecord(subject)
  for (const id of requestIdsOf(subject)) {
    const record = log.find(id)
    if (record !== undefined) return explainRecord(record)
  }
  throw new Error('cannot tell which call this came from: give an error of an SDK client, or a record of `mock.log`')
}
