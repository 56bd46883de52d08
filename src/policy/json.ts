/** A JSON value with the offset at which it stands in its text. */
export type JsonNode = { readonly start: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number' | 'boolean'; readonly value: string }
  | { readonly kind: 'null' }
)

/** A member of an object; a name that stands twice gives two members. */
export interface JsonMember {
  readonly name: string
  readonly start: number
  readonly value: JsonNode
}

export type JsonResult =
  | { readonly node: JsonNode; readonly fault?: undefined }
  | { readonly node?: undefined; readonly fault: { readonly start: number; readonly reason: string } }

class JsonFault {
  constructor(
    readonly start: number,
    readonly reason: string,
  ) {}
}

const deepest = 100
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const plain = /[^"\\\u0000-\u001f]*/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Reads JSON (RFC 8259) and keeps what JSON.parse loses: positions and repeated names. Never throws. */
export const scanJson = (text: string): JsonResult => {
  try {
    return { node: new Scanner(text).document() }
  } catch (error) {
    if (error instanceof JsonFault) return { fault: { start: error.start, reason: error.reason } }
    throw error
  }
}

class Scanner {
  private at = 0
  constructor(private readonly text: string) {}

  document(): JsonNode {
    const node = this.value(0)
    this.space()
    if (this.at < this.text.length) this.fail('text after the end of the document')
    return node
  }

  private value(depth: number): JsonNode {
    this.space()
    const start = this.at
    if (depth > deepest) this.fail(`nested deeper than ${deepest}`)
    switch (this.text[start]) {
      case '{':
        return { kind: 'object', start, members: this.list('}', () => this.member(depth)) }
      case '[':
        return { kind: 'array', start, items: this.list(']', () => this.value(depth + 1)) }
      case '"':
        return { kind: 'string', start, value: this.string() }
      case 't':
        return { kind: 'boolean', start, value: this.word('true') }
      case 'f':
        return { kind: 'boolean', start, value: this.word('false') }
      case 'n':
        this.word('null')
        return { kind: 'null', start }
      default:
        return { kind: 'number', start, value: this.number() }
    }
  }

  private member(depth: number): JsonMember {
    this.space()
    const start = this.at
    if (this.text[start] !== '"') this.fail('expected a name in double quotes')
    const name = this.string()
    this.space()
    if (this.text[this.at] !== ':') this.fail(`expected \`:\` after "${name}"`)
    this.at++
    return { name, start, value: this.value(depth + 1) }
  }

  private list<T>(close: string, item: () => T): T[] {
    this.at++
    this.space()
    const items: T[] = []
    if (this.text[this.at] === close) {
      this.at++
      return items
    }
    for (;;) {
      items.push(item())
      this.space()
      const next = this.text[this.at]
      if (next !== ',' && next !== close) this.fail(`expected \`,\` or \`${close}\``)
      this.at++
      if (next === close) return items
    }
  }

  private string(): string {
    let value = ''
    this.at++
    for (;;) {
      plain.lastIndex = this.at
      value += plain.exec(this.text)?.[0] ?? ''
      this.at = plain.lastIndex
      const stop = this.text[this.at]
      if (stop === '"') {
        this.at++
        return value
      }
      if (stop !== '\\') this.fail(stop === undefined ? 'a string without its end' : 'a control character in a string')
      value += this.escape()
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? ''
    if (letter === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('expected four hexadecimal digits after `\\u`')
      this.at += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const value = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
    if (value === undefined) return this.fail(`unknown escape \`\\${letter}\``)
    this.at += 2
    return value
  }

  private number(): string {
    number.lastIndex = this.at
    const found = number.exec(this.text)
    if (found === null) return this.fail(this.at < this.text.length ? 'expected a value' : 'the text ends too early')
    this.at += found[0].length
    return found[0]
  }

  private word(word: string): string {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value')
    this.at += word.length
    return word
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.at++
    }
  }

  private fail(reason: string): never {
    throw new JsonFault(this.at, reason)
  }
}

/** Line and column, from 1, of an offset. Columns count UTF-16 units, as editors do. */
export const positionsIn = (text: string, file?: string) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset: number): { readonly file?: string; readonly line: number; readonly column: number } => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const place = { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    return file === undefined ? place : { file, ...place }
  }
}
