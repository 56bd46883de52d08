import { suggestName } from '../../policy/suggest-name.js'
import type { Position } from '../../policy/types.js'
import { itemsOf, memberOf, type Placed, placedList, placedScalar, placeValue, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { givenFor, type Scope, sectionOf, suffixOf } from './scope.js'

/** Stands for a member or an item that is left out. */
export const noValue = 'AWS::NoValue'

/** The pseudo parameters. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const pseudo: Readonly<Record<string, (scope: Scope) => string>> = {
  'AWS::AccountId': ({ account }) => account,
  'AWS::Region': ({ region }) => region,
  'AWS::Partition': ({ partition }) => partition,
  'AWS::URLSuffix': suffixOf,
  'AWS::StackName': ({ stackName }) => stackName,
  'AWS::StackId': ({ partition, region, account, stackName }) =>
    `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-0000-0000-000000000000`,
}

export const pseudoParameter = (scope: Scope, name: string, place: Position): Placed | undefined => {
  if (name === 'AWS::NotificationARNs') return placedList([], place)
  const value = Object.hasOwn(pseudo, name) ? pseudo[name]!(scope) : undefined
  if (value !== undefined) return placedScalar(value, place)
  if (!name.startsWith('AWS::')) return undefined
  throw new SourceError(`names no pseudo parameter \`${name}\`; ${suggestName(name, Object.keys(pseudo))}`, place)
}

const isList = (type: string): boolean =>
  type === 'CommaDelimitedList' || /^(?:AWS::SSM::Parameter::Value<)?List</.test(type)

const valueAt = (value: unknown, type: string, place: Position): Placed => {
  if (!isList(type)) return placeValue(Array.isArray(value) ? value.join(',') : String(value), place)
  const items = Array.isArray(value) ? value.map(String) : String(value).split(',')
  return placeValue(
    items.map(item => item.trim()),
    place,
  )
}

const refuse = (name: string, value: unknown, fault: string, place: Position): never => {
  throw new SourceError(`takes \`${String(value)}\` as parameter \`${name}\`, which ${fault}`, place)
}

const checkValue = (name: string, value: unknown, declared: Placed, place: Position): void => {
  const allowed = itemsOf(memberOf(declared, 'AllowedValues')).map(textOf)
  const values = Array.isArray(value) ? value.map(String) : [String(value)]
  for (const each of values) {
    if (allowed.length > 0 && !allowed.includes(each)) refuse(name, each, `allows ${allowed.join(', ')}`, place)
  }
  const pattern = textOf(memberOf(declared, 'AllowedPattern'))
  if (pattern !== undefined && !values.every(each => new RegExp(`^(?:${pattern})$`).test(each)))
    refuse(name, value, `must match ${pattern}`, place)
}

/** The value of a parameter of the template; undefined where it declares none of that name. */
export const parameterOf = (scope: Scope, name: string, place: Position): Placed | undefined => {
  const declared = sectionOf(scope, 'Parameters').get(name)?.value
  if (declared === undefined) return undefined
  const type = textOf(memberOf(declared, 'Type')) ?? 'String'
  const given = givenFor(scope.options.parameters, name)
  if (given !== undefined) {
    checkValue(name, given, declared, place)
    return valueAt(given, type, place)
  }
  const fallback = memberOf(declared, 'Default')
  const remedy = `give \`parameters: { ${name}: '...' }\``
  if (fallback === undefined)
    throw new SourceError(`needs the parameter \`${name}\`, which has no default; ${remedy}`, place)
  if (type.startsWith('AWS::SSM::Parameter::Value<'))
    throw new SourceError(
      `needs the parameter \`${name}\`, whose value stands in the Parameter Store under ${textOf(fallback)}; ${remedy} with that value`,
      place,
    )
  return valueAt(textOf(fallback) ?? '', type, place)
}

/** Throws a SourceError for a parameter that is given and that the template does not declare. */
export const checkParameters = (scope: Scope): void => {
  const declared = [...sectionOf(scope, 'Parameters').keys()]
  for (const name of Object.keys(scope.options.parameters ?? {})) {
    if (declared.includes(name) || name.startsWith('{{resolve:')) continue
    throw new SourceError(`declares no parameter \`${name}\`; ${suggestName(name, declared)}`, scope.template.place)
  }
}
