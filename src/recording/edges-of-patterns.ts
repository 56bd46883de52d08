/** A text that a pattern takes, and one close by that it does not take. */
export interface Edge {
  readonly inside: string
  readonly outside: string
}

/** Whether a text fits a pattern; what a boundary expects follows from the pattern alone, not from the evaluator. */
export const fitsPattern = (pattern: string, text: string, questionMark: boolean): boolean => {
  const source = [...pattern].map(each =>
    each === '*' ? '[^]*' : each === '?' && questionMark ? '[^]' : each.replace(/[.+?^${}()|[\]\\]/, '\\$&'),
  )
  return new RegExp(`^${source.join('')}$`, 'u').test(text)
}

const wildcard = (questionMark: boolean): RegExp => (questionMark ? /[*?]/ : /\*/)

/** A text for each wildcard: short, and nothing that a policy names by accident. */
const fill = (pattern: string, questionMark: boolean): string =>
  pattern.replace(new RegExp(wildcard(questionMark), 'g'), 'a')

const nextCharacter = (text: string): string =>
  text.slice(0, -1) + String.fromCodePoint((text.at(-1)?.codePointAt(0) ?? 96) + 1)

/** The name beside a whole one: `images2` beside a bucket, `logs-old` beside a part of a key. */
const siblingOf = (text: string): string => `${text}${text.includes('/') ? '-old' : '2'}`

/** Edges of text without wildcards: what begins alike, and what differs in its last character. */
const edgesOfText = (text: string): readonly Edge[] =>
  [siblingOf(text), ...(text.includes('/') ? [nextCharacter(text)] : [])].map(outside => ({ inside: text, outside }))

/**
 * Edges of one pattern: the sibling of a prefix (`images2/` beside `images/`), the neighbour of a name, and what goes on
 * behind a suffix. A pattern that takes everything has none.
 */
export const edgesOfPattern = (pattern: string, questionMark: boolean): readonly Edge[] => {
  const [literal = ''] = pattern.split(wildcard(questionMark), 1)
  if (literal === pattern) return edgesOfText(pattern)
  const rest = fill(pattern.slice(literal.length), questionMark)
  const edges: Edge[] = []
  if (literal.endsWith('/') && literal.length > 1) {
    edges.push({ inside: literal + rest, outside: `${siblingOf(literal.slice(0, -1))}/${rest}` })
  } else if (literal !== '' && !literal.endsWith('/')) {
    // `logs*` takes `logs-old` too: whoever meant `logs/*` reads it in the name of the case
    const tail = pattern.at(literal.length) === '*' ? `-old${rest.slice(1)}` : rest
    edges.push({ inside: literal + tail, outside: nextCharacter(literal) + tail })
  }
  if (!wildcard(questionMark).test(pattern.at(-1) ?? '*'))
    edges.push({ inside: literal + rest, outside: `${literal}${rest}2` })
  return edges
}
