import type { Token } from './match.js'
import { tokensOf } from './match.js'

/** A policy variable such as `${aws:PrincipalTag/team, 'shared'}`; `key` as written: names of object tags mind case. */
export interface Variable {
  readonly key: string
  readonly fallback?: string
}

/** Pattern text with its variables still open. */
export type Template = readonly (Token | Variable)[]

/** How a dialect reads `${...}`: as variables (all, or those named), as plain text, or as text that never matches. */
export type VariableRule = 'all' | 'literal' | 'never' | readonly string[]

export const isVariable = (piece: Token | Variable): piece is Variable => typeof piece === 'object'

/** Names of tags hold spaces. */
const shape = /^([^\s,'${}](?:[^,'${}]*[^\s,'${}])?)(?:, '([^']*)')?$/

/**
 * Reads `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`; an unclosed `${` is plain text.
 * Undefined: the text holds something that can never have a value, so it never matches.
 */
export const templateOf = (text: string, rule: VariableRule, wildcards: WildcardRule): Template | undefined => {
  if (rule === 'literal' || !text.includes('${')) return plain(text, wildcards)
  if (rule === 'never') return undefined
  const pieces: (Token | Variable)[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf('${', at)
    const close = open === -1 ? -1 : text.indexOf('}', open)
    if (close === -1) return [...pieces, ...plain(text.slice(at), wildcards)]
    pieces.push(...plain(text.slice(at, open), wildcards))
    const inside = text.slice(open + 2, close)
    if (inside === '*' || inside === '?' || inside === '$') pieces.push(inside)
    else {
      const [, key, fallback] = shape.exec(inside) ?? []
      if (key === undefined || (rule !== 'all' && !rule.includes(key.toLowerCase()))) return undefined
      pieces.push(fallback === undefined ? { key } : { key, fallback })
    }
    at = close + 1
  }
}

/** `last`: a `*` at the end alone. */
export type WildcardRule = 'none' | 'last' | 'star' | 'both'

const plain = (text: string, wildcards: WildcardRule): Token[] => {
  if (wildcards === 'last' && text.endsWith('*')) return [text.slice(0, -1), ...tokensOf('*', false)]
  if (wildcards === 'none' || wildcards === 'last') return text === '' ? [] : [text]
  return tokensOf(text, wildcards === 'both')
}

/** Puts values in, as text and never as patterns. Undefined: a key is absent, empty or has several values. */
export const resolve = (
  template: Template,
  lookUp: (key: string) => string | readonly string[] | undefined,
): Token[] | undefined => {
  const tokens: Token[] = []
  for (const piece of template) {
    if (!isVariable(piece)) {
      tokens.push(piece)
      continue
    }
    const value = lookUp(piece.key)
    if (value !== undefined && typeof value !== 'string') return undefined
    const text = value === undefined || value === '' ? piece.fallback : value
    if (text === undefined) return undefined
    tokens.push(text)
  }
  return tokens
}

/** The tokens of a template without variables. */
export const closed = (template: Template): readonly Token[] | undefined =>
  template.some(isVariable) ? undefined : (template as readonly Token[])

/** Plain text of tokens, for operators that know no wildcards. */
export const textOf = (tokens: readonly Token[]): string => tokens.filter(token => typeof token === 'string').join('')
