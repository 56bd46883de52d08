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

/** MSW tells a handler nothing of the socket, so the ClientRequest is found again by what it asks. */
interface ClientRequests extends RequestContexts {
  readonly realm: object
  find(request: Request): ClientRequest | undefined
}

const key = Symbol.for('tigris-mock.client-requests')
const shared = http as unknown as { [key]?: ClientRequests }

/** SDK v3 gives each attempt of a call ids of its own; what another client signed is told apart by its signature. */
const telling = ['amz-sdk-invocation-id', 'amz-sdk-request', 'authorization']

const urlOf = (client: ClientRequest): string => {
  const address = `${client.protocol}//${client.getHeader('host')}${client.path}`
  return URL.canParse(address) ? new URL(address).href : ''
}

/** Two requests that are the same in all this are the same in what they ask, so either stands for the other. */
const asks = (client: ClientRequest, request: Request): boolean =>
  client.method === request.method &&
  telling.every(name => (client.getHeader(name) ?? null) === request.headers.get(name)) &&
  urlOf(client) === request.url

const followClients = (): ClientRequests => {
  const open = new Set<ClientRequest>()
  const contexts = watchRequests(client => {
    open.add(client)
    client.once('close', () => open.delete(client))
  })
  return {
    ...contexts,
    realm: globalThis,
    find(request) {
      for (const client of open)
        if (asks(client, request)) {
          open.delete(client)
          return client
        }
      return undefined
    },
  }
}

const clientRequests = (): ClientRequests => {
  if (shared[key] !== undefined && shared[key].realm !== globalThis) shared[key].stop()
  if (shared[key]?.realm !== globalThis) shared[key] = followClients()
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
  const clients = clientRequests()
  const concerns = (request: Request): boolean => {
    try {
      return routeTo([door], claimOf(toWire(request, {}))) !== undefined
    } catch {
      return true
    }
  }
  const answer = async (request: Request): Promise<Response | undefined> => {
    const client = clients.find(request)
    const wire = toWire(request, sentBy(client))
    const owner = routeTo([door], claimOf(wire))
    if (owner === undefined) return undefined
    return toResponse(request.method, await handleWith(owner, wire, call => clients.run(client, call)))
  }
  return [
    options.http.all(
      ({ request }) => concerns(request),
      ({ request }) => answer(request).catch(asNetworkError),
    ),
  ]
}
