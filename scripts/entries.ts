import type { Dialect } from '../src/dialect.js'
import type { Operation } from '../src/operation.js'

/** What a dialect answers: the shared entries that it has, each replaced by its own of that name, then its others. */
export const entriesOf = (
  { operations, without }: Pick<Dialect, 'operations' | 'without'>,
  shared: readonly Operation[],
): Operation[] => {
  const own = new Map(operations.map(operation => [`${operation.service} ${operation.name}`, operation]))
  const kept = shared.filter(({ service, name }) => !without.includes(name) && !own.has(`${service} ${name}`))
  return [...kept, ...operations]
}

/** The dialect's own actions that an entry may ask for. */
export const actionsOf = ({ actions }: Operation, { profile }: Pick<Dialect, 'profile'>): string[] => [
  ...new Set(actions.flatMap(action => profile.governs(action))),
]
