import { ServiceError } from '../contract/errors.js'
import type { Bytes, WireRequest, WireResponse } from '../contract/wire.js'
import type { WholeMock } from '../mock.js'
import { suggestName } from '../policy/suggest-name.js'
import type { KeptRecords } from './kept-records.js'

/** What was wrong with a call of the control API, for its caller. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  constructor(
    readonly status: number,
    message: string,
    readonly headers: readonly (readonly [string, string])[] = [],
  ) {
    super(message)
  }
}

/** What the routes act on. */
export interface Controlled {
  readonly mock: WholeMock
  readonly kept: KeptRecords
  readonly checkpoints: Map<string, ReturnType<WholeMock['checkpoint']>>
  /** The state to which `reset` goes back: that of the begin, or of the last scene that was loaded. */
  begin: ReturnType<WholeMock['checkpoint']>
  /** When all requests that are now on their way have been answered. */
  settled(): Promise<void>
}

/** One call of the control API. */
export interface ControlCall {
  /** Values of `{name}` in the route's path, decoded. */
  readonly parts: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly request: WireRequest
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** Below the reserved path: `log/{requestId}`. */
  readonly path: string
  /** Names that the query may have. */
  readonly query?: readonly string[]
  /** Answers without the token: it tells nothing. */
  readonly open?: true
  run(controlled: Controlled, call: ControlCall): unknown
}

const mostBytes = 256 * 1024 ** 2

/** The body of a call. */
export const bytesOf = async ({ request }: ControlCall): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of request.body.stream()) {
    size += piece.byteLength
    if (size > mostBytes) throw new ControlError(413, `the body is longer than ${mostBytes} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces, size)
}

/** The body as an object with no members but those that are known. */
export const objectOf = async <T extends object>(
  call: ControlCall,
  members?: readonly (keyof T & string)[],
): Promise<T> => {
  const text = Buffer.from(await bytesOf(call)).toString()
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError(400, 'the body must be a JSON object')
  checkNames(value, members, 'member')
  return value as T
}

export const checkNames = (given: object, known: readonly string[] | undefined, what: string): void => {
  const unknown = known && Object.keys(given).find(name => !known.includes(name))
  if (unknown === undefined) return
  const remedy = known!.length === 0 ? 'it takes none' : suggestName(unknown, known!)
  throw new ControlError(400, `\`${unknown}\` is no ${what} of this call; ${remedy}`)
}

/** A whole number of the query; undefined where it is left out. */
export const numberOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new ControlError(400, `\`${name}\` must be a whole number, not \`${text}\``)
}

export const required = (name: string, value: string | undefined): string => {
  if (value === undefined || value === '') throw new ControlError(400, `\`${name}\` is missing`)
  return value
}

const common: readonly (readonly [string, string])[] = [
  ['Cache-Control', 'no-store'],
  ['X-Content-Type-Options', 'nosniff'],
]

export const json = (
  value: unknown,
  status = 200,
  headers: readonly (readonly [string, string])[] = [],
): WireResponse => {
  const body = Buffer.from(JSON.stringify(value))
  const length = String(body.byteLength)
  return {
    status,
    headers: [['Content-Type', 'application/json'], ['Content-Length', length], ...common, ...headers],
    body,
  }
}

export const answerWith = (
  body: Bytes,
  contentType: string,
  headers: readonly (readonly [string, string])[] = [],
): WireResponse => ({ status: 200, headers: [['Content-Type', contentType], ...common, ...headers], body })

/** A mistake of the caller is told to it; a defect is told as one. */
export const failureOf = (error: unknown): WireResponse => {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ControlError) return json({ error: { message } }, error.status, error.headers)
  if (error instanceof ServiceError) return json({ error: { code: error.code, message } }, error.status)
  const isDefect = !(error instanceof Error) || error instanceof TypeError
  return json({ error: { message: isDefect ? `tigris-mock failed: ${message}` : message } }, isDefect ? 500 : 400)
}
