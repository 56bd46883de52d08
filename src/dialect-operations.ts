import type { Dialect } from './dialect.js'
import { iamOperations } from './iam/index.js'
import type { Operation } from './operation.js'
import { s3Operations } from './s3/index.js'
import { stsOperations } from './sts/index.js'

/** The entries of a dialect: its own, and the shared ones that it neither replaces nor leaves out. */
export const operationsOf = ({
  operations,
  without,
}: Pick<Dialect, 'operations' | 'without'>): readonly Operation[] => {
  const own = new Set(operations.map(({ name }) => name))
  const shared = [...s3Operations, ...iamOperations, ...stsOperations]
  return [...operations, ...shared.filter(({ name }) => !own.has(name) && !without.includes(name))]
}
