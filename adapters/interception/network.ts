import type { Door } from '../door.js'
import type * as Msw from '../msw-bundle.js'
import { claimOf } from './claim.js'
import { refuseHttp2 } from './http2.js'
import { guardAgainstMsw, refuseRunningMsw } from './other-msw.js'
import { probeHost } from './probe.js'
import { watchRequests } from './request-context.js'
import { concerns, handleWith, routeTo } from './route.js'
import { sentAs } from './sent.js'
import { toResponse } from './to-response.js'
import { toWire } from './to-wire.js'

/** What MSW's own handlers are not told of a request. */
interface Arrival {
  readonly controller: { errorWith(reason: unknown): void }
}

/**
 * Enables MSW for the doors in `doors`, read anew for each request. Returns what disables it.
 * Throws, with nothing changed, when another MSW intercepts already.
 */
export const enable = (msw: typeof Msw, doors: readonly Door[]): (() => void) => {
  refuseRunningMsw()
  const contexts = watchRequests()
  const arrivals = new WeakMap<Request, Arrival>()

  const answer = async (request: Request): Promise<Response | undefined> => {
    guard.check()
    const sent = sentAs(request)
    const wire = toWire(request, sent)
    if (wire.host === probeHost) return new Response(null, { status: 204 })
    if (wire.method === 'CONNECT') {
      // a tunnel through a proxy, which is never reached: what is sent through it is answered like all else
      const host = (sent.target ?? '').toLowerCase().replace(/:(?:443|80)$/, '')
      return concerns(doors, host) ? new Response(null, { status: 200 }) : undefined
    }
    const door = routeTo(doors, claimOf(wire))
    return door && toResponse(request.method, await handleWith(door, wire, call => contexts.run(sent.client, call)))
  }

  // `run` of MSW's own handlers clones each request, which keeps a second copy of every body.
  class DoorHandler extends msw.RequestHandler {
    override async run({ request, requestId }: { request: Request; requestId: string }) {
      try {
        const response = await answer(request)
        if (response) return { handler: this, request: request as never, requestId, response, parsedResult: {} }
      } catch (error) {
        // Thrown, it would be printed by MSW; so it goes to the client only, as the error of its socket.
        arrivals.get(request)?.controller.errorWith(error)
      }
      return null
    }
    override predicate(): boolean {
      return true
    }
    override log(): void {}
  }

  // HttpRequest sees what ClientRequest misses (a client that kept `http.request` from before) and the other way round.
  const interceptors = [
    new msw.HttpRequestInterceptor(),
    new msw.ClientRequestInterceptor(),
    new msw.FetchInterceptor(),
  ]
  for (const interceptor of interceptors) interceptor.on('request', event => void arrivals.set(event.request, event))
  const network = msw.defineNetwork({
    sources: [new msw.InterceptorSource({ interceptors })],
    handlers: [new DoorHandler({ info: { header: 'tigris-mock' }, resolver: () => undefined })],
    onUnhandledFrame: 'bypass',
    context: { quiet: true },
  })
  network.enable()
  const http2 = refuseHttp2(msw, doors)
  const guard = guardAgainstMsw()
  return () => {
    guard.stop()
    http2()
    network.disable()
    contexts.stop()
  }
}
