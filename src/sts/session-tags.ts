import type { Session } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { ConditionContext } from '../policy/types.js'
import type { Tag } from '../store/types.js'

/** The condition keys that the tags of a session supply. */
export const requestedTags = (tags: readonly Tag[], transitive: readonly string[] = []): ConditionContext => ({
  ...(tags.length > 0 && {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': tags.map(({ Key }) => Key),
  }),
  ...(transitive.length > 0 && { 'sts:TransitiveTagKeys': transitive }),
})

const refuse = (message: string): never => fail('InvalidParameterValue', {}, message)
const folded = (keys: readonly string[]): ReadonlySet<string> => new Set(keys.map(key => key.toLowerCase()))

/**
 * A session's tags: those asked for, and those that the calling session hands on. Keys are told apart without regard
 * to case. Throws InvalidParameterValue.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export const tagsOfSession = (
  tags: readonly Tag[],
  keys: readonly string[] = [],
  calling?: Pick<Session, 'tags' | 'transitive'>,
): Pick<Session, 'tags' | 'transitive'> => {
  const asked = folded(tags.map(({ Key }) => Key))
  const transitiveTagKeys = folded(calling?.transitive ?? [])
  const reserved = tags.find(({ Key }) => Key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined)
    fail('ValidationError', {}, `The tag key ${reserved.Key} begins with aws:, which is reserved.`)
  if (asked.size < tags.length) refuse('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if ([...asked].some(key => transitiveTagKeys.has(key)))
    refuse(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  if ([...folded(keys)].some(key => !asked.has(key)))
    refuse('The specified transitive tag key must be included in the requested tags.')
  const inherited = Object.entries(calling?.tags ?? {}).filter(([key]) => transitiveTagKeys.has(key.toLowerCase()))
  const transitive = [...(calling?.transitive ?? []), ...keys]
  return {
    tags: Object.fromEntries([...inherited, ...tags.map(({ Key, Value }): [string, string] => [Key, Value])]),
    ...(transitive.length > 0 && { transitive }),
  }
}
