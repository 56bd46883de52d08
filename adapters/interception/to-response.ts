import type { WireResponse } from '../../src/wire.js'
import { connectionReset, hasBody, headersOf, piecesOf } from '../response-body.js'

/** Up to here one copy by `Response` is cheaper than a stream. */
const smallBytes = 1 << 16

const streamOf = (response: WireResponse): ReadableStream<Uint8Array> => {
  const pieces = piecesOf(response)
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

/** The answer for MSW. Throws ECONNRESET where the connection breaks before any byte of a body. */
export const toResponse = (method: string, response: WireResponse): Response => {
  if (response.broken && (response.broken.after === 0 || !hasBody(method, response))) throw connectionReset()
  const { status, body, broken } = response
  const init = { status, headers: headersOf(method, response) as [string, string][] }
  if (!hasBody(method, response)) return new Response(null, init)
  const small = ArrayBuffer.isView(body) && body.byteLength <= smallBytes && !broken
  return new Response(small ? (body as Uint8Array<ArrayBuffer>) : streamOf(response), init)
}
