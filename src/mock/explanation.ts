import { explain } from '../policy/explain.js'
import type { LogRecord, RequestLog } from '../world/log.js'

const isRecord = (value: unknown): value is LogRecord =>
  typeof value === 'object' && value !== null && 'decisions' in value && 'requestId' in value

type Bag = Readonly<Record<string, unknown>>
const asBag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null ? (value as Bag) : undefined

/**
 * Where clients keep what they know of an answer: AWS SDK v3 (`$response`), v2 (`$response.httpResponse`), axios, got
 * and superagent (`response`), and what applications wrap.
 */
const inner = ['$response', 'httpResponse', 'response', 'originalError', 'cause', 'error'] as const

/** The value or error of a client itself, then what it holds. */
const layersOf = (value: unknown, depth = 0, met = new Set<unknown>()): readonly Bag[] => {
  const bag = asBag(value)
  if (bag === undefined || depth > 5 || met.has(bag)) return []
  met.add(bag)
  const errors = Array.isArray(bag.errors) ? bag.errors : []
  return [bag, ...[...inner.map(name => bag[name]), ...errors].flatMap(held => layersOf(held, depth + 1, met))]
}

/** Headers are a plain object, a Map, or a class with `get`: that of Node, of axios or of node-fetch. */
const headerOf = ({ headers }: Bag, name: string): readonly string[] => {
  const bag = asBag(headers)
  const value = typeof bag?.get === 'function' ? bag.get(name) : bag?.[name]
  return typeof value === 'string' ? [value] : []
}

/** A header of the answer behind the value or error of a call, wherever clients keep it. */
export const headersIn = (settled: unknown, name: string): readonly string[] =>
  layersOf(settled).flatMap(bag => headerOf(bag, name))

/** AWS SDK v3, AWS SDK v2, minio-js. */
const statedIds = (bag: Bag): readonly unknown[] => [asBag(bag.$metadata)?.requestId, bag.requestId, bag.amzRequestid]

/** Request ids behind the value or error of a call, each once. */
export const requestIdsOf = (settled: unknown): readonly string[] => {
  const ids = layersOf(settled).flatMap(bag => [...statedIds(bag), ...headerOf(bag, 'x-amz-request-id')])
  return [...new Set(ids.filter(id => typeof id === 'string'))]
}

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
  throw new Error(
    'cannot tell which call this came from: give an error or value of a client that holds the request id of the answer, or a record of `mock.log`',
  )
}
