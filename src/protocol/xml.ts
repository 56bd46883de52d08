import type { Parser } from 'xml2js'
import { fail } from '../contract/errors.js'
import type { Tree } from '../contract/operation.js'

/** An element of a request's document: names without prefix, children in order. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
}

interface ParsedNode {
  '#name': string
  _?: string
  $?: Record<string, string>
  $$?: ParsedNode[]
}

const wrapper = 'tigris-mock-document'
const declaration = /^\uFEFF?\s*<\?xml\s[^?]*\?>/
const forbiddenReference = /&#(?:x0*(?:[0-8bcef]|1[0-9a-f]);|0*(?:[0-8]|1[1245-9]|2\d|3[01]);)/i

let parserClass: typeof Parser | undefined

/** xml2js takes 11 ms to load and most requests carry no document. */
export const loadXmlParser = async (): Promise<void> => {
  parserClass ??= (await import('xml2js')).default.Parser
}

/**
 * Parses a document whose root is `root`. xml2js alone takes two roots, empty text and DOCTYPEs: those are refused.
 * Throws MalformedXML. Call `loadXmlParser` before.
 */
export const parseXml = (bytes: Uint8Array, root: string): XmlElement => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(declaration, '')
  } catch {
    return fail('MalformedXML')
  }
  if (/<!DOCTYPE|<!ENTITY/i.test(text) || forbiddenReference.test(text) || text.includes(wrapper)) fail('MalformedXML')
  if (parserClass === undefined) throw new Error('parseXml was called before loadXmlParser')
  const parser = new parserClass({
    async: false,
    explicitRoot: true,
    explicitChildren: true,
    preserveChildrenOrder: true,
    charsAsChildren: false,
    strict: true,
    tagNameProcessors: [name => name.slice(name.indexOf(':') + 1)],
  })
  let document: Record<string, ParsedNode> | undefined
  parser.parseString(`<${wrapper}>${text}</${wrapper}>`, (error: Error | null, result: Record<string, ParsedNode>) => {
    document = error === null ? result : undefined
  })
  const outer = document?.[wrapper]
  const children = typeof outer === 'object' ? (outer.$$ ?? []) : []
  if (children.length !== 1 || (typeof outer === 'object' && outer._?.trim())) fail('MalformedXML')
  const element = toElement(children[0]!)
  return element.name === root ? element : fail('MalformedXML')
}

const toElement = (node: ParsedNode): XmlElement => ({
  name: node['#name'],
  text: node._ ?? '',
  attributes: node.$ ?? {},
  children: (node.$$ ?? []).map(toElement),
})

/** A tree as `writeXml` takes it, as the element that its text would be parsed to. */
export const elementOf = (name: string, value: unknown): XmlElement => {
  const isText = typeof value !== 'object' || value === null || value instanceof Date
  if (isText)
    return { name, text: value instanceof Date ? value.toISOString() : String(value), attributes: {}, children: [] }
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const attributes = members.filter(([child]) => child.startsWith('@'))
  const children = members.filter(([child]) => !/^[@#]/.test(child))
  return {
    name,
    text: String((value as Tree)['#text'] ?? ''),
    attributes: Object.fromEntries(attributes.map(([child, inner]) => [child.slice(1), String(inner)])),
    children: children.flatMap(([child, inner]) =>
      Array.isArray(inner) ? inner.map(item => elementOf(child, item)) : [elementOf(child, inner)],
    ),
  }
}

const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f]/g
const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Keys may hold characters that XML 1.0 has no way to say; S3 writes them as references all the same. */
const escapeXml = (text: string): string =>
  text.replace(special, character => names[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`)

/**
 * Writes one tree. `lists` says how a list stands: its element repeated, or `member`s inside it. `@name` is an
 * attribute, `#text` the element's own text, `#each` a list of trees whose children follow one another.
 */
export const writeXml = (root: string, tree: Tree, lists: 'repeated' | 'member', namespace?: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, namespace === undefined ? tree : { '@xmlns': namespace, ...tree }, lists)}`

const writeChildren = (tree: Tree, lists: 'repeated' | 'member'): string => {
  let content = ''
  for (const child of Object.keys(tree)) content += writeElement(child, tree[child], lists)
  return content
}

const writeAll = (name: string, items: readonly unknown[], lists: 'repeated' | 'member'): string => {
  let content = ''
  for (const item of items) content += writeElement(name, item, lists)
  return content
}

const writeElement = (name: string, value: unknown, lists: 'repeated' | 'member'): string => {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) {
    return lists === 'repeated'
      ? writeAll(name, value, lists)
      : `<${name}>${writeAll('member', value, lists)}</${name}>`
  }
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`
  if (typeof value === 'string') return `<${name}>${escapeXml(value)}</${name}>`
  if (typeof value !== 'object') return `<${name}>${String(value)}</${name}>`
  let attributes = ''
  let content = ''
  // a page of a list has some 9,000 members: `Object.entries` would make a pair of each
  for (const child in value) {
    const inner = (value as Tree)[child]
    if (inner === undefined) continue
    if (child.startsWith('@')) attributes += ` ${child.slice(1)}="${escapeXml(String(inner))}"`
    else if (child === '#text') content += escapeXml(String(inner))
    else if (child === '#each') content += (inner as readonly Tree[]).map(each => writeChildren(each, lists)).join('')
    else content += writeElement(child, inner, lists)
  }
  return `<${name}${attributes}>${content}</${name}>`
}
