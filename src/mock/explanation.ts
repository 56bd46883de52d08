import { explain } from '../policy/explain.js'
import type { LogRecord, RequestLog } from '../world/log.js'

const isRecord = (value: unknown): value is LogRecord =>
  typeof value === 'object' && value !== null && 'decisions' in value && 'requestId' in value

type Bag = Readonly<Record<string, unknown>>
const asBag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null ? (value as Bag) : undefined

/** The value or error of an SDK itself, then what it wraps. */
const layersOf = (value: unknown, depth = 0): readonly Bag[] => {
  const bag = asBag(value)
  if (bag === undefined || depth > 5) return []
  const errors = Array.isArray(bag.errors) ? bag.errors : []
  return [bag, ...[bag.cause, bag.error, ...errors].flatMap(inner => layersOf(inner, depth + 1))]
}

const headerOf = (bag: Bag, name: string): readonly string[] => {
  const headers = asBag(asBag(bag.$response)?.headers) ?? asBag(bag.headers)
  const value = headers instanceof Headers || headers instanceof Map ? headers.get(name) : headers?.[name]
  return typeof value === 'string' ? [value] : []
}

/** A header of the answer behind the value or error of a call, wherever SDKs and `fetch` keep it. */
export const headersIn = (settled: unknown, name: string): readonly string[] =>
  layersOf(settled).flatMap(bag => headerOf(bag, name))

/** Request ids behind the value or error of a call. */
export const requestIdsOf = (settled: unknown): readonly string[] =>
  layersOf(settled).flatMap(bag => {
    const id = asBag(bag.$metadata)?.requestId
    return [...(typeof id === 'string' ? [id] : []), ...headerOf(bag, 'x-amz-request-id')]
  })

/** A clock that a test moved explains what expires; the client signed with the other one. */
const movedNote = ({ moved, at, rejected }: LogRecord): string => {
  if (moved === undefined || !rejected) return ''
  const [mock, client] = [at, at - moved].map(time => new Date(time).toISOString())
  return `\nthe mock's clock stands at ${mock}, while clients sign at ${client}: sign with signingDate: mock.clock.now(), or use fake timers`
}

/** What happened to one request, and why. */
export const explainRecord = (record: LogRecord): string => {
  const what = record.operation ?? `${record.method} ${record.url}`
  const target =
    record.bucket === undefined ? '' : ` on ${record.bucket}${record.key === undefined ? '' : `/${record.key}`}`
  const outcome = record.code === undefined ? String(record.status) : `${record.status} ${record.code}`
  const head = `${what}${target} as ${record.caller}: ${outcome}`
  if (record.denied !== undefined) return `${head}\n${explain(record.denied)}`
  const hint = record.hint === undefined ? '' : `\n${record.hint}`
  if (record.code !== undefined) return `${head}\n${record.message ?? ''}${hint}${movedNote(record)}`
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
