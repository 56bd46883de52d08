import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { Operation } from '../contract/operation.js'
import { iamOperations } from '../iam/index.js'
import { s3Operations } from '../s3/index.js'
import { stsOperations } from '../sts/index.js'

/** The shared entries of the services that a dialect has, each adapted or replaced by its own of that name, then its others. */
export const joinOperations = (
  {
    operations,
    without,
    signingScopes,
    adapt,
  }: Pick<DialectDefinition, 'operations' | 'without' | 'signingScopes' | 'adapt'>,
  shared: readonly Operation[],
): readonly Operation[] => {
  const own = new Set(operations.map(({ name, service }) => `${service} ${name}`))
  const isKept = ({ name, service }: Operation) =>
    signingScopes[service].length > 0 && !own.has(`${service} ${name}`) && !without.includes(name)
  const kept = shared.filter(isKept)
  return [...(adapt === undefined ? kept : kept.map(adapt)), ...operations]
}

/** What a dialect answers. */
export const operationsOf = (dialect: DialectDefinition): readonly Operation[] =>
  joinOperations(dialect, [...s3Operations, ...iamOperations, ...stsOperations])
