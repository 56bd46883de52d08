import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WireResponse } from '../../src/contract/wire.js'
import { hasBody, headersOf, piecesOf, viewsOf } from '../response-body.js'

/** Sends an answer, or breaks its connection where it is to break. */
export const send = async (method: string, answer: WireResponse, response: ServerResponse): Promise<void> => {
  const { broken, status } = answer
  const empty = !hasBody(method, answer)
  if (broken && (broken.after === 0 || empty)) return void response.socket?.resetAndDestroy()
  const { trailers = [] } = answer
  const announced = trailers.length === 0 ? [] : ['Trailer', trailers.map(([name]) => name).join(', ')]
  response.writeHead(status, [...headersOf(method, answer).flat(), ...(empty ? [] : announced)])
  // taken along by the end of the body
  response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
  const views = empty ? [] : viewsOf(answer)
  if (views !== undefined && views.length <= 1) response.end(views[0])
  else if (views !== undefined) {
    // views of what is stored: that they wait for the client takes no memory
    response.cork()
    for (const view of views) response.write(view)
    response.end()
  }
  // A body that breaks takes its connection with it, and a client that left takes nothing more.
  else await pipeline(Readable.from(piecesOf(answer), { objectMode: false }), response).catch(() => response.destroy())
}
