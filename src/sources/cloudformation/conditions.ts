import type { Position } from '../../policy/types.js'
import { itemsOf, memberOf, type Placed, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { entryOf, type Scope, within } from './scope.js'

type Resolve = (placed: Placed, scope: Scope) => Placed | undefined

const operands = (argument: Placed, name: string, least: number, most: number): readonly Placed[] => {
  const items = argument.kind === 'list' ? argument.items : []
  if (items.length >= least && items.length <= most) return items
  const count = least === most ? String(least) : `${least} to ${most}`
  throw new SourceError(`gives \`${name}\` ${items.length} operands; it takes a list of ${count}`, argument.place)
}

/**
 * Whether a condition holds: Fn::Equals, Fn::And, Fn::Or, Fn::Not, or another one by its name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export const holds = (condition: Placed, scope: Scope, resolve: Resolve): boolean => {
  const [name, member] =
    (condition.kind === 'object' && condition.members.size === 1 && [...condition.members][0]) || []
  if (name === undefined || member === undefined)
    throw new SourceError(
      'is no condition; write one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition',
      condition.place,
    )
  const argument = member.value
  const all = (least: number, most: number) =>
    operands(argument, name, least, most).map(each => () => holds(each, scope, resolve))
  switch (name) {
    case 'Condition':
      return isTrue(scope, textOf(argument) ?? '', argument.place, resolve)
    case 'Fn::Equals': {
      const [left, right] = operands(argument, name, 2, 2).map(each => compared(resolve(each, scope), each.place))
      return left === right
    }
    case 'Fn::And':
      return all(2, 10).every(each => each())
    case 'Fn::Or':
      return all(2, 10).some(each => each())
    case 'Fn::Not':
      return all(1, 1).every(each => !each())
    default:
      throw new SourceError(
        `has \`${name}\` in a condition; it takes Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition`,
        member.place,
      )
  }
}

/** Values are compared as texts: `true` and `"true"` are the same. */
const compared = (value: Placed | undefined, place: Position): string => {
  const items = itemsOf(value).map(textOf)
  if (value?.kind === 'object' || items.includes(undefined))
    throw new SourceError('is compared by Fn::Equals, which takes texts', place)
  return items.join(',')
}

/** Whether the condition of that name holds. */
export const isTrue = (scope: Scope, name: string, place: Position, resolve: Resolve): boolean =>
  holds(entryOf(scope, 'Conditions', name, 'condition', place), within(scope, `condition ${name}`, place), resolve)

/** Whether a resource is made at all. */
export const isMade = (scope: Scope, resource: Placed, resolve: Resolve): boolean => {
  const condition = memberOf(resource, 'Condition')
  return condition === undefined || isTrue(scope, textOf(condition) ?? '', condition.place, resolve)
}
