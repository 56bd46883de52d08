import { defineOperation, need } from '../operation.js'
import { integer, oneOf } from '../protocol/codecs.js'
import { document, header } from '../protocol/readers.js'
import { list, structure } from '../protocol/shapes.js'
import { objectArn } from './arn.js'
import { checksumElements, checksumMembers } from './checksum-headers.js'
import { checksumReaders, checkWhole, completedPart, findParts, joinedEtag } from './completed-parts.js'
import { checkPartKey, customerKeyReaders } from './customer-keys.js'
import { ignored } from './ignored.js'
import { conditionContext } from './new-object.js'
import { storedHeaders } from './object-answer.js'
import { checkWrite } from './preconditions.js'
import { joinedChecksum } from './upload-checksum.js'
import { uploadMembers } from './upload-members.js'

export const completeMultipartUpload = defineOperation({
  name: 'CompleteMultipartUpload',
  http: 'POST /{Bucket}/{Key+}',
  body: 'document',
  actions: ['s3:PutObject'],
  read: {
    ...uploadMembers,
    MultipartUpload: document('CompleteMultipartUpload', structure({ Parts: list(completedPart, 'Part') })),
    ...checksumReaders,
    ChecksumType: header('x-amz-checksum-type', oneOf('COMPOSITE', 'FULL_OBJECT')),
    MpuObjectSize: header('x-amz-mp-object-size', integer(0, Number.MAX_SAFE_INTEGER)),
    IfMatch: header('if-match'),
    IfNoneMatch: header('if-none-match'),
    ...customerKeyReaders,
  },
  ignores: {
    ...ignored,
    ChecksumSHA512: checksumMembers.ChecksumSHA512,
    ChecksumMD5: checksumMembers.ChecksumMD5,
    ChecksumXXHASH64: checksumMembers.ChecksumXXHASH64,
    ChecksumXXHASH3: checksumMembers.ChecksumXXHASH3,
    ChecksumXXHASH128: checksumMembers.ChecksumXXHASH128,
  },
  allow: input => [
    need('s3:PutObject', objectArn(input), { ...conditionContext(input), 's3:ObjectCreationOperation': 'true' }),
  ],
  run: async (input, context) => {
    const { store, features, request } = context
    const upload = store.requireUpload(input)
    if (input.SSECustomerAlgorithm !== undefined) checkPartKey(upload.object.encryption, input, features)
    const parts = findParts(upload, input.MultipartUpload.Parts, context)
    const checksum = await joinedChecksum(upload, parts)
    checkWhole(input, upload, parts, checksum)
    checkWrite(input, store.object(input.Bucket, input.Key), input, features)
    const object = store.completeUpload(input, parts, { etag: joinedEtag(parts), ...(checksum && { checksum }) })
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
