import { MessageChannel } from 'node:worker_threads'
import type { WireResponse } from '../../src/contract/wire.js'
import { connectionReset, hasBody, headersOf, ownPiecesOf, viewsOf } from '../response-body.js'

/** Up to here one copy by `Response` is cheaper than a stream. */
const smallBytes = 1 << 16

/** What was sent has reached the client: an error that overtakes it would be one of the request, not of the body. */
const passed = (): Promise<void> =>
  new Promise(resolve => {
    // a turn of the event loop that no fake timers hold back
    const { port1, port2 } = new MessageChannel()
    port1.once('message', () => {
      port1.close()
      resolve()
    })
    port2.postMessage(undefined)
  })

const streamOf = (response: WireResponse): ReadableStream<Uint8Array> => {
  const views = viewsOf(response)?.values()
  return views === undefined ? streamInTurn(response) : streamAtOnce(views)
}

const streamAtOnce = (views: Iterator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = views.next()
      if (done) controller.close()
      else controller.enqueue(Buffer.from(value))
    },
  })

const streamInTurn = (response: WireResponse): ReadableStream<Uint8Array> => {
  const pieces = ownPiecesOf(response)
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next().catch(async error => {
        await passed()
        throw error
      })
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
