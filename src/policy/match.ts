/** One piece of a pattern: literal text, `*` (any text) or `?` (one character). */
export type Token = string | typeof many | typeof one

export const many: unique symbol = Symbol('*')
export const one: unique symbol = Symbol('?')

export type Matcher = (text: string) => boolean

const never: Matcher = () => false
const always: Matcher = () => true

/** Splits pattern text at its wildcards. `?` is a wildcard only where the service says so. */
export const tokensOf = (pattern: string, questionMark: boolean): Token[] => {
  const tokens: Token[] = []
  let literal = ''
  for (const character of pattern) {
    if (character === '*' || (character === '?' && questionMark)) {
      if (literal !== '') tokens.push(literal)
      literal = ''
      if (character === '?') tokens.push(one)
      else if (tokens.at(-1) !== many) tokens.push(many)
    } else literal += character
  }
  if (literal !== '') tokens.push(literal)
  return tokens
}

const join = (tokens: readonly Token[]): Token[] => {
  const joined: Token[] = []
  for (const token of tokens) {
    const last = joined.at(-1)
    if (typeof token === 'string' && typeof last === 'string') joined[joined.length - 1] = last + token
    else if (token !== '' && !(token === many && last === many)) joined.push(token)
  }
  return joined
}

/** Compiles tokens to a matcher of whole texts: linear for patterns without `?`, never exponential. */
export const glob = (raw: readonly Token[]): Matcher => {
  const tokens = join(raw)
  const [first, second] = tokens
  if (first === undefined) return text => text === ''
  if (tokens.length === 1 && typeof first === 'string') return text => text === first
  if (tokens.length === 1 && first === many) return always
  if (tokens.length === 2 && typeof first === 'string' && second === many) return text => text.startsWith(first)
  return tokens.includes(one) ? walk(tokens) : segments(tokens)
}

const segments = (tokens: readonly Token[]): Matcher => {
  const texts = tokens.filter(token => typeof token === 'string')
  const head = typeof tokens[0] === 'string' ? tokens[0] : ''
  const tail = tokens.at(-1)
  const end = typeof tail === 'string' ? tail : ''
  const middle = texts.slice(head === '' ? 0 : 1, end === '' ? undefined : -1)
  const least = texts.reduce((sum, text) => sum + text.length, 0)
  return text => {
    if (text.length < least || !text.startsWith(head) || !text.endsWith(end)) return false
    let at = head.length
    for (const part of middle) {
      const found = text.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return at <= text.length - end.length
  }
}

const characterAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  return code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000 ? 2 : 1
}

/** Goes back only to the last `*`: at worst text times pattern. `?` takes one code point. */
const walk =
  (tokens: readonly Token[]): Matcher =>
  text => {
    let at = 0
    let token = 0
    let star = -1
    let mark = 0
    for (;;) {
      const current = tokens[token]
      if (current === many) {
        star = token++
        mark = at
        continue
      }
      if (current === one && at < text.length) {
        at += characterAt(text, at)
        token++
        continue
      }
      if (typeof current === 'string' && text.startsWith(current, at)) {
        at += current.length
        token++
        continue
      }
      if (current === undefined && at === text.length) return true
      if (star === -1 || mark >= text.length) return false
      mark += characterAt(text, mark)
      at = mark
      token = star + 1
    }
  }

/**
 * `s3:Get*` against an action's lower-case name. Wildcards stand after the colon only; the vendor is literal, or `*` as
 * a whole, which CreatePolicy takes for every vendor.
 */
export const actionMatcher = (pattern: string, questionMark: boolean): Matcher => {
  if (pattern === '*') return always
  const colon = pattern.indexOf(':')
  if (colon === -1) return never
  const lower = pattern.toLowerCase()
  const names = tokensOf(lower.slice(colon + 1), questionMark)
  return glob(lower.startsWith('*:') ? [many, ':', ...names] : [lower.slice(0, colon + 1), ...names])
}

/** The six parts of an ARN; fewer when it is short. The sixth keeps its colons. */
export const arnParts = (arn: string): string[] => {
  const parts: string[] = []
  let from = 0
  while (parts.length < 5) {
    const colon = arn.indexOf(':', from)
    if (colon === -1) break
    parts.push(arn.slice(from, colon))
    from = colon + 1
  }
  parts.push(arn.slice(from))
  return parts
}

/** Literal text in front of a pattern's first wildcard, and whether that is all of it. */
export const literalOf = (tokens: readonly Token[]): { readonly text: string; readonly whole: boolean } => {
  const [first, ...more] = join(tokens)
  return typeof first === 'string' ? { text: first, whole: more.length === 0 } : { text: '', whole: false }
}
