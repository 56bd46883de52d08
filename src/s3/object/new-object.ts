import { fail } from '../../contract/errors.js'
import { type InputOf, type Need, need, type OperationContext } from '../../contract/operation.js'
import type { ConditionContext } from '../../policy/types.js'
import { header } from '../../protocol/readers.js'
import type { NewObject, ObjectAddress, ObjectRecord, Tag } from '../../store/types.js'
import { admitAcl, ownerOfWrite } from '../acl/acl-rules.js'
import { aclContext, aclOf, aclReaders, asksForAcl } from '../acl/object-acl.js'
import { objectArn } from '../arn.js'
import { encryptionContext, encryptionOf, encryptionReaders } from '../encryption/encryption-headers.js'
import { asksForRetention, lockContext, lockOf, lockReaders } from '../lock/lock-headers.js'
import { existingContext } from '../require-object.js'
import { checkTags, requestTags } from '../tags.js'
import {
  checkMetadata,
  decodedWord,
  storageClass,
  storageClassOf,
  systemOf,
  systemReaders,
  userMetadata,
} from './object-headers.js'

/** Readers of what a write says of its object: the same for PutObject, CopyObject and CreateMultipartUpload. */
export const newObjectReaders = {
  ...systemReaders,
  ...aclReaders,
  ...lockReaders,
  Metadata: userMetadata,
  ...encryptionReaders,
  StorageClass: storageClass,
  Tagging: header('x-amz-tagging'),
}

const keptOut = 'not modelled: no entry reads its header, so a request with it is refused by name'

/** Input members of these operations that no entry reads, each with its reason. */
export const unmodelledWrites = {
  ObjectLockEventHold: keptOut,
  ObjectLockEventHoldDurationDays: keptOut,
  ObjectLockEventHoldDurationYears: keptOut,
}

type NewObjectInput = InputOf<typeof newObjectReaders> & { readonly Bucket: string; readonly Key: string }

const malformedTagging = (value: string): never =>
  fail(
    'InvalidArgument',
    { ArgumentName: 'x-amz-tagging', ArgumentValue: value },
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
  )

/** Reads `x-amz-tagging`: `key=value&...`, encoded as a query. Throws InvalidArgument. */
export const parseTagging = (value: string | undefined): readonly Tag[] => {
  if (value === undefined || value === '') return []
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '))
    } catch {
      return malformedTagging(value)
    }
  }
  // AWS, recorded 2026-02-21: empty fields are left out, a second `=` is an error
  const fields = value.split('&').filter(pair => pair !== '')
  if (fields.some(pair => pair.indexOf('=') !== pair.lastIndexOf('='))) return malformedTagging(value)
  const tags = fields.map(pair => {
    const equals = pair.indexOf('=')
    return equals < 0
      ? { Key: decode(pair), Value: '' }
      : { Key: decode(pair.slice(0, equals)), Value: decode(pair.slice(equals + 1)) }
  })
  return new Set(tags.map(tag => tag.Key)).size < tags.length ? malformedTagging(value) : tags
}

/** A header's tags are a set, told by key afterwards (assumed: the service documents no order). */
const byKey = (tags: readonly Tag[]): readonly Tag[] => [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1))

export const writeActions = [
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
] as const

const contextOf = (name: string, value: string | undefined): ConditionContext =>
  value === undefined ? {} : { [name]: value }

/** Condition keys that the headers of a write supply. */
export const writeContext = (input: Omit<NewObjectInput, 'Metadata' | 'Bucket' | 'Key'>): ConditionContext => ({
  ...aclContext(input),
  ...lockContext(input),
  ...encryptionContext(input),
  ...contextOf('s3:x-amz-storage-class', input.StorageClass),
  ...contextOf('s3:x-amz-website-redirect-location', input.WebsiteRedirectLocation),
  ...(input.Tagging !== undefined && requestTags(parseTagging(input.Tagging), 's3:RequestObjectTag')),
})

/**
 * Rights that a write needs: to put, and to set the ACL or tags that it sends. `context` holds what the operation
 * supplies beyond these headers.
 */
export const writeNeeds = (
  input: Omit<NewObjectInput, 'Metadata'>,
  context: ConditionContext = {},
): Need<(typeof writeActions)[number]>[] => {
  const resource = objectArn(input)
  const supplied: ConditionContext = { ...writeContext(input), ...context }
  return [
    need('s3:PutObject', resource, supplied),
    ...(asksForAcl(input) ? [need('s3:PutObjectAcl', resource, supplied)] : []),
    ...(input.Tagging !== undefined ? [need('s3:PutObjectTagging', resource, supplied)] : []),
    ...(asksForRetention(input) ? [need('s3:PutObjectRetention', resource, supplied)] : []),
    ...(input.ObjectLockLegalHoldStatus !== undefined ? [need('s3:PutObjectLegalHold', resource, supplied)] : []),
  ]
}

/** Condition keys of a conditional write. */
export const conditionContext = (input: {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}): ConditionContext => ({
  ...contextOf('s3:if-match', input.IfMatch),
  ...contextOf('s3:if-none-match', input.IfNoneMatch),
})

/** `If-Match: *` asks whether the key exists, and shows nothing of it. */
const namesEtag = (condition: string | undefined): boolean => condition !== undefined && condition.trim() !== '*'

/**
 * The right that a write or deletion on the condition of an ETag needs beside its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export const conditionNeeds = (
  address: ObjectAddress,
  condition: string | undefined,
  found: ObjectRecord | undefined,
): readonly Need<'s3:GetObject'>[] =>
  namesEtag(condition)
    ? [
        {
          ...need('s3:GetObject', objectArn(address), existingContext(found, undefined)),
          onlyWith: 'etag-conditions-need-read',
        },
      ]
    : []

const decodedWords = (metadata: NewObjectInput['Metadata']): NewObjectInput['Metadata'] =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, decodedWord(value)]))

/** Throws KeyTooLongError. */
const checkKey = (key: string, limit: number): void => {
  const size = Buffer.byteLength(key)
  if (size > limit) fail('KeyTooLongError', { Size: String(size), MaxSizeAllowed: String(limit) })
}

/**
 * All of a new object but its bytes, held to the service's limits. Throws NoSuchBucket, KeyTooLongError,
 * MetadataTooLarge, InvalidStorageClass, InvalidTag, InvalidArgument, InvalidRequest, and what `aclOf`, `admitAcl`,
 * `encryptionOf` and `lockOf` throw.
 */
export const describeObject = (
  input: NewObjectInput,
  context: Pick<
    OperationContext,
    'dialect' | 'limits' | 'features' | 'store' | 'registry' | 'principal' | 'at' | 'ids'
  >,
  fromForm = false,
): Omit<NewObject, 'blob' | 'etag' | 'parts'> => {
  const { dialect, limits, features, store } = context
  checkKey(input.Key, limits.keyBytes)
  // a form's fields stay as they were written
  const decodesWords = features.has('metadata-as-encoded-words') && !fromForm
  const bucket = store.requireBucket(input.Bucket)
  const asked = aclOf(input, context)
  const owner = ownerOfWrite(bucket, asked, context)
  const acl = admitAcl(asked, bucket, owner, need('s3:PutObjectAcl', objectArn(input)), context)
  const encryption = encryptionOf(input, bucket, context)
  return {
    system: systemOf(input, features),
    metadata: checkMetadata(decodesWords ? decodedWords(input.Metadata) : input.Metadata, limits.metadataBytes),
    tags: byKey(checkTags(parseTagging(input.Tagging), limits.tagsPerObject, 'Object')),
    storageClass: storageClassOf(input.StorageClass, dialect),
    owner,
    ...(acl && { acl }),
    ...lockOf(input, bucket, context),
    ...(encryption && { encryption }),
  }
}
