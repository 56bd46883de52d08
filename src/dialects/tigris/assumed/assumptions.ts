import { assumedOfBuckets } from './buckets.js'
import { assumedOfCalls } from './calls.js'
import { assumedOfRights } from './rights.js'

/** All that the service's documents leave open, by the names that a scene's `assumed` has. */
export const assumptions = { ...assumedOfBuckets, ...assumedOfRights, ...assumedOfCalls }

type Questions = typeof assumptions

/** Answers to them: the assumed one, or another. */
export type TigrisAnswers = {
  readonly [N in keyof Questions]?: Questions[N]['assumed'] | Extract<keyof Questions[N]['instead'], string>
}
