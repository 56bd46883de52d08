import type { CallerFacts } from '../auth/types.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import type { DecisionObserver } from '../world/log.js'
import type { World } from '../world/world.js'

/** What the parts of a mock know of it. */
export interface MockInside {
  readonly dialect: DialectDefinition
  /** Tells it from the other mocks of the process. */
  readonly id: string
  /** What the scene says of every caller: its address. */
  readonly facts: CallerFacts
  /** Throws for an action, a bucket or a resource of which nobody could be asked. */
  checkQuestion(action: string, resource: string): void
  /** The world of the caller's async context. */
  world(): World
  handle(request: WireRequest): Promise<WireResponse>
  scope(): WireRequest['scope']
  /** Hears of what is asked of the evaluator alone. */
  readonly observer?: DecisionObserver | undefined
}
