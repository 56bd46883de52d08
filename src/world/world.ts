import { createRegistry } from '../auth/registry.js'
import { emptyRegistryState, type RegistryState } from '../auth/registry-state.js'
import type { Registry } from '../auth/types.js'
import type { Dialect } from '../contract/dialect.js'
import { type Ids, seededIds } from '../contract/host.js'
import { createDeliveries, type Deliveries, type Listener } from '../events/deliveries.js'
import { pendingEvent } from '../events/observe.js'
import type { Sources } from '../events/shadow-source.js'
import type { Posts } from '../events/webhooks.js'
import type { Blobs } from '../store/blobs.js'
import { lifecycleChanges } from '../store/lifecycle-changes.js'
import type { Cell } from '../store/persistent.js'
import { emptyStoreState, type StoreState } from '../store/state.js'
import { createStore } from '../store/store.js'
import type { Store } from '../store/types.js'
import { createWorld as createCells } from './cells.js'
import { Clock, type ClockState, startOfTime } from './clock.js'
import {
  createFaults,
  type FaultedCall,
  type FaultHost,
  type FaultState,
  type Faults,
  type FiredFault,
  noFaults,
  takeFault,
} from './faults.js'
import { type DecisionObserver, RequestLog } from './log.js'

/** The whole state of a mock as one immutable value. Opaque to users: made by `checkpoint`, taken by `restore`. */
export interface Checkpoint {
  readonly store: StoreState
  readonly registry: RegistryState
  readonly clock: ClockState
  readonly faults: FaultState
  readonly listeners: readonly Listener[]
  /** Key ids by the names that `as` takes. */
  readonly names: ReadonlyMap<string, string>
  /** Of which mock it is. */
  readonly mock: string
  readonly ids: Readonly<Record<string, number>>
}

export const emptyCheckpoint: Omit<Checkpoint, 'mock'> = {
  store: emptyStoreState,
  registry: emptyRegistryState,
  clock: startOfTime,
  faults: noFaults,
  listeners: [],
  names: new Map(),
  ids: {},
}

/** One course of events: what a request reads and writes. Going back means a new world, never a changed one. */
export interface World {
  readonly store: Store
  readonly registry: Registry
  readonly clock: Clock
  readonly ids: Ids
  readonly log: RequestLog
  readonly deliveries: Deliveries
  readonly sources: Sources
  /** Key ids by the names that `as` takes. */
  readonly names: Cell<ReadonlyMap<string, string>>
  /** The first fault that strikes a call, counted. */
  takeFault(call: FaultedCall): FiredFault | undefined
  readonly faults: Faults
  /** Constant time whatever the size. */
  checkpoint(): Checkpoint
}

/** What all worlds of one mock share. */
export interface WorldHost extends FaultHost, Posts, Sources {
  readonly dialect: Dialect
  readonly seed: string
  readonly blobs: Blobs
  /** Names that the log may be asked for. */
  readonly operationNames: readonly string[]
  /** Hears of every decision, in whatever world. */
  readonly observer?: DecisionObserver | undefined
}

const sweepEvents = {
  deleted: 'object:expired:delete',
  marked: 'object:expired:marker',
  transitioned: 'object:transitioned',
} as const

export const createWorld = (host: WorldHost, from: Omit<Checkpoint, 'mock'> = emptyCheckpoint): World => {
  const { dialect, seed, blobs } = host
  const cells = createCells(from)
  const counts = new Map(Object.entries(from.ids))
  const ids = seededIds(seed, counts)
  const clock = new Clock(cells.cell('clock'))
  const now = () => clock.now()
  const store = createStore(cells.cell('store'), {
    ...{ now, ids, blobs },
    nanoseconds: dialect.features.has('nanosecond-versions'),
    lifecycleChanged(before, after) {
      if (dialect.notifications === undefined) return
      const { name } = after.record
      for (const { kind, object } of lifecycleChanges(before, after))
        deliveries.publish(pendingEvent(store, sweepEvents[kind], name, object, now()))
    },
  })
  const deliveries = createDeliveries(cells.cell('listeners'), { ...host, now, store })
  return {
    store,
    deliveries,
    sources: host,
    names: cells.cell('names'),
    registry: createRegistry(cells.cell('registry'), {
      limits: dialect.limits,
    }),
    clock,
    ids,
    log: new RequestLog(host.operationNames, host.observer),
    faults: createFaults(cells.cell('faults'), host),
    takeFault: call => takeFault(cells.cell('faults'), call),
    checkpoint: () => ({ ...cells.checkpoint(), mock: seed, ids: Object.fromEntries(counts) }),
  }
}
