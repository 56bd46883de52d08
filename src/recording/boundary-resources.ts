import { compiledOf } from '../policy/document.js'
import type { Policy } from '../policy/types.js'
import { edgesOfPattern } from './edges-of-patterns.js'

const s3 = 'arn:aws:s3:::'

/** Resources at the edges of policies, those that a reader expects first: just inside of a pattern, and just beside it. */
export const boundaryResources = (policies: readonly Policy[]): readonly string[] => {
  const found = new Set<string>()
  for (const policy of policies) {
    const { statements, reading } = compiledOf(policy)
    for (const { resources } of statements) {
      for (const { text } of resources.patterns) {
        if (!text.startsWith(s3) || text.includes('${')) continue
        for (const { inside, outside } of edgesOfPattern(text.slice(s3.length), reading.questionMark)) {
          found.add(s3 + inside)
          found.add(s3 + outside)
        }
      }
    }
  }
  return [...found, `${s3}any-bucket/a`, `${s3}any-bucket`]
}
