import { suggestName } from '../../policy/suggest-name.js'
import type { Position } from '../../policy/types.js'
import {
  memberOf,
  type Placed,
  type PlacedMember,
  type PlacedObject,
  placedList,
  placedScalar,
  placeValue,
  plainOf,
  textOf,
} from '../placed.js'
import { SourceError } from '../source-error.js'
import { isTrue } from './conditions.js'
import { noValue, parameterOf, pseudoParameter } from './parameters.js'
import { attributeOf, referenceTo } from './references.js'
import { entryOf, givenFor, type Scope } from './scope.js'

/** One call of a function: its place is what its result has. */
interface Call {
  readonly name: string
  readonly argument: Placed
  readonly scope: Scope
  readonly place: Position
}

const refuse = ({ name, argument }: Call, fault: string): never => {
  throw new SourceError(`${name} ${fault}`, argument.place)
}

/** The value of a parameter, a pseudo parameter or a resource. */
const refer = (name: string, scope: Scope, place: Position): Placed | undefined => {
  if (name === noValue) return undefined
  return (
    pseudoParameter(scope, name, place) ?? parameterOf(scope, name, place) ?? referenceTo(scope, name, place, resolve)
  )
}

const textIn = (placed: Placed, call: Call): string => {
  const resolved = resolve(placed, call.scope)
  const text = textOf(resolved)
  if (text !== undefined) return text
  const kind = resolved === undefined ? 'nothing' : resolved.kind === 'list' ? 'a list' : 'an object'
  throw new SourceError(`gives ${call.name} ${kind} where it takes a text`, placed.place)
}

const listIn = (placed: Placed, call: Call): readonly Placed[] => {
  const resolved = resolve(placed, call.scope)
  if (resolved?.kind === 'list') return resolved.items
  throw new SourceError(`gives ${call.name} no list where it takes one`, placed.place)
}

const partsOf = (call: Call, least: number, most = least): readonly Placed[] => {
  const items = call.argument.kind === 'list' ? call.argument.items : []
  if (items.length >= least && items.length <= most) return items
  return refuse(call, `takes a list of ${least === most ? least : `${least} to ${most}`} parts, not ${items.length}`)
}

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}` for a text that stays, such as a variable of a policy. */
const substitute = (call: Call, text: string, own: ReadonlyMap<string, PlacedMember>): string =>
  text.replace(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, inner: string) => {
    if (literal === '!') return `\${${inner}}`
    const name = inner.trim()
    const value = own.get(name)?.value
    if (value !== undefined) return textIn(value, call)
    const [id = '', ...attribute] = name.split('.')
    const known =
      attribute.length === 0
        ? refer(id, call.scope, variableOf(call, name))
        : attributeOf(call.scope, id, attribute.join('.'), call.place, resolve)
    return textOf(known) ?? refuse(call, `has ${whole}, whose value is no text`)
  })

/** A variable of a policy is no name of the template: it would be refused as a reference. */
const variableOf = (call: Call, name: string): Position => {
  if (
    /^(?:aws|s3|sts|iam|saml|cognito-identity[\w.-]*|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com):/.test(
      name,
    )
  )
    refuse(call, `has \${${name}}, which is a variable of the policy; write \${!${name}}`)
  return call.place
}

const one = (text: string, call: Call): Placed => placedScalar(text, call.place)

type Intrinsic = (call: Call) => Placed | undefined

const notBefore =
  (what: string): Intrinsic =>
  call =>
    refuse(call, `${what}; write the values in its place`)

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const functions: Readonly<Record<string, Intrinsic>> = {
  Ref: call => refer(textOf(call.argument) ?? refuse(call, 'takes a name'), call.scope, call.place),
  'Fn::GetAtt': call => {
    const text = textOf(call.argument)
    const [id = '', ...rest] = text === undefined ? partsOf(call, 2).map(part => textIn(part, call)) : text.split('.')
    return attributeOf(call.scope, id, rest.join('.'), call.place, resolve)
  },
  'Fn::Sub': call => {
    const text = textOf(call.argument)
    if (text !== undefined) return one(substitute(call, text, new Map()), call)
    const [template, values] = partsOf(call, 2) as [Placed, Placed]
    if (values.kind !== 'object') return refuse(call, 'takes an object of values as its second part')
    return one(substitute(call, textOf(template) ?? refuse(call, 'takes a text first'), values.members), call)
  },
  'Fn::Join': call => {
    const [delimiter, list] = partsOf(call, 2) as [Placed, Placed]
    const texts = listIn(list, call).map(item => textOf(item) ?? refuse(call, 'joins texts only'))
    return one(texts.join(textIn(delimiter, call)), call)
  },
  'Fn::Select': call => {
    const [index, list] = partsOf(call, 2) as [Placed, Placed]
    const items = listIn(list, call)
    const wanted = textIn(index, call)
    return items[Number(wanted)] ?? refuse(call, `asks for item ${wanted} of a list of ${items.length}`)
  },
  'Fn::Split': call => {
    const [delimiter, text] = partsOf(call, 2) as [Placed, Placed]
    return placeValue(textIn(text, call).split(textIn(delimiter, call)), call.place)
  },
  'Fn::If': call => {
    const [condition, yes, no] = partsOf(call, 3) as [Placed, Placed, Placed]
    const name = textOf(condition) ?? refuse(call, 'takes the name of a condition first')
    return resolve(isTrue(call.scope, name, condition.place, resolve) ? yes : no, call.scope)
  },
  'Fn::FindInMap': call => {
    const [mapping, ...keys] = partsOf(call, 3, 4) as [Placed, Placed, Placed, Placed?]
    const fallback = memberOf(keys[2], 'DefaultValue')
    const [first, second] = [textIn(keys[0], call), textIn(keys[1]!, call)]
    const found = memberOf(memberOf(mapNamed(textIn(mapping, call), call, fallback), first), second)
    if (found !== undefined) return resolve(found, call.scope)
    if (fallback !== undefined) return resolve(fallback, call.scope)
    return refuse(call, `finds nothing under \`${first}\`, \`${second}\` of \`${textIn(mapping, call)}\``)
  },
  'Fn::ImportValue': call => {
    const name = textIn(call.argument, call)
    const given = givenFor(call.scope.options.imports, name)
    const exported = given === undefined ? call.scope.options.exported?.(name) : placeValue(given, call.place)
    if (exported !== undefined) return placeValue(plainOf(exported), call.place)
    return refuse(
      call,
      `takes the export \`${name}\` of another stack; give \`imports: { '${name}': '...' }\`, or that stack's template in \`stacks\``,
    )
  },
  'Fn::Base64': call => one(Buffer.from(textIn(call.argument, call)).toString('base64'), call),
  'Fn::Length': call => placedScalar(listIn(call.argument, call).length, call.place),
  'Fn::ToJsonString': call => {
    const value = resolve(call.argument, call.scope)
    return one(JSON.stringify(value === undefined ? null : plainOf(value)), call)
  },
  'Fn::GetAZs': notBefore('asks for the zones of a region, which are not known here'),
  'Fn::Cidr': notBefore('is not worked out here'),
  'Fn::Transform': notBefore('runs a macro, which is not known here'),
  'Fn::GetStackOutput': notBefore('asks another stack, which is not known here'),
}

const mapNamed = (name: string, call: Call, fallback: Placed | undefined): Placed | undefined =>
  fallback === undefined || memberOf(call.scope.template, 'Mappings') !== undefined
    ? entryOf(call.scope, 'Mappings', name, 'mapping', call.argument.place)
    : undefined

/** `{{resolve:ssm:/name}}` in a text: known to the account alone. */
const withDynamicReferences = (text: string, scope: Scope, place: Position): string =>
  text.replace(/\{\{resolve:[^}]*\}\}/g, reference => {
    const given = givenFor(scope.options.parameters, reference)
    if (given !== undefined) return String(given)
    throw new SourceError(`has ${reference}; give \`parameters: { '${reference}': '...' }\``, place)
  })

const resolveObject = (placed: PlacedObject, scope: Scope): Placed | undefined => {
  for (const [name, member] of placed.members) {
    if (name !== 'Ref' && !name.startsWith('Fn::')) continue
    if (name === 'Ref' && placed.members.size > 1) continue
    if (placed.members.size > 1)
      throw new SourceError(`has \`${name}\` beside other members; a function stands alone`, member.place)
    const call: Call = { name, argument: member.value, scope, place: placed.place }
    if (Object.hasOwn(functions, name)) return functions[name]!(call)
    return refuse(call, `is no function that is known; ${suggestName(name, Object.keys(functions))}`)
  }
  const members = new Map<string, PlacedMember>()
  for (const [name, { value, place }] of placed.members) {
    const resolved = resolve(value, scope)
    if (resolved !== undefined) members.set(name, { value: resolved, place })
  }
  return { ...placed, members }
}

/**
 * A part of a template with its functions worked out. Undefined for what `AWS::NoValue` leaves out. Throws a SourceError
 * with the place, and what to give, for what cannot be known.
 */
export const resolve = (placed: Placed, scope: Scope): Placed | undefined => {
  if (placed.kind === 'object') return resolveObject(placed, scope)
  if (placed.kind === 'list')
    return placedList(
      placed.items.flatMap(item => resolve(item, scope) ?? []),
      placed.place,
    )
  if (typeof placed.value !== 'string' || !placed.value.includes('{{resolve:')) return placed
  return { ...placed, value: withDynamicReferences(placed.value, scope, placed.place) }
}
