import { fail } from '../../contract/errors.js'
import { defineOperation, type InputOf, need, type OperationContext } from '../../contract/operation.js'
import { integer, oneOf } from '../../protocol/codecs.js'
import { header, optionalDocument } from '../../protocol/readers.js'
import { list, structure } from '../../protocol/shapes.js'
import type { ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checksumElements, checksumMembers } from '../checksum-headers.js'
import { checkPartKey, customerKeyReaders } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import { conditionContext, conditionNeeds } from '../object/new-object.js'
import { storedHeaders } from '../object/object-answer.js'
import { checkWrite } from '../preconditions.js'
import { findObject } from '../require-object.js'
import { checksumReaders, checkWhole, completedPart, findParts, isMadeOf, joinedEtag } from './completed-parts.js'
import { checksumOfUpload, joinedChecksum } from './upload-checksum.js'
import { findConditions, uploadMembers } from './upload-members.js'

const readers = {
  ...uploadMembers,
  MultipartUpload: optionalDocument('CompleteMultipartUpload', structure({ Parts: list(completedPart, 'Part') })),
  ...checksumReaders,
  ChecksumType: header('x-amz-checksum-type', oneOf('COMPOSITE', 'FULL_OBJECT')),
  MpuObjectSize: header('x-amz-mp-object-size', integer(0, Number.MAX_SAFE_INTEGER)),
  IfMatch: header('if-match'),
  IfNoneMatch: header('if-none-match'),
  ...customerKeyReaders,
}

const complete = async (input: InputOf<typeof readers>, context: OperationContext): Promise<ObjectRecord> => {
  const { store, features, dialect } = context
  const upload = store.requireUpload(input)
  const told = checksumOfUpload(upload, dialect)
  // the key is needed "only when the object was created using a checksum algorithm":
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
  if (input.SSECustomerAlgorithm !== undefined || told.checksumAlgorithm !== undefined) {
    checkPartKey(upload.object.encryption, input, features)
  }
  const parts = findParts(upload, input.MultipartUpload?.Parts ?? [], context)
  const checksum = await joinedChecksum(told, parts)
  checkWhole(input, upload, parts, checksum)
  checkWrite(input, store.object(input.Bucket, input.Key), input, features)
  const condition =
    input.IfMatch !== undefined ? 'If-Match' : input.IfNoneMatch !== undefined ? 'If-None-Match' : undefined
  if (condition !== undefined && upload.overtaken && features.has('completion-conflicts')) {
    fail('ConditionalRequestConflict', { Condition: condition, Key: input.Key })
  }
  return store.completeUpload(input, parts, { etag: joinedEtag(parts), ...(checksum && { checksum }) })
}

export const completeMultipartUpload = defineOperation({
  name: 'CompleteMultipartUpload',
  http: 'POST /{Bucket}/{Key+}',
  body: 'document',
  emits: { completeUpload: 'object:created:multipart' },
  actions: ['s3:PutObject', 's3:GetObject'],
  read: readers,
  ignores: {
    ...ignored,
    ChecksumSHA512: checksumMembers.ChecksumSHA512,
    ChecksumMD5: checksumMembers.ChecksumMD5,
    ChecksumXXHASH64: checksumMembers.ChecksumXXHASH64,
    ChecksumXXHASH3: checksumMembers.ChecksumXXHASH3,
    ChecksumXXHASH128: checksumMembers.ChecksumXXHASH128,
  },
  facts: ({ Bucket, Key, UploadId }, view) => ({
    begun: findConditions({ Bucket, Key, UploadId }, view),
    found: findObject({ Bucket, Key }, view),
  }),
  allow: (input, { begun, found }) => [
    need('s3:PutObject', objectArn(input), {
      ...begun,
      ...conditionContext(input),
      's3:ObjectCreationOperation': 'true',
    }),
    ...conditionNeeds(input, input.IfMatch, found),
  ],
  run: async (input, context) => {
    const { store, features, request } = context
    const before = features.has('repeated-completion') ? store.completedUpload(input) : undefined
    const again = before !== undefined && isMadeOf(before, input.MultipartUpload?.Parts ?? [])
    const object = again ? before : await complete(input, context)
    const location = `${request.protocol}://${request.host}${request.path}`
    return { object, location, stored: storedHeaders(object, input.Bucket, store) }
  },
  write: ({ object, location, stored }, { input }) => ({
    headers: stored,
    root: 'CompleteMultipartUploadResult',
    tree: {
      Location: location,
      Bucket: input.Bucket,
      Key: input.Key,
      ETag: `"${object.etag}"`,
      ...checksumElements(object.checksum),
    },
  }),
})
