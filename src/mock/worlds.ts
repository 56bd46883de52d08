import { AsyncLocalStorage } from 'node:async_hooks'
import type { Scope } from '../contract/wire.js'
import type { RequestCollector } from '../pipeline/record.js'
import { type Checkpoint, createWorld, emptyCheckpoint, type World, type WorldHost } from '../world/world.js'

/** What ran in a scope of its own: the requests it began, and what became of it. */
export interface Collected<T> {
  readonly records: RequestCollector['records']
  /** How many requests it arranged: those leave no record. */
  readonly arranged: number
  readonly outcome: PromiseSettledResult<T>
}

/** The worlds of one mock, and which of them an async context is in. */
export interface Worlds {
  /** The world of the caller's async context. */
  current(): World
  /** The world in which a request began. */
  of(scope: Scope): World
  scope(): Scope
  arrange<T>(run: () => T | Promise<T>): Promise<T>
  isolate<T>(run: () => T | Promise<T>): Promise<T>
  collect<T>(run: () => T | Promise<T>): Promise<Collected<T>>
  /** When nothing that the world of the caller tells is under way, nor what a world told that was left. */
  delivered(): Promise<void>
  checkpoint(): Checkpoint
  restore(checkpoint: Checkpoint): void
  isUnchanged(checkpoint: Checkpoint): boolean
  /** Puts an empty world in the place of the present one; `build` fills it first, and keeps all as it was by throwing. */
  replace(build: (world: World) => void): void
}

export const createWorlds = (host: Omit<WorldHost, 'outside'>, scopeOfAll: Scope): Worlds => {
  const contexts = new AsyncLocalStorage<Scope>()
  const scope = (): Scope => contexts.getStore() ?? scopeOfAll
  const create = (from?: Checkpoint): World =>
    createWorld({ ...host, outside: run => contexts.run(scopeOfAll, run) }, from)
  /** A world apart hears of nothing but its own. */
  const createApart = (from: Checkpoint): World => {
    const outside: WorldHost['outside'] = run => contexts.run({ ...scopeOfAll, world }, run)
    const world: World = createWorld({ ...host, outside }, { ...from, listeners: [] })
    return world
  }
  let base = create()
  /** Of worlds that a reset has left behind: what their listeners throw is told all the same. */
  let left: readonly World['deliveries'][] = []
  const of = ({ world }: Scope): World => (world as World | undefined) ?? base
  const current = (): World => of(scope())
  return {
    current,
    of,
    scope,
    arrange: async run => contexts.run({ ...scope(), arranged: true }, async () => run()),
    isolate: run => {
      const world = createApart(current().checkpoint())
      return contexts.run({ ...scope(), world }, async () => {
        const result = await run()
        await world.deliveries.settled()
        return result
      })
    },
    collect: async run => {
      const collector: RequestCollector = { records: [], begun: new Set(), arranged: [] }
      const [outcome] = await contexts.run({ ...scope(), collector }, () => Promise.allSettled([(async () => run())()]))
      await Promise.allSettled([...collector.begun])
      return { records: [...collector.records], arranged: collector.arranged.length, outcome: outcome! }
    },
    delivered: async () => {
      const before = scope().world === undefined ? left : []
      left = left.filter(each => !before.includes(each))
      const outcomes = await Promise.allSettled([...before, current().deliveries].map(each => each.settled()))
      const errors = outcomes.flatMap(each => (each.status === 'rejected' ? [each.reason as unknown] : []))
      if (errors.length === 1) throw errors[0]
      if (errors.length > 1) throw new AggregateError(errors, 'deliveries of events failed')
    },
    checkpoint: () => current().checkpoint(),
    restore: checkpoint => {
      if (scope().world !== undefined) {
        throw new Error('restore() inside isolate(): leave the isolated world instead')
      }
      if (checkpoint.mock !== host.seed) throw new Error('this checkpoint is of another mock: restore it there')
      if (base.deliveries.isBusy) left = [...left, base.deliveries]
      base = create(checkpoint)
    },
    replace: build => {
      if (scope().world !== undefined) throw new Error('load() inside isolate(): leave the isolated world first')
      const { listeners } = base.checkpoint()
      const world = create({ ...emptyCheckpoint, listeners, mock: host.seed })
      build(world)
      if (base.deliveries.isBusy) left = [...left, base.deliveries]
      base = world
    },
    isUnchanged: ({ store, registry, clock, listeners }) => {
      const present = current().checkpoint()
      const isSame = present.store === store && present.registry === registry && present.clock === clock
      return isSame && present.listeners === listeners
    },
  }
}
