import type { Dialect } from './dialect.js'
import type { WireRequest, WireResponse } from './wire.js'
import type { World } from './world.js'

/** What the parts of a mock know of it. */
export interface MockInside {
  readonly dialect: Dialect
  /** Tells it from the other mocks of the process. */
  readonly id: string
  /** Throws, with the nearest name, for an action that no policy of the dialect may name. */
  checkAction(action: string): void
  /** The world of the caller's async context. */
  world(): World
  handle(request: WireRequest): Promise<WireResponse>
  scope(): WireRequest['scope']
}
