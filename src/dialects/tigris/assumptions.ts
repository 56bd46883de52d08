import { assumedOfBuckets } from './assumed-buckets.js'
import { assumedOfCalls } from './assumed-calls.js'
import { assumedOfRights } from './assumed-rights.js'

/** All that the service's documents leave open, by the names that a scene's `assumed` has. */
export const assumptions = { ...assumedOfBuckets, ...assumedOfRights, ...assumedOfCalls }

type Questions = typeof assumptions

/** Answers to them: the assumed one, or another. */
export type TigrisAnswers = {
  readonly [N in keyof Questions]?: Questions[N]['assumed'] | Extract<keyof Questions[N]['instead'], string>
}
