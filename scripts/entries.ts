import type { Dialect } from '../src/contract/dialect.js'
import type { Operation } from '../src/contract/operation.js'

/** The dialect's own actions that an entry may ask for. */
export const actionsOf = ({ actions }: Operation, { profile }: Pick<Dialect, 'profile'>): string[] => [
  ...new Set(actions.flatMap(action => profile.dialectActions(action))),
]
