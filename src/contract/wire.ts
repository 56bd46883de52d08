/**
 * Bytes of an answer or of what is stored. Those that are there at once, in one piece or in several, may be the store's
 * own: whoever gives them to a stranger of this process copies them. Those that come in turn are the reader's.
 */
export type Bytes = Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>

/** A request's or an answer's bytes, opened at most once. */
export interface Body {
  /** Number of bytes, when the sender said so (Content-Length) or they are in memory. */
  readonly length?: number
  /** The bytes as they arrive. A body is read once. */
  stream(): AsyncIterable<Uint8Array>
  /** The bytes at once, when the door already has them in memory: no copy, no await. */
  readonly bytes?: Uint8Array
  /** The rest is not wanted; the door may drop it. */
  cancel(): void
}

/** What a door knows of its caller and the wire does not say. In-process doors fill it from the async context. */
export interface Scope {
  /** The request was made in this process: only then may it say facts of its caller, in its key id or beside it. */
  readonly inProcess?: true
  /** The world in which the request began; the mock's present one when absent. */
  readonly world?: object
  /** Inside `arrange`: authenticated, but neither judged nor logged. */
  readonly arranged?: boolean
  /** The matcher's scope that collects this request, if it began in one. */
  readonly collector?: object
  /** Peer address. In-process doors leave it out: the mock's default is used. */
  readonly ip?: string
  /** Value of the header by which `mock.anonymous()` names its facts; in-process doors take it out of the headers. */
  readonly caller?: string
}

/** One HTTP request, exactly as it was sent: nothing is decoded or normalised. */
export interface WireRequest {
  readonly method: string
  readonly protocol: 'http' | 'https'
  /** The Host header in lower case, with its port if it has one. */
  readonly host: string
  /** Percent-encoded path as sent, `.` and `..` segments included; begins with `/`. */
  readonly path: string
  /** Query as sent, without the `?`. */
  readonly query: string
  /** Lower-case names; the values of a repeated header are joined with `,`. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Body
  readonly scope: Scope
}

/** One HTTP answer. A body of bytes has its Content-Length among the headers. */
export interface WireResponse {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: Bytes
  /** Headers that follow a chunked body; only a real connection can carry them. */
  readonly trailers?: readonly (readonly [string, string])[]
  /** A connection fault: the door breaks the connection (before or after this many body bytes) instead of ending it well. */
  readonly broken?: { readonly after: number }
}

const nothing = new Uint8Array(0)

/** A body of bytes in memory. */
export const bodyOf = (bytes: Uint8Array = nothing): Body => ({
  length: bytes.byteLength,
  bytes,
  async *stream() {
    if (bytes.byteLength > 0) yield bytes
  },
  cancel() {},
})

/** All bytes of an answer or of what is stored, as a copy. */
export const collect = async (bytes: Bytes = nothing): Promise<Uint8Array> => {
  if (ArrayBuffer.isView(bytes)) return new Uint8Array(bytes)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Header by which `mock.anonymous()` says which mock it means and what its facts are: doors of this process take it out. */
export const callerHeader = 'x-tigris-mock-caller'
