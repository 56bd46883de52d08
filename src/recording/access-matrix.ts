import { type Mock, wholeOf } from '../mock.js'
import { classHostOf } from './class-host.js'
import { bucketOf, type Matrix, matrixOf } from './matrix.js'
import { mockCallers, mockResources } from './matrix-callers.js'

/** What a mock's keys, and callers without any, may do: in every circumstance, also beside the buckets that there are. */
export const matrixOfMock = (mock: Pick<Mock, 'scene' | 'checkpoint'>): Matrix => {
  const whole = wholeOf(mock as Mock)
  const callers = mockCallers(whole)
  const host = classHostOf(whole.dialect, [...new Set(callers.flatMap(({ policies }) => policies))])
  // a caller of a mock always has an address
  const isPresent = (key: string): boolean => key === 'aws:sourceip' || host.isPresent(key)
  return matrixOf(callers, mockResources(whole, callers), { ...host, isPresent })
}

/** Which callers a matrix has; its keys and anonymous if left out. */
export interface AccessMatrixOptions {
  /** Names of keys, `anonymous`, `admin`. */
  readonly columns?: readonly string[]
}

/**
 * Who may do what now, in the form that `toMatchAccessMatrix` and the `matrix` of permission files take: the actions of
 * which the policies speak, on the resources that they name and just beside them in the buckets that there are.
 * Asks the evaluator alone. For snapshots: whoever widens a policy sees in a review what that allows.
 * @example expect(accessMatrix(tigris)).toMatchSnapshot()
 */
export const accessMatrix = (
  mock: Pick<Mock, 'scene' | 'checkpoint'>,
  options: AccessMatrixOptions = {},
): {
  readonly columns: readonly string[]
  readonly rows: Readonly<Record<string, readonly ('allowed' | 'denied')[]>>
} => {
  const whole = wholeOf(mock as Mock)
  const callers = mockCallers(whole, options.columns)
  const buckets = new Set([...whole.world().store.buckets()].map(({ name }) => name))
  const resources = mockResources(whole, callers).filter(resource => buckets.has(bucketOf(resource)))
  const host = classHostOf(whole.dialect, [...new Set(callers.flatMap(({ policies }) => policies))])
  const { columns, rows } = matrixOf(callers, resources, host)
  return {
    columns,
    rows: Object.fromEntries(
      rows.map(({ action, resource }) => {
        const arn = resource === '*' ? resource : `arn:aws:s3:::${resource}`
        const cells = callers.map(({ decide }) =>
          decide(action, arn, {}) === 'allowed' ? ('allowed' as const) : ('denied' as const),
        )
        return [`${action} ${resource}`, cells]
      }),
    ),
  }
}
