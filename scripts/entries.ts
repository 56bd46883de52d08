import type { DialectDefinition } from '../src/contract/dialect-definition.js'
import type { Operation } from '../src/contract/operation.js'

/** The dialect's own actions that an entry may ask for. */
export const actionsOf = ({ actions }: Operation, { profile }: Pick<DialectDefinition, 'profile'>): string[] => [
  ...new Set(actions.flatMap(action => profile.dialectActions(action))),
]
