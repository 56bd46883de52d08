import type { Cell } from '../store/persistent.js'

/** The whole state of a mock as one value: each part is immutable, so holding it is a checkpoint. */
export interface World<Parts extends object> {
  /** A part as a store or registry reads and writes it. */
  cell<Name extends keyof Parts>(name: Name): Cell<Parts[Name]>
  /** Constant time: hands out the present value. `createWorld(checkpoint)` makes a world that starts there. */
  checkpoint(): Readonly<Parts>
}

/**
 * A world that starts at `state` and never changes it: worlds made from one checkpoint share its parts.
 * A request keeps the world in which it began, so going back means making a new world.
 * @example
 * const world = createWorld({ store: emptyStoreState, registry: emptyRegistryState })
 * const store = createStore(world.cell('store'), host)
 */
export const createWorld = <Parts extends object>(state: Readonly<Parts>): World<Parts> => {
  let present = state
  return {
    cell: name => ({
      get value() {
        return present[name]
      },
      set value(part) {
        present = { ...present, [name]: part }
      },
    }),
    checkpoint: () => present,
  }
}
