import { type Check, type Draft, type DraftStatement, type Fault, itemsOf, membersOf } from './draft.js'
import type { JsonMember, JsonNode } from './json.js'
import { operatorNamed, operators } from './operators.js'
import { didYouMean } from './suggest-name.js'

/** What can be wrong with the shape of a document, before anything in it means something. */
export type ShapeRule =
  | 'object'
  | 'element'
  | 'duplicate'
  | 'version'
  | 'noStatement'
  | 'emptyStatement'
  | 'noEffect'
  | 'effect'
  | 'pair'
  | 'type'
  | 'operator'

/** A grammar's taste in shapes. `text` gives the service's message; undefined: the service does not mind. */
export interface Shape {
  readonly elements: readonly string[]
  /** A list of resources may hold null, which is skipped (seen in recorded CreatePolicy calls of AWS). */
  readonly nullResources: boolean
  /** Elements whose repetition means that both hold. */
  readonly merged: readonly string[]
  readonly text: (rule: ShapeRule, value: string) => string | undefined
}

const topElements = ['Version', 'Id', 'Statement']
const versions = ['2012-10-17', '2008-10-17']
export const statementElements = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']
export const principalElements = ['Principal', 'NotPrincipal']

type Found = readonly [rule: ShapeRule, start: number, value: string, reason: string]

const duplicates = (members: readonly JsonMember[], merged: readonly string[]): Found[] => {
  const seen = new Set<string>()
  return members.flatMap(({ name, start, value }) => {
    const again = seen.has(name) && !merged.includes(name)
    seen.add(name)
    const inner = value.kind === 'array' ? value.items.flatMap(item => duplicates(membersOf(item), merged)) : []
    const own: Found[] = again ? [['duplicate', start, name, `"${name}" stands twice in one object`]] : []
    return [...own, ...inner, ...duplicates(membersOf(value), merged)]
  })
}

const isText = (node: JsonNode): boolean => node.kind === 'string'
const isScalar = (node: JsonNode): boolean => isText(node) || node.kind === 'number' || node.kind === 'boolean'

const isTexts = (node: JsonNode): boolean => isText(node) || (node.kind === 'array' && node.items.every(isText))

const withoutNull = (node: JsonNode): JsonNode =>
  node.kind === 'array' ? { ...node, items: node.items.filter(({ kind }) => kind !== 'null') } : node

const isScalars = (node: JsonNode): boolean => itemsOf(node).every(isScalar)

const isPrincipal = (node: JsonNode): boolean =>
  isText(node) || (node.kind === 'object' && node.members.every(({ value }) => isTexts(value)))

const wrongType = (node: JsonNode, name: string, wanted: string): Found => [
  'type',
  node.start,
  name,
  `${name} is ${node.kind === 'array' ? 'a list' : `of type ${node.kind}`}, it must be ${wanted}`,
]

const conditionFaults = (node: JsonNode): Found[] => {
  if (node.kind !== 'object') return [wrongType(node, 'Condition', 'an object')]
  return node.members.flatMap(({ name, start, value }): Found[] => {
    if (value.kind !== 'object') return [wrongType(value, name, 'an object of condition keys')]
    const known = operatorNamed(name) !== undefined || value.members.length === 0
    const hint = didYouMean(
      name,
      operators.map(operator => operator.name),
    )
    const unknown: Found[] = known ? [] : [['operator', start, name, `"${name}" is no condition operator${hint}`]]
    const values = value.members.filter(member => !isScalars(member.value))
    return [...unknown, ...values.map(member => wrongType(member.value, member.name, 'a value or a list of values'))]
  })
}

const types: Readonly<Record<string, readonly [(node: JsonNode) => boolean, string]>> = {
  Sid: [isText, 'a text'],
  Effect: [isText, '"Allow" or "Deny"'],
  Action: [isTexts, 'a text or a list of texts'],
  NotAction: [isTexts, 'a text or a list of texts'],
  Resource: [isTexts, 'a text or a list of texts'],
  NotResource: [isTexts, 'a text or a list of texts'],
  Principal: [isPrincipal, 'a text or an object of lists'],
  NotPrincipal: [isPrincipal, 'a text or an object of lists'],
}

const effectFaults = ({ elements, start }: DraftStatement): Found[] => {
  const [effect] = elements.get('Effect') ?? []
  if (effect === undefined) return [['noEffect', start, 'Effect', 'a statement needs an Effect']]
  if (effect.kind !== 'string' || /^(allow|deny)$/i.test(effect.value)) return []
  return [['effect', effect.start, effect.value, `"${effect.value}" is no Effect; write "Allow" or "Deny"`]]
}

const pairFaults = ({ elements, start }: DraftStatement): Found[] =>
  ['Action', 'Resource', 'Principal']
    .filter(name => elements.has(name) && elements.has(`Not${name}`))
    .map(name => ['pair', start, name, `a statement has ${name} or Not${name}, not both`])

const unknownElements = (members: readonly JsonMember[], known: readonly string[]): Found[] =>
  members
    .filter(({ name }) => !known.includes(name))
    .map(({ name, start }) => ['element', start, name, `unknown element "${name}"${didYouMean(name, known)}`])

const statementFaults = (statement: DraftStatement, node: JsonNode, shape: Shape): Found[] => {
  if (node.kind !== 'object') return [['object', node.start, 'Statement', 'a statement must be an object']]
  return [
    ...unknownElements(statement.members, shape.elements),
    ...effectFaults(statement),
    ...pairFaults(statement),
    ...statement.members.flatMap(({ name, value }) => {
      if (name === 'Condition') return conditionFaults(value)
      const [fits, wanted] = (Object.hasOwn(types, name) ? types[name] : undefined) ?? [() => true, '']
      const judged = shape.nullResources && name.endsWith('Resource') ? withoutNull(value) : value
      return fits(judged) ? [] : [wrongType(value, name, wanted)]
    }),
  ]
}

const versionFaults = ({ version }: Draft): Found[] => {
  if (version === undefined) return []
  const value = version.kind === 'string' ? version.value : version.kind
  return version.kind === 'string' && versions.includes(value)
    ? []
    : [['version', version.start, value, `"${value}" is no version of the policy language; write "2012-10-17"`]]
}

const documentFaults = (draft: Draft, shape: Shape): Found[] => {
  const { root, statement } = draft
  if (root.kind !== 'object') return [['object', root.start, root.kind, 'a policy must be an object']]
  const id = draft.members.find(({ name }) => name === 'Id')?.value
  return [
    ...unknownElements(draft.members, topElements),
    ...duplicates(draft.members, shape.merged),
    ...versionFaults(draft),
    ...(id !== undefined && !isText(id) ? [wrongType(id, 'Id', 'a text')] : []),
    ...(statement === undefined
      ? [['noStatement', root.start, 'Statement', 'a policy needs a Statement'] as const]
      : []),
    ...(statement?.kind === 'array' && statement.items.length === 0
      ? [['emptyStatement', statement.start, 'Statement', 'the list of statements is empty'] as const]
      : []),
    ...itemsOf(statement).flatMap((node, index) => {
      const found = draft.statements[index]
      return found === undefined ? [] : statementFaults(found, node, shape)
    }),
  ]
}

/** Judges the shape of a document. Only what passes may be judged further. */
export const shapeCheck =
  (shape: Shape): Check =>
  draft =>
    documentFaults(draft, shape).flatMap(([rule, start, value, reason]): Fault[] => {
      const message = shape.text(rule, value)
      return message === undefined ? [] : [{ start, message, reason }]
    })
