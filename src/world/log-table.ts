import type { LogRecord } from './log.js'

/** The attempts of each call, oldest call first: an SDK's retries share an invocation. */
export const callsIn = (records: Iterable<LogRecord>): readonly (readonly LogRecord[])[] => {
  const calls = new Map<string, LogRecord[]>()
  for (const record of records) {
    const call = record.invocation ?? record.requestId
    const attempts = calls.get(call)
    if (attempts === undefined) calls.set(call, [record])
    else attempts.push(record)
  }
  return [...calls.values()]
}

const decisionOf = ({ denied, rejected, decisions }: LogRecord): string => {
  if (denied !== undefined) return `denied ${denied.action}`
  if (rejected) return 'rejected'
  return decisions.some(({ kind }) => kind !== 'asked') ? 'allowed' : '-'
}

const statusOf = ({ status, code }: LogRecord): string => (code === undefined ? String(status) : `${status} ${code}`)

const targetOf = ({ bucket, key }: LogRecord): string =>
  bucket === undefined ? '-' : key === undefined ? bucket : `${bucket}/${key}`

const pathOf = ({ method, url }: LogRecord): string => `${method} ${url.replace(/^[a-z]+:\/\/[^/]*/, '')}`

const head = ['time', 'caller', 'operation', 'bucket/key', 'status', 'decision', 'attempts'] as const

const rowOf = (attempts: readonly LogRecord[]): readonly string[] => {
  const last = attempts.at(-1)!
  const statuses = attempts.length === 1 ? '1' : `${attempts.length} (${attempts.map(statusOf).join(', ')})`
  const time = new Date(attempts[0]!.at).toISOString().slice(11, 23)
  return [time, last.caller, last.operation ?? pathOf(last), targetOf(last), statusOf(last), decisionOf(last), statuses]
}

/** One line a call; empty when there was none. */
export const logTable = (records: Iterable<LogRecord>): string => {
  const rows = callsIn(records).map(rowOf)
  if (rows.length === 0) return ''
  // what a caller wrote must not break the lines
  const lines = [head, ...rows].map(cells => cells.map(cell => cell.replaceAll(/[\r\n]+/g, ' ')))
  const widths = head.map((_, column) => Math.max(...lines.map(cells => cells[column]!.length)))
  return lines
    .map(cells =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
