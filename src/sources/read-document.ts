import {
  type CollectionTag,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from 'yaml'
import { type JsonNode, positionsIn, scanJson } from '../policy/json.js'
import type { Position } from '../policy/types.js'
import { type Placed, type PlacedMember, placedList, placedScalar, placeValue } from './placed.js'
import { SourceError } from './source-error.js'

/** Tags of CloudFormation whose name stands for `Fn::` and the same. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const shortNames = [
  ...['Base64', 'Cidr', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Select', 'Split', 'Sub'],
  ...['And', 'Equals', 'Not', 'Or', 'Transform', 'Length', 'ToJsonString', 'ForEach', 'GetStackOutput'],
]

/** Names of functions by the tags that stand for them. */
const functions: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...shortNames.map(name => [`!${name}`, `Fn::${name}`] as const),
])

const tags: (ScalarTag | CollectionTag)[] = [...functions.keys()].flatMap((tag): (ScalarTag | CollectionTag)[] => [
  { tag, resolve: text => text },
  { tag, collection: 'map' },
  { tag, collection: 'seq' },
])

type Place = (offset: number) => Position

/** A document that was read. */
export interface ReadDocument {
  readonly root: Placed
  /**
   * Reads a text of the document as JSON of its own, as Terraform and Pulumi keep policies: each place in it is where
   * that part of the text stands. Throws a SourceError for what is no JSON.
   */
  inside(text: Placed & { readonly kind: 'scalar' }): Placed
}

const parseJson = (text: string, place: Place): JsonNode => {
  const { node, fault } = scanJson(text)
  if (fault !== undefined) throw new SourceError(`is not JSON: ${fault.reason}`, place(fault.start))
  return node
}

const placeJson = (node: JsonNode, place: Place, note: (placed: Placed, start: number) => void): Placed => {
  const own = place(node.start)
  switch (node.kind) {
    case 'object': {
      const members = new Map<string, PlacedMember>()
      for (const { name, start, value } of node.members) {
        if (members.has(name)) throw new SourceError(`has the member "${name}" twice`, place(start))
        members.set(name, { value: placeJson(value, place, note), place: place(start) })
      }
      return { kind: 'object', members, place: own }
    }
    case 'array':
      return placedList(
        node.items.map(item => placeJson(item, place, note)),
        own,
      )
    case 'null':
      return placedScalar(null, own)
    case 'string': {
      const placed = placedScalar(node.value, own)
      note(placed, node.start)
      return placed
    }
    default:
      return { ...placedScalar(JSON.parse(node.value), own), written: node.value }
  }
}

/** Where each character of a string is written that starts at `start` of a JSON text. */
const charactersFrom = (text: string, start: number): readonly number[] => {
  const offsets: number[] = []
  for (let at = start + 1; at < text.length && text[at] !== '"'; at++) {
    offsets.push(at)
    if (text[at] === '\\') at += text[at + 1] === 'u' ? 5 : 1
  }
  return offsets
}

const nothing = (): void => undefined

const readInside = (value: string, place: Place): Placed => placeJson(parseJson(value, place), place, nothing)

const readJson = (text: string, file: string | undefined): ReadDocument => {
  const place = positionsIn(text, file)
  const starts = new Map<Placed, number>()
  const root = placeJson(parseJson(text, place), place, (placed, start) => starts.set(placed, start))
  return {
    root,
    inside: placed => {
      const start = starts.get(placed)
      if (start === undefined) return readInside(String(placed.value), () => placed.place)
      const characters = charactersFrom(text, start)
      return readInside(String(placed.value), offset => place(characters[offset] ?? start))
    },
  }
}

const placeYaml = (node: Node | null, document: Document, place: Place, outer: Position): Placed => {
  if (node === null) return placedScalar(null, outer)
  const own = node.range === null || node.range === undefined ? outer : place(node.range[0])
  if (isAlias(node)) {
    const target = node.resolve(document)
    if (target === undefined) throw new SourceError(`names no anchor \`*${node.source}\``, own)
    return placeYaml(target, document, place, own)
  }
  const tag = 'tag' in node && typeof node.tag === 'string' ? node.tag : undefined
  const value = placeUntagged(node, document, place, own)
  const name = tag === undefined ? undefined : functions.get(tag)
  if (name === undefined) return value
  return { kind: 'object', members: new Map([[name, { value: argumentOf(name, value), place: own }]]), place: own }
}

/** `!GetAtt Bucket.Arn` is a list in long form. */
const argumentOf = (name: string, value: Placed): Placed => {
  if (name !== 'Fn::GetAtt' || value.kind !== 'scalar' || typeof value.value !== 'string') return value
  const [resource = '', ...attribute] = value.value.split('.')
  return placedList([placedScalar(resource, value.place), placedScalar(attribute.join('.'), value.place)], value.place)
}

const placeUntagged = (node: Node, document: Document, place: Place, own: Position): Placed => {
  if (isSeq(node))
    return placedList(
      node.items.map(item => placeYaml(item as Node | null, document, place, own)),
      own,
    )
  if (isMap(node)) {
    const members = new Map<string, PlacedMember>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : String(key)
      const start = isScalar(key) && key.range ? place(key.range[0]) : own
      // the merge key of YAML 1.1, which CloudFormation does not take and Serverless has resolved
      if (name === '<<') throw new SourceError('is a merge key `<<`; write the members themselves', start)
      members.set(name, { value: placeYaml(value as Node | null, document, place, start), place: start })
    }
    return { kind: 'object', members, place: own }
  }
  const { value, source } = node as { value?: unknown; source?: string }
  if (typeof value === 'number' || typeof value === 'boolean') return { ...placedScalar(value, own), written: source }
  return placedScalar(value === null || value === undefined ? null : String(value), own)
}

const readYaml = (text: string, file: string | undefined): ReadDocument => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, customTags: tags })
  const place: Place = offset => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const [broken] = [...document.errors, ...document.warnings]
  if (broken !== undefined) throw new SourceError(`is not YAML: ${broken.message}`, place(broken.pos[0]))
  return {
    root: placeYaml(document.contents as Node | null, document, place, { file, line: 1, column: 1 }),
    inside: placed => readInside(String(placed.value), () => placed.place),
  }
}

/** Reads JSON or YAML, the short tags of CloudFormation included. Throws a SourceError with the place of a fault. */
export const readDocument = (text: string, file?: string): ReadDocument =>
  /^\s*[{[]/.test(text) && !/\.ya?ml$/i.test(file ?? '') ? readJson(text, file) : readYaml(text, file)

/** A document that stands in memory: its parts have no places but its own. */
export const placeDocument = (value: unknown): ReadDocument => ({
  root: placeValue(value, { line: 1, column: 1 }),
  inside: placed => readInside(String(placed.value), () => placed.place),
})
