import { isDeepStrictEqual } from 'node:util'
import type { CallerContext, CallerOptions } from '../mock/caller.js'
import { arnOf } from '../mock/question.js'
import type { WholeMock } from '../mock.js'
import { explain } from '../policy/explain.js'
import { suggestName } from '../policy/suggest-name.js'
import type { LogRecord } from '../world/log.js'
import { indent, type Outcome } from './assertions.js'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** An asymmetric matcher of a runner: `expect.stringContaining('a')`. */
const isAsymmetric = (value: unknown): value is { asymmetricMatch(actual: unknown): boolean } =>
  isObject(value) && typeof value.asymmetricMatch === 'function'

/** Bytes as the text that a test wrote, if it wrote text. */
const alike = (actual: unknown, wanted: unknown): boolean =>
  typeof wanted === 'string' && ArrayBuffer.isView(actual)
    ? Buffer.from(actual.buffer, actual.byteOffset, actual.byteLength).equals(Buffer.from(wanted))
    : isDeepStrictEqual(actual, wanted)

/** Whether `actual` has all that `wanted` says, at every depth. */
const includes = (actual: unknown, wanted: unknown): boolean => {
  if (isAsymmetric(wanted)) return wanted.asymmetricMatch(actual)
  if (!isObject(wanted)) return alike(actual, wanted)
  return isObject(actual) && Object.entries(wanted).every(([name, value]) => includes(actual[name], value))
}

/** A body in a message: its text when it is short and text, else its length. */
const shownBody = (value: unknown): unknown => {
  if (!ArrayBuffer.isView(value)) return value
  if (value.byteLength > 40) return `${value.byteLength} bytes`
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const text = bytes.toString()
  return Buffer.from(text).equals(bytes) ? text : `${bytes.length} bytes`
}

const shownInput = (input: LogRecord['input']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(input ?? {}).map(([name, value]) => [name, shownBody(value)])))

/** Whether the evaluator allows an action on a resource to a caller, now or `when`. */
export const judgeAbility = (
  caller: CallerContext,
  action: string,
  resource: string,
  when?: CallerOptions,
): Outcome => {
  if (typeof caller?.can !== 'function') throw new Error('toBeAbleTo is for a context: `expect(tigris.as("runner"))`')
  const verdict = caller.can(action, resource, when)
  const allowed = verdict.decision === 'allowed'
  const head = `${caller.name} may ${allowed ? '' : 'not '}${action} on ${arnOf(resource)}`
  return { pass: allowed, message: `${head}\n\n${indent(explain(verdict))}` }
}

/** Whether an operation was called, with an input that has the given members. */
export const judgeCalled = (
  mock: Pick<WholeMock, 'log' | 'operations'>,
  operation: string,
  input?: Readonly<Record<string, unknown>>,
): Outcome => {
  if (mock?.log === undefined) throw new Error('toHaveCalled is for a mock: `expect(tigris)`')
  if (!mock.operations.includes(operation)) {
    throw new Error(`there is no operation \`${operation}\`; ${suggestName(operation, mock.operations)}`)
  }
  const calls = mock.log.calls(operation)
  const fitting = input === undefined ? calls : calls.filter(record => includes(record.input, input))
  const wanted = input === undefined ? operation : `${operation} with ${JSON.stringify(input)}`
  const seen = calls.map(record => `  ${shownInput(record.input)} as ${record.caller}: ${record.code ?? 'OK'}`)
  const log = seen.length > 0 ? seen.join('\n') : indent(String(mock.log) || 'no request at all')
  return {
    pass: fitting.length > 0,
    message: `${fitting.length} call${fitting.length === 1 ? '' : 's'} of ${wanted}; the mock saw\n${log}`,
  }
}

/** Who may do what: a row is `action resource`, its cells stand under the names of callers. */
export interface AccessMatrix {
  readonly columns: readonly string[]
  readonly rows: Readonly<Record<string, readonly ('allowed' | 'denied')[]>>
}

/** Whether every cell is as written. Asks the evaluator alone. */
export const judgeMatrix = (
  mock: Pick<WholeMock, 'as' | 'admin' | 'anonymous'>,
  { columns, rows }: AccessMatrix,
): Outcome => {
  const different: string[] = []
  for (const [row, cells] of Object.entries(rows)) {
    const [, action, resource] = /^(\S+) (\S+)$/.exec(row) ?? []
    if (action === undefined || resource === undefined) throw new Error(`a row is \`action resource\`, not \`${row}\``)
    if (cells.length !== columns.length)
      throw new Error(`\`${row}\` has ${cells.length} cells for ${columns.length} columns`)
    for (const [index, name] of columns.entries()) {
      const caller = name === 'anonymous' ? mock.anonymous() : name === 'admin' ? mock.admin() : mock.as(name)
      const verdict = caller.can(action, resource)
      const actual = verdict.decision === 'allowed' ? 'allowed' : 'denied'
      if (actual !== cells[index])
        different.push(`${row} as ${name}: expected ${cells[index]}, got ${actual}\n${indent(explain(verdict))}`)
    }
  }
  const pass = different.length === 0
  return {
    pass,
    message: pass ? 'every cell is as written' : `${different.length} cells differ\n\n${different.join('\n\n')}`,
  }
}
