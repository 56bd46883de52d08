import { many, one, type Token } from './match.js'

/** A wildcard that does not take every character: `*` of one part of an ARN takes no colon. */
export interface Wildcard {
  readonly repeats: boolean
  /** Characters that it does not take. */
  readonly except: string
}

export type Piece = string | Wildcard

/** A pattern of texts. `ignoreCase`: its literal text takes either case. */
export interface TextPattern {
  readonly pieces: readonly Piece[]
  readonly ignoreCase?: boolean
}

/** Texts that every pattern of a list treats alike, and one of them. */
export interface TextClass {
  /** For each pattern, whether it takes the texts of this class. */
  readonly taken: readonly boolean[]
  readonly example: string
}

/** All classes of a list of patterns. Not `complete`: there are more than were looked for. */
export interface TextClasses {
  readonly classes: readonly TextClass[]
  readonly complete: boolean
}

/** Pattern tokens as pieces; their wildcards take every character but `except`. */
export const piecesOf = (tokens: readonly Token[], except = ''): readonly Piece[] =>
  tokens.map(token => (token === many || token === one ? { repeats: token === many, except } : (token as string)))

type Step =
  | { readonly kind: 'text'; readonly takes: readonly string[] }
  | { readonly kind: 'any' | 'star'; readonly except: string }

/** Signs beyond the alphabet whose lower case is a letter of it. */
const lowersTo: Readonly<Record<string, string>> = { k: '\u212a', å: '\u212b' }

const casesOf = (character: string): readonly string[] => {
  const lower = character.toLowerCase()
  return [...new Set([lower, lower.toUpperCase(), ...(lowersTo[lower] ?? [])])]
}

const stepsOf = ({ pieces, ignoreCase = false }: TextPattern): readonly Step[] =>
  pieces.flatMap((piece): readonly Step[] => {
    if (typeof piece !== 'string') return [{ kind: piece.repeats ? 'star' : 'any', except: piece.except }]
    return [...piece].map(character => ({ kind: 'text', takes: ignoreCase ? casesOf(character) : [character] }))
  })

/** Where one pattern may stand after some text: numbers of its steps, ascending; its length is its end. */
type Places = readonly number[]

const isFree = (step: Step | undefined): boolean => step?.kind === 'star' && step.except === ''

/** Adds the places that are reached without a character. A free `*` that ends the pattern takes whatever comes. */
const settled = (steps: readonly Step[], from: Iterable<number>): Places => {
  const places = new Set(from)
  for (const place of places) if (steps[place]?.kind === 'star') places.add(place + 1)
  const last = steps.length - 1
  return places.has(last) && isFree(steps[last]) ? [last, last + 1] : [...places].sort((a, b) => a - b)
}

const takes = (step: Step, character: string): boolean =>
  step.kind === 'text' ? step.takes.includes(character) : !step.except.includes(character)

const advanced = (steps: readonly Step[], places: Places, character: string): Places => {
  const next: number[] = []
  for (const place of places) {
    const step = steps[place]
    if (step === undefined || !takes(step, character)) continue
    next.push(step.kind === 'star' ? place : place + 1)
  }
  return settled(steps, next)
}

/** Characters for what no pattern names: the first is the one that examples show. */
const fillers = [...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_~']

/** The characters that part texts here, and one for all the others. */
const charactersAt = (all: readonly (readonly Step[])[], state: readonly Places[]): readonly string[] => {
  const named = new Set<string>()
  for (const [index, steps] of all.entries()) {
    for (const place of state[index] ?? []) {
      const step = steps[place]
      if (step?.kind === 'text') for (const character of step.takes) named.add(character)
      else if (step !== undefined) for (const character of step.except) named.add(character)
    }
  }
  const other = fillers.find(filler => !named.has(filler)) ?? '\u00b7'
  return [other, ...named]
}

const takenAt = (all: readonly (readonly Step[])[], state: readonly Places[]): readonly boolean[] =>
  all.map((steps, index) => state[index]!.includes(steps.length))

/** Which patterns take a text. */
export const takenBy = (patterns: readonly TextPattern[], text: string): readonly boolean[] =>
  patterns.map(pattern => {
    const steps = stepsOf(pattern)
    let places = settled(steps, [0])
    for (const character of text) places = advanced(steps, places, character)
    return places.includes(steps.length)
  })

/** So many states are looked at: policies of people need a few hundred. */
const mostStates = 30_000

/**
 * Parts all texts into the classes of a list of patterns, by walking through the patterns side by side: every text of
 * any length falls into one of them. A class shows the first of `preferred` that lies in it, or else its shortest text.
 */
export const textClasses = (patterns: readonly TextPattern[], preferred: Iterable<string> = []): TextClasses => {
  const all = patterns.map(stepsOf)
  const classes = new Map<string, TextClass>()
  const add = (taken: readonly boolean[], example: string): void => {
    const key = taken.map(Number).join('')
    if (!classes.has(key)) classes.set(key, { taken, example })
  }
  for (const text of preferred) add(takenBy(patterns, text), text)
  const start = all.map(steps => settled(steps, [0]))
  const seen = new Set([JSON.stringify(start)])
  const queue: { readonly state: readonly Places[]; readonly text: string }[] = [{ state: start, text: '' }]
  for (const { state, text } of queue) {
    add(takenAt(all, state), text)
    for (const character of charactersAt(all, state)) {
      const next = all.map((steps, index) => advanced(steps, state[index]!, character))
      const key = JSON.stringify(next)
      if (seen.has(key)) continue
      seen.add(key)
      queue.push({ state: next, text: text + character })
    }
    if (queue.length > mostStates) return { classes: [...classes.values()], complete: false }
  }
  return { classes: [...classes.values()], complete: true }
}
