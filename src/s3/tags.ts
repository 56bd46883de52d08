import { fail } from '../contract/errors.js'
import type { ConditionContext } from '../policy/types.js'
import { list, type Shape, structure, text } from '../protocol/shapes.js'
import type { Tag } from '../store/types.js'

const set = structure({ Tag: list(structure({ Key: text, Value: text })) })

/** A list of `Tag` inside its own element (`TagSet`, `Tags`), to be given to `optional` or `structure`. */
export const tagSet: Shape<readonly Tag[]> = {
  read: element => set.read(element).Tag,
  write: tags => set.write({ Tag: tags }),
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html */
export const tagsPerBucket = 50

/** Code points, as S3 counts them, not UTF-16 units. */
const longerThan = (text: string, most: number): boolean => text.length > most && [...text].length > most

/** Letters, spaces and numbers of any script, and `+ - = . _ : / @`. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

const reserved = {
  Bucket: 'System tags cannot be added/updated by requester',
  Object: 'Your TagKey cannot be prefixed with aws:',
}

/**
 * Holds tags to S3's rules: at most `most` of them, keys of 1 to 128 and values of up to 256 characters, no key twice, no
 * key of the service's own.
 * Throws InvalidTag; BadRequest's own text when there are too many.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
 */
export const checkTags = (tags: readonly Tag[], most: number, of: 'Object' | 'Bucket'): readonly Tag[] => {
  const keys = new Set<string>()
  for (const { Key, Value } of tags) {
    if (Key.startsWith('aws:')) fail('InvalidTag', { TagKey: Key }, reserved[of])
    if (Key === '' || longerThan(Key, 128) || !allowed.test(Key))
      fail('InvalidTag', { TagKey: Key }, 'The TagKey you have provided is invalid')
    if (longerThan(Value, 256) || !allowed.test(Value))
      fail('InvalidTag', { TagKey: Key, TagValue: Value }, 'The TagValue you have provided is invalid')
    if (keys.has(Key)) fail('InvalidTag', { TagKey: Key }, 'Cannot provide multiple Tags with the same key')
    keys.add(Key)
  }
  if (tags.length > most) fail('InvalidTag', {}, `${of} tags cannot be greater than ${most}`)
  return tags
}

/** Condition keys that a request's tags supply, under `s3:RequestObjectTag` or `aws:RequestTag`. */
export const requestTags = (tags: readonly Tag[], key: 's3:RequestObjectTag' | 'aws:RequestTag'): ConditionContext => ({
  ...Object.fromEntries(tags.map(tag => [`${key}/${tag.Key}`, tag.Value])),
  [key === 'aws:RequestTag' ? 'aws:TagKeys' : 's3:RequestObjectTagKeys']: tags.map(tag => tag.Key),
})
