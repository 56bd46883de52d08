import { flag, integer, list, oneOf, optional, structure, text, timestamp } from '../../protocol/shapes.js'

const tag = structure({ Key: text, Value: text })
const conditions = {
  Prefix: optional(text),
  ObjectSizeGreaterThan: optional(integer),
  ObjectSizeLessThan: optional(integer),
}

const rule = structure({
  Expiration: optional(
    structure({ Date: optional(timestamp), Days: optional(integer), ExpiredObjectDeleteMarker: optional(flag) }),
  ),
  ID: optional(text),
  Prefix: optional(text),
  Filter: optional(
    structure({
      ...conditions,
      Tag: optional(tag),
      And: optional(structure({ ...conditions, Tags: list(tag, 'Tag') })),
    }),
  ),
  Status: oneOf('Enabled', 'Disabled'),
  Transitions: list(
    structure({ Date: optional(timestamp), Days: optional(integer), StorageClass: text }),
    'Transition',
  ),
  NoncurrentVersionTransitions: list(
    structure({
      NoncurrentDays: optional(integer),
      StorageClass: text,
      NewerNoncurrentVersions: optional(integer),
    }),
    'NoncurrentVersionTransition',
  ),
  NoncurrentVersionExpiration: optional(
    structure({ NoncurrentDays: optional(integer), NewerNoncurrentVersions: optional(integer) }),
  ),
  AbortIncompleteMultipartUpload: optional(structure({ DaysAfterInitiation: optional(integer) })),
})

/** A lifecycle configuration; https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
export const lifecycleShape = structure({ Rules: list(rule, 'Rule') })

/** A rule as it is sent: its id may be missing. */
export type SentRule = ReturnType<typeof rule.read>
