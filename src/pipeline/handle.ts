import type { SigningKeys } from '../auth/sigv4.js'
import type { Dialect } from '../contract/dialect.js'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import type { PolicyParser } from '../policy/parser.js'
import type { Hosts } from '../protocol/locate.js'
import type { Matcher } from '../protocol/match.js'
import type { World } from '../world/world.js'
import { authenticate } from './authenticate.js'
import { authorize } from './authorize.js'
import { beginExchange } from './exchange.js'
import { read } from './read.js'
import { endRecord } from './record.js'
import { locate, match, openBody, strike } from './resolve.js'
import { addCommonHeaders, refuse } from './respond.js'
import { run } from './run.js'

/** What the pipeline is made of: values of one mock. */
export interface Parts {
  readonly dialect: Dialect
  readonly hosts: Hosts
  readonly matcher: Matcher
  readonly policies: PolicyParser
  readonly signingKeys: SigningKeys
  /** The world in which the request began. */
  current(request: WireRequest): World
  newRequestId(): string
}

/**
 * The pipeline: door -> locate -> match -> authenticate -> read -> gather -> authorize -> run -> write -> finish -> door.
 * The only place that knows the order of the steps; each takes the exchange and adds to it.
 */
export const createHandle =
  ({ dialect, hosts, matcher, policies, signingKeys, current, newRequestId }: Parts) =>
  async (request: WireRequest): Promise<WireResponse> => {
    const world = current(request)
    const exchange = beginExchange(request, dialect, world, newRequestId())
    let response: WireResponse
    try {
      const matched = await match(locate(exchange, hosts), matcher)
      strike(matched)
      const faultResponse = await matched.fault?.before()
      if (faultResponse !== undefined) {
        endRecord(exchange, faultResponse, true)
        return faultResponse
      }
      await openBody(matched)
      const proven = authenticate(matched, signingKeys)
      await read(proven)
      response = await run(authorize(proven), policies)
    } catch (thrown) {
      request.body.cancel()
      response = refuse(exchange, thrown)
    }
    response = addCommonHeaders(response, exchange)
    endRecord(exchange, response)
    for (const event of exchange.pendingEvents) world.deliveries.publish(event)
    world.deliveries.tick()
    return exchange.fault?.after(response) ?? response
  }
