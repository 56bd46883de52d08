import type { WireResponse } from '../src/contract/wire.js'

const pieceBytes = 1 << 20

/** What a client sees when a server drops the connection. */
export const connectionReset = (): Error =>
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })

async function* whole(body: WireResponse['body']): AsyncGenerator<Uint8Array> {
  if (body === undefined) return
  for await (const chunk of ArrayBuffer.isView(body) ? [body] : body)
    for (let start = 0; start < chunk.byteLength; start += pieceBytes) yield chunk.subarray(start, start + pieceBytes)
}

/** The answer's bytes in views of at most 1 MiB, never copied. Throws ECONNRESET where the answer is to break. */
export async function* piecesOf(response: WireResponse): AsyncGenerator<Uint8Array> {
  const { body, broken } = response
  let left = broken?.after ?? Number.POSITIVE_INFINITY
  for await (const piece of whole(body)) {
    if (piece.byteLength >= left) {
      if (left > 0) yield piece.subarray(0, left)
      throw connectionReset()
    }
    left -= piece.byteLength
    yield piece
  }
  if (broken) throw connectionReset()
}

/** The same as the receiver's own: who runs in this process may write into what it is given. */
export async function* ownPiecesOf(response: WireResponse): AsyncGenerator<Uint8Array> {
  const { body } = response
  const isShared = body !== undefined && !(Symbol.asyncIterator in body)
  for await (const piece of piecesOf(response)) yield isShared ? Buffer.from(piece) : piece
}

/** Views of at most 1 MiB of the whole body, where it is in memory and nothing breaks it. They may be the store's own. */
export const viewsOf = ({ body, broken }: WireResponse): readonly Uint8Array[] | undefined => {
  if (body === undefined || broken || Symbol.asyncIterator in body) return undefined
  const views: Uint8Array[] = []
  for (const chunk of ArrayBuffer.isView(body) ? [body] : body)
    for (let start = 0; start < chunk.byteLength; start += pieceBytes)
      views.push(chunk.subarray(start, start + pieceBytes))
  return views
}

const bodiless = (method: string, status: number): boolean => method === 'HEAD' || status === 204 || status === 304

/** The answer's headers; an empty answer says so, since a client waits for the end of a body of unknown length. */
export const headersOf = (method: string, response: WireResponse): readonly (readonly [string, string])[] =>
  response.body !== undefined ||
  bodiless(method, response.status) ||
  response.headers.some(([name]) => name.toLowerCase() === 'content-length')
    ? response.headers
    : [...response.headers, ['Content-Length', '0']]

/** Whether the answer has a body on the wire. */
export const hasBody = (method: string, response: WireResponse): boolean =>
  response.body !== undefined && !bodiless(method, response.status)
