import http, { type ClientRequest } from 'node:http'
import { type Doorway, doorOf } from './door.js'
import { claimOf } from './interception/claim.js'
import { type RequestContexts, watchRequests } from './interception/request-context.js'
import { handleWith, routeTo } from './interception/route.js'
import { sentBy } from './interception/sent.js'
import { toResponse } from './interception/to-response.js'
import { toWire } from './interception/to-wire.js'

/** The one function of MSW's `http` that is used, in the words of version 2 and 3. */
interface MswHttp<Handler> {
  all(
    predicate: (info: { request: Request }) => boolean,
    resolver: (info: { request: Request }) => Promise<Response | undefined>,
  ): Handler
}

/** MSW tells a handler nothing of the socket, so calls of an SDK are found again by the ids that it gives them. */
interface SdkRequests extends RequestContexts {
  readonly realm: object
  find(headers: Headers): ClientRequest | undefined
}

const key = Symbol.for('tigris-mock.sdk-requests')
const shared = http as unknown as { [key]?: SdkRequests }
const remembered = 1_000

const nameOf = (header: (name: string) => unknown): string | undefined => {
  const id = header('amz-sdk-invocation-id')
  return id === undefined || id === null ? undefined : `${id} ${header('amz-sdk-request')}`
}

const followSdk = (): SdkRequests => {
  const requests = new Map<string, ClientRequest>()
  const contexts = watchRequests(request => {
    const name = nameOf(header => request.getHeader(header))
    if (name === undefined) return
    requests.set(name, request)
    if (requests.size > remembered) requests.delete(requests.keys().next().value!)
  })
  return {
    ...contexts,
    realm: globalThis,
    find(headers) {
      const name = nameOf(header => headers.get(header)) ?? ''
      const request = requests.get(name)
      requests.delete(name)
      return request
    },
  }
}

const sdkRequests = (): SdkRequests => {
  if (shared[key] !== undefined && shared[key].realm !== globalThis) shared[key].stop()
  if (shared[key]?.realm !== globalThis) shared[key] = followSdk()
  return shared[key]
}

/** A refusal is thrown by the resolver too: with `errno` every MSW hands it on to the client as it is. */
const asNetworkError = (error: unknown): never => {
  throw Object.assign(error as Error, { errno: -1 })
}

/**
 * Handlers for the user's own MSW server, version 2 or 3, in place of `mock.start()`.
 * Takes the caller's `http`, so that the handlers are of the caller's copy and types.
 * @example setupServer(...tigrisHandlers(tigris, { http }), ...yours)
 */
export const tigrisHandlers = <Handler>(mock: Doorway, options: { readonly http: MswHttp<Handler> }): Handler[] => {
  const door = doorOf(mock)
  const sdk = sdkRequests()
  const concerns = (request: Request): boolean => {
    try {
      return routeTo([door], claimOf(toWire(request, {}))) !== undefined
    } catch {
      return true
    }
  }
  const answer = async (request: Request): Promise<Response | undefined> => {
    const client = sdk.find(request.headers)
    const wire = toWire(request, sentBy(client))
    const owner = routeTo([door], claimOf(wire))
    if (owner === undefined) return undefined
    return toResponse(request.method, await handleWith(owner, wire, call => sdk.run(client, call)))
  }
  return [
    options.http.all(
      ({ request }) => concerns(request),
      ({ request }) => answer(request).catch(asNetworkError),
    ),
  ]
}
