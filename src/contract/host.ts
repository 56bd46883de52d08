import { hash } from 'node:crypto'
import { clearInterval, setInterval, setTimeout } from 'node:timers'

/** Milliseconds since 1970. */
export type Instant = number

/**
 * The one place where the product asks the host for the time: the `Date.now` that the test sees, faked or not.
 * SDK clients sign with it, so a signed header's age is measured against it; the mock's clock adds its own moves.
 */
export const hostTime = { visible: (): Instant => Date.now() }

// jest's `enableGlobally` fakes the global before this module loads; Node's own module it leaves alone
const start = setTimeout

/** Real milliseconds, whatever timers a test has faked. */
export const wait = (milliseconds: number): Promise<void> => new Promise(resolve => void start(resolve, milliseconds))

const startEvery = setInterval

/** Runs again and again, every so many real milliseconds, until the returned function is called; keeps no process alive. */
export const every = (milliseconds: number, run: () => void): (() => void) => {
  const timer = startEvery(run, milliseconds)
  timer.unref()
  return () => clearInterval(timer)
}

/** Ids and secrets that follow from a seed: the same scene makes the same ids in every run. */
export interface Ids {
  /** `length` characters out of `alphabet`; the n-th call of a `kind` always gives the same text. */
  next(kind: string, length: number, alphabet?: string): string
  /** As `next`, but tied to a name instead of a count: the same name gives the same text in any order. */
  named(kind: string, name: string, length: number, alphabet?: string): string
}

export const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
export const upperAlphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
export const hexadecimal = '0123456789abcdef'

const draw = (seed: string, length: number, alphabet: string): string => {
  let text = ''
  for (let block = 0; text.length < length; block++) {
    for (const byte of hash('sha256', `${seed}/${block}`, 'buffer')) {
      if (text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

/** Counts are kept by the caller's map, so that a world can carry them. */
export const seededIds = (seed: string, counts: Map<string, number> = new Map()): Ids => ({
  next(kind, length, alphabet = alphanumeric) {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return draw(`${seed}/${kind}/${count}`, length, alphabet)
  },
  named: (kind, name, length, alphabet = alphanumeric) => draw(`${seed}/${kind}=${name}`, length, alphabet),
})

/** An instant as HTTP writes dates. */
export const httpDate = (at: Instant): string => new Date(at).toUTCString()

// Two mocks of one process have keys of their own although their scenes are the same.
let mocks = 0

/** Counts the mocks of this process (of this module's copy): part of the seed of their ids. */
export const nextMockNumber = (): number => ++mocks
