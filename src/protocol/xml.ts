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

/** No document of the service comes near it; the parser's own stack ends at some thousands. */
const deepest = 100

const isTooDeep = (text: string): boolean => {
  let depth = 0
  for (const [, closing, empty] of text.matchAll(/<(\/?)[^\s<>!?/][^<>]*?(\/?)>/g)) {
    if (empty === '/') continue
    depth += closing === '/' ? -1 : 1
    if (depth > deepest) return true
  }
  return false
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
  if (/<!DOCTYPE|<!ENTITY/i.test(text) || forbiddenReference.test(text) || text.includes(wrapper) || isTooDeep(text))
    fail('MalformedXML')
  if (parserClass === undefined) throw new Error('parseXml was called before loadXmlParser')
  const parser = new parserClass({
    async: false,
    explicitRoot: true,
    explicitChildren: true,
    preserveChildrenOrder: true,
    // text that is blank alone reaches us as a child only
    charsAsChildren: true,
    includeWhiteChars: true,
    strict: true,
    tagNameProcessors: [name => name.slice(name.indexOf(':') + 1)],
  })
  let document: Record<string, ParsedNode> | undefined
  parser.parseString(`<${wrapper}>${text}</${wrapper}>`, (error: Error | null, result: Record<string, ParsedNode>) => {
    document = error === null ? result : undefined
  })
  const outer = document?.[wrapper]
  const children = typeof outer === 'object' ? elementsOf(outer) : []
  if (children.length !== 1 || (typeof outer === 'object' && outer._?.trim())) fail('MalformedXML')
  const element = toElement(children[0]!)
  return element.name === root ? element : fail('MalformedXML')
}

const isText = (node: ParsedNode): boolean => node['#name'] === '__text__'

const elementsOf = ({ $$: nodes = [] }: ParsedNode): readonly ParsedNode[] => nodes.filter(node => !isText(node))

/** Blanks between elements are no text of theirs, those of an element without others are. */
const toElement = (node: ParsedNode): XmlElement => {
  const children = elementsOf(node)
  const blank = children.length > 0 ? '' : (node.$$ ?? []).map(each => each._ ?? '').join('')
  return { name: node['#name'], text: node._ ?? blank, attributes: node.$ ?? {}, children: children.map(toElement) }
}

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

type Lists = 'repeated' | 'member'

const isSpecial = (code: number): boolean =>
  code < 0x20 ? code !== 9 && code !== 10 : code === 0x22 || code === 0x26 || code === 0x3c || code === 0x3e

/** Keys may hold characters that XML 1.0 has no way to say; S3 writes them as references all the same. */
const referenceOf = (code: number): string => {
  if (code === 0x22) return '&quot;'
  if (code === 0x26) return '&amp;'
  if (code === 0x3c) return '&lt;'
  return code === 0x3e ? '&gt;' : `&#x${code.toString(16).toUpperCase()};`
}

/** Texts are short and seldom hold what must be escaped: a loop over one costs a fifth of a regular expression. */
const escapeXml = (text: string): string => {
  let escaped = ''
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (!isSpecial(code)) continue
    escaped += text.slice(from, index) + referenceOf(code)
    from = index + 1
  }
  return from === 0 ? text : escaped + text.slice(from)
}

const dayLength = 86_400_000

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

/** Elements as text. Dates of one document are mostly of one day, whose text is kept. */
class XmlElements {
  private day = Number.NaN
  private dayText = ''

  constructor(
    private readonly lists: Lists,
    private readonly wholeSeconds: boolean,
  ) {}

  private dateText(date: Date): string {
    const time = date.getTime()
    const day = Math.floor(time / dayLength)
    if (day !== this.day) {
      // throws for what is no date
      this.dayText = date.toISOString().slice(0, -13)
      this.day = day
    }
    const rest = time - day * dayLength
    const [hours, minutes] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60]
    const [seconds, milliseconds] = [Math.floor(rest / 1000) % 60, this.wholeSeconds ? 0 : rest % 1000]
    const clock = `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}`
    return `${this.dayText}${clock}.${milliseconds < 100 ? '0' : ''}${twoDigits(milliseconds)}Z`
  }

  /** A child of a tree, by its name there; attributes stand in its parent's tag. */
  child(name: string, value: unknown): string {
    const mark = name.charCodeAt(0)
    if (mark === 0x40 || value === undefined) return ''
    if (mark !== 0x23) return this.element(name, value)
    if (name === '#text') return escapeXml(String(value))
    return (value as readonly Tree[]).map(each => this.children(each)).join('')
  }

  private children(tree: Tree): string {
    let text = ''
    // a page of a list has some 9,000 members: `Object.entries` would make a pair of each
    for (const name in tree) if (tree[name] !== undefined) text += this.child(name, tree[name])
    return text
  }

  private list(name: string, items: readonly unknown[]): string {
    let text = ''
    const repeated = this.lists === 'repeated'
    for (const item of items) text += this.element(repeated ? name : 'member', item)
    return repeated ? text : `<${name}>${text}</${name}>`
  }

  element(name: string, value: unknown): string {
    if (typeof value === 'string') return `<${name}>${escapeXml(value)}</${name}>`
    if (value === undefined || value === null) return ''
    if (typeof value !== 'object') return `<${name}>${String(value)}</${name}>`
    if (value instanceof Date) return `<${name}>${this.dateText(value)}</${name}>`
    if (Array.isArray(value)) return this.list(name, value)
    return `<${name}${attributesOf(value as Tree)}>${this.children(value as Tree)}</${name}>`
  }
}

const attributesOf = (tree: Tree): string => {
  let text = ''
  for (const name in tree)
    if (name.charCodeAt(0) === 0x40 && tree[name] !== undefined)
      text += ` ${name.slice(1)}="${escapeXml(String(tree[name]))}"`
  return text
}

const pieceLength = 8192

/**
 * Text on its way to bytes, piece by piece: a long text that was put together from thousands is first copied as a
 * whole, which costs more than all else.
 */
class TextBytes {
  private text = ''
  private bytes: Buffer | undefined
  private size = 0

  add(text: string): void {
    this.text += text
    if (this.text.length >= pieceLength) this.encode()
  }

  private encode(): void {
    const needed = this.size + this.text.length * 3
    if (this.bytes === undefined || this.bytes.length < needed) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * (this.bytes?.length ?? 32_768)))
      this.bytes?.copy(larger, 0, 0, this.size)
      this.bytes = larger
    }
    this.size += this.bytes.write(this.text, this.size)
    this.text = ''
  }

  end(): Buffer {
    if (this.bytes === undefined) return Buffer.from(this.text)
    this.encode()
    return this.bytes.subarray(0, this.size)
  }
}

/**
 * Writes one tree. `lists` says how a list stands: its element repeated, or `member`s inside it. `@name` is an
 * attribute, `#text` the element's own text, `#each` a list of trees whose children follow one another.
 */
export const writeXml = (root: string, tree: Tree, lists: Lists, namespace?: string, wholeSeconds = false): Buffer => {
  const elements = new XmlElements(lists, wholeSeconds)
  const bytes = new TextBytes()
  const whole = namespace === undefined ? tree : { '@xmlns': namespace, ...tree }
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributesOf(whole)}`
  if (
    Object.entries(whole).every(([name, value]) => name.charCodeAt(0) === 0x40 || value === undefined || value === '')
  ) {
    bytes.add(`${start}/>`)
    return bytes.end()
  }
  bytes.add(`${start}>`)
  for (const name in whole) {
    const value = whole[name]
    // long are the lists of a document's root
    if (lists === 'repeated' && Array.isArray(value) && name.charCodeAt(0) !== 0x23)
      for (const item of value) bytes.add(elements.element(name, item))
    else bytes.add(elements.child(name, value))
  }
  bytes.add(`</${root}>`)
  return bytes.end()
}
