import { createHash } from 'node:crypto'
import { suggestName } from '../../policy/suggest-name.js'
import type { Position } from '../../policy/types.js'
import { at, memberOf, type Placed, placeValue, textOf } from '../placed.js'
import { SourceError } from '../source-error.js'
import { isMade } from './conditions.js'
import { type ResourceType, resourceTypes } from './resource-types.js'
import { givenFor, type Scope, sectionOf, suffixOf, within } from './scope.js'

type Resolve = (placed: Placed, scope: Scope) => Placed | undefined

/** Longest names: of a bucket 63 characters, of what IAM, Lambda and the others name 64. */
const longest = { lower: 63, mixed: 64 } as const

const hexOf = ({ stackName }: Scope, id: string): string =>
  createHash('sha256').update(`${stackName}/${id}`).digest('hex')

/**
 * A name as CloudFormation makes one, but for its random end: stack and logical name. Where that is too long, the begin
 * of the stack's name goes.
 */
const madeName = (scope: Scope, id: string, made: ResourceType['made']): string => {
  const whole = `${scope.stackName}-${id}`
  if (made === undefined) return whole.slice(-longest.mixed).replace(/^-+/, '')
  if (made === 'lower')
    return whole
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-')
      .slice(-longest.lower)
      .replace(/^-+/, '')
  const hex = hexOf(scope, id)
  if (made === 'uuid') return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
  const [before = '', count = ''] = made.split('#')
  const text = hex.slice(0, Number(count))
  return `${before.replace('<Region>', scope.region)}${before.endsWith('-') || before.includes('_') ? text : text.toUpperCase()}`
}

const typeOf = (resource: Placed): string => textOf(memberOf(resource, 'Type')) ?? ''

/** The resource of that name, which its condition must let exist. */
const resourceNamed = (scope: Scope, id: string, place: Position, resolve: Resolve): Placed => {
  const resources = sectionOf(scope, 'Resources')
  const resource = resources.get(id)?.value
  if (resource === undefined) {
    const known = [...resources.keys(), ...sectionOf(scope, 'Parameters').keys()]
    throw new SourceError(`names neither a parameter nor a resource \`${id}\`; ${suggestName(id, known)}`, place)
  }
  if (!isMade(scope, resource, resolve)) {
    const condition = textOf(memberOf(resource, 'Condition'))
    throw new SourceError(`names \`${id}\`, which is not made: its condition \`${condition}\` does not hold`, place)
  }
  return resource
}

/** The physical name of a resource: as the template or the user says, or as CloudFormation would make it. */
export const physicalName = (scope: Scope, id: string, resource: Placed, resolve: Resolve): string => {
  const { name, made } = resourceTypes[typeOf(resource)] ?? {}
  const given = givenFor(scope.options.names, id)
  if (given !== undefined) return String(given)
  const written = name === undefined ? undefined : at(resource, 'Properties', name)
  if (written === undefined) return madeName(scope, id, made)
  const inner = within(scope, id, written.place)
  const text = textOf(resolve(written, inner))
  return text ?? madeName(scope, id, made)
}

const fill = (format: string, scope: Scope, id: string, resource: Placed, resolve: Resolve): string => {
  const hex = hexOf(scope, id)
  const values: Readonly<Record<string, () => string>> = {
    Partition: () => scope.partition,
    Region: () => scope.region,
    Account: () => scope.account,
    Suffix: () => suffixOf(scope),
    Name: () => physicalName(scope, id, resource, resolve),
    Path: () => {
      const path = at(resource, 'Properties', 'Path')
      return (path && textOf(resolve(path, within(scope, id, path.place)))) ?? '/'
    },
    Suffix6: () => hex.slice(0, 6),
    Lower13: () => hex.slice(0, 13),
    Canonical: () => hex,
  }
  return format.replace(/<(\w+)>/g, (_, name: string) => values[name]!())
}

/** What `Ref` gives for a resource. */
export const referenceTo = (scope: Scope, id: string, place: Position, resolve: Resolve): Placed => {
  const given = givenFor(scope.options.attributes, id)
  if (given !== undefined) return placeValue(given, place)
  const resource = resourceNamed(scope, id, place, resolve)
  const type = resourceTypes[typeOf(resource)]
  if (type === undefined && givenFor(scope.options.names, id) === undefined)
    throw new SourceError(
      `refers to \`${id}\` of type ${typeOf(resource)}, whose value is not known before it is made; give \`attributes: { '${id}': '...' }\``,
      place,
    )
  return placeValue(fill(type?.ref ?? '<Name>', scope, id, resource, resolve), place)
}

/** What `Fn::GetAtt` gives. */
export const attributeOf = (scope: Scope, id: string, attribute: string, place: Position, resolve: Resolve): Placed => {
  const given = givenFor(scope.options.attributes, `${id}.${attribute}`)
  if (given !== undefined) return placeValue(given, place)
  const resource = resourceNamed(scope, id, place, resolve)
  const { attributes = {} } = resourceTypes[typeOf(resource)] ?? {}
  const format = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
  if (format !== undefined) return placeValue(fill(format, scope, id, resource, resolve), place)
  throw new SourceError(
    `asks for \`${id}.${attribute}\` of type ${typeOf(resource)}, which is not known before it is made; give \`attributes: { '${id}.${attribute}': '...' }\``,
    place,
  )
}
