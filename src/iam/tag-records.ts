import { fail } from '../contract/errors.js'
import type { Tag } from '../store/types.js'

type TagRecord = Readonly<Record<string, string>>

const limit = 50

/** The tags of an identity or policy as a list, in the order of their keys. */
export const tagsOf = (record: TagRecord): readonly Tag[] =>
  Object.entries(record)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1))

/** Puts `added` over `record`: keys are told apart without regard to case. Throws InvalidInput, LimitExceeded. */
export const recordOf = (added: readonly Tag[], record: TagRecord = {}): TagRecord => {
  const kept = new Map(Object.entries(record).map(([Key, Value]) => [Key.toLowerCase(), { Key, Value }]))
  const seen = new Set<string>()
  for (const tag of added) {
    const lower = tag.Key.toLowerCase()
    if (seen.has(lower)) {
      fail('InvalidInput', {}, 'Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    }
    if (lower.startsWith('aws:'))
      fail('InvalidInput', {}, `The tag key ${tag.Key} begins with aws:, which is reserved.`)
    seen.add(lower)
    kept.set(lower, tag)
  }
  if (kept.size > limit) fail('LimitExceeded', {}, `The number of tags has reached the maximum limit.`)
  return Object.fromEntries([...kept.values()].map(({ Key, Value }) => [Key, Value]))
}

/** Keys that are not there are no error. */
export const withoutKeys = (record: TagRecord, keys: readonly string[]): TagRecord => {
  const gone = new Set(keys.map(key => key.toLowerCase()))
  return Object.fromEntries(Object.entries(record).filter(([key]) => !gone.has(key.toLowerCase())))
}
