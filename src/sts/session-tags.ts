import { fail } from '../errors.js'
import type { ConditionContext } from '../policy/types.js'
import type { Tag } from '../store/types.js'

/** The condition keys that the tags of a session supply. */
export const requestedTags = (tags: readonly Tag[]): ConditionContext =>
  tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.map(({ Key }) => Key),
      }

/** A session's own tags: keys are told apart without regard to case. Throws ValidationError. */
export const tagsOfSession = (tags: readonly Tag[]): Readonly<Record<string, string>> => {
  const seen = new Set<string>()
  for (const tag of tags) {
    const lower = tag.Key.toLowerCase()
    if (lower.startsWith('aws:'))
      fail('ValidationError', {}, `The tag key ${tag.Key} begins with aws:, which is reserved.`)
    if (seen.has(lower))
      fail('ValidationError', {}, 'Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    seen.add(lower)
  }
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}
