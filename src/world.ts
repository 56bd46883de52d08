import { createRegistry } from './auth/registry.js'
import { emptyRegistryState, type RegistryState } from './auth/registry-state.js'
import type { Registry } from './auth/types.js'
import { Clock, type ClockState, startOfTime } from './clock.js'
import type { Dialect } from './dialect.js'
import { RequestLog } from './log.js'
import { type Ids, seededIds } from './seams.js'
import type { Blobs } from './store/blobs.js'
import { emptyStoreState, type StoreState } from './store/state.js'
import { createStore } from './store/store.js'
import type { Store } from './store/types.js'
import { createWorld as createCells } from './store/world.js'

/** The whole state of a mock as one immutable value. Opaque to users: made by `checkpoint`, taken by `restore`. */
export interface Checkpoint {
  readonly store: StoreState
  readonly registry: RegistryState
  readonly clock: ClockState
  readonly ids: Readonly<Record<string, number>>
}

export const emptyCheckpoint: Checkpoint = {
  store: emptyStoreState,
  registry: emptyRegistryState,
  clock: startOfTime,
  ids: {},
}

/** One course of events: what a request reads and writes. Going back means a new world, never a changed one. */
export interface World {
  readonly store: Store
  readonly registry: Registry
  readonly clock: Clock
  readonly ids: Ids
  readonly log: RequestLog
  /** Constant time whatever the size. */
  checkpoint(): Checkpoint
}

/** What all worlds of one mock share. */
export interface WorldHost {
  readonly dialect: Dialect
  readonly seed: string
  readonly blobs: Blobs
}

export const createWorld = ({ dialect, seed, blobs }: WorldHost, from: Checkpoint = emptyCheckpoint): World => {
  const cells = createCells(from)
  const counts = new Map(Object.entries(from.ids))
  const ids = seededIds(seed, counts)
  const clock = new Clock(cells.cell('clock'))
  return {
    store: createStore(cells.cell('store'), { now: () => clock.now(), ids, blobs }),
    registry: createRegistry(cells.cell('registry'), {
      limits: dialect.limits,
    }),
    clock,
    ids,
    log: new RequestLog(),
    checkpoint: () => ({ ...cells.checkpoint(), ids: Object.fromEntries(counts) }),
  }
}
