import { contextValue } from './conditions.js'
import { arnParts, glob, literalOf, type Matcher, type Token, tokensOf } from './match.js'
import type { ConditionContext } from './types.js'
import { closed, isVariable, resolve, templateOf, type VariableRule } from './variables.js'

/** How a dialect reads resources. */
export interface ResourceReading {
  readonly variables: VariableRule
  readonly questionMark: boolean
  /** Short ARNs are padded with `*` in identity policies; in bucket policies only when they hold a `*`. */
  readonly padShort: boolean
  /** Only a `*` at the end is a wildcard. */
  readonly starEndsResource?: true
}

export interface ResourcePattern {
  /** Text in front of the first wildcard or variable: where an index files it. */
  readonly literal: string
  /** The pattern is `literal` alone, or `literal*`: the index has already decided. */
  readonly decided: 'exact' | 'prefix' | undefined
  readonly matches: (resource: string, context: ConditionContext) => boolean
  /** Whether the pattern has no meaning for this request: a variable in it has no value. Absent: it always has one. */
  readonly unresolved?: (context: ConditionContext) => boolean
}

const headOf = (parts: readonly string[]): string =>
  `${parts.slice(0, 3).join(':').toLowerCase()}:${parts.slice(3, 5).join(':')}:`

/** The first three parts of an ARN in lower case; the account-level resource of S3 as its ARN. */
export const normalResource = (action: string, resource: string): string => {
  if (resource.startsWith('arn:aws:s3:::')) return resource
  if (resource === '*') return /^s3:/i.test(action) ? 'arn:aws:s3:::*' : resource
  const parts = arnParts(resource)
  return parts.length === 6 ? headOf(parts) + parts[5] : resource
}

const nothing: ResourcePattern = { literal: '', decided: undefined, matches: () => false, unresolved: () => true }

const byParts = (head: readonly string[], rest: Matcher, questionMark: boolean): Matcher => {
  const heads = head.map((part, index) => glob(tokensOf(index < 3 ? part.toLowerCase() : part, questionMark)))
  return resource => {
    const parts = arnParts(resource)
    return parts.length === 6 && rest(parts[5] ?? '') && heads.every((matches, index) => matches(parts[index] ?? ''))
  }
}

const beforeWildcard = (text: string): string => text.split(/[*?]/, 1)[0] ?? ''

/** Compiles a resource pattern; what can never match stays harmless. */
export const resourcePattern = (
  text: string,
  { variables, questionMark, padShort, starEndsResource }: ResourceReading,
): ResourcePattern => {
  if (text === '*') return { literal: '', decided: 'prefix', matches: () => true }
  const written = arnParts(text)
  if (written.length < 6 && !padShort && !text.includes('*')) return nothing
  const parts = [...written, ...Array<string>(6 - written.length).fill('*')]
  const head = parts.slice(0, 5)
  const anywhere = questionMark ? 'both' : 'star'
  const template = templateOf(parts[5] ?? '', variables, starEndsResource ? 'last' : anywhere)
  if (template === undefined) return nothing
  const plainHead = beforeWildcard(head.join('')) === head.join('')
  const lead = plainHead ? headOf(head) : beforeWildcard(headOf(head))
  const tokens = closed(template)
  if (tokens === undefined) {
    const lookUp = (context: ConditionContext) => resolve(template, key => contextValue(context, key))
    const open = template.slice(0, template.findIndex(isVariable)) as readonly Token[]
    return {
      literal: plainHead ? literalOf([lead, ...open]).text : lead,
      decided: undefined,
      matches: (resource, context) => {
        const resolved = lookUp(context)
        if (resolved === undefined) return false
        return plainHead ? glob([lead, ...resolved])(resource) : byParts(head, glob(resolved), questionMark)(resource)
      },
      unresolved: context => lookUp(context) === undefined,
    }
  }
  if (!plainHead) return { literal: lead, decided: undefined, matches: byParts(head, glob(tokens), questionMark) }
  const whole = [lead, ...tokens]
  const literal = literalOf(whole)
  const prefix = !literal.whole && tokens.length <= 2 && typeof tokens.at(-1) === 'symbol' && glob(whole)(literal.text)
  return {
    literal: literal.text,
    decided: literal.whole ? 'exact' : prefix ? 'prefix' : undefined,
    matches: glob(whole),
  }
}
