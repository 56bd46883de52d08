import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { oneOf } from '../../protocol/codecs.js'
import { bucket, header, key, payload } from '../../protocol/readers.js'
import { objectArn } from '../arn.js'
import { checksumAlgorithm, checksumHeaders, checksumMembers } from '../checksum-headers.js'
import { checkPartKey, customerKeyReaders } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import {
  describeObject,
  newObjectReaders,
  unmodelledWrites,
  writeActions,
  writeContext,
  writeNeeds,
} from '../object/new-object.js'
import { initiatorOf } from '../owner.js'
import { requireLength } from '../require-length.js'
import { completeMultipartUpload } from './complete-upload.js'
import { checkPartAlgorithm, checksumOfUpload, uploadChecksum } from './upload-checksum.js'
import { findConditions, largestPart, partMembers, partOnly, uploadMembers } from './upload-members.js'

const createMultipartUpload = defineOperation({
  name: 'CreateMultipartUpload',
  http: 'POST /{Bucket}/{Key+}?uploads',
  actions: writeActions,
  read: {
    Bucket: bucket,
    Key: key,
    ...newObjectReaders,
    ChecksumAlgorithm: header('x-amz-checksum-algorithm', checksumAlgorithm),
    ChecksumType: header('x-amz-checksum-type', oneOf('COMPOSITE', 'FULL_OBJECT')),
  },
  ignores: { ...unmodelledWrites, ...ignored },
  allow: input =>
    writeNeeds(input, partOnly).map(each => ({
      ...each,
      signedOnly: 'Anonymous users cannot initiate multipart uploads. Please authenticate.',
    })),
  run: (input, context) =>
    context.store.createUpload({
      bucket: input.Bucket,
      key: input.Key,
      initiator: initiatorOf(context),
      object: describeObject(input, context),
      conditions: writeContext(input),
      ...uploadChecksum(input.ChecksumAlgorithm, input.ChecksumType),
    }),
  write: upload => ({
    headers: {
      ...upload.object.encryption,
      'x-amz-checksum-algorithm': upload.checksumAlgorithm,
      'x-amz-checksum-type': upload.checksumType,
    },
    root: 'InitiateMultipartUploadResult',
    tree: { Bucket: upload.bucket, Key: upload.key, UploadId: upload.id },
  }),
})

const uploadPart = defineOperation({
  name: 'UploadPart',
  http: 'PUT /{Bucket}/{Key+}?x-id=UploadPart',
  body: 'stream',
  actions: ['s3:PutObject'],
  read: { ...partMembers, Body: payload, ...customerKeyReaders },
  ignores: {
    ...ignored,
    ...checksumMembers,
    ContentLength: "compared with the body's length by core",
  },
  facts: findConditions,
  allow: (input, begun) => [need('s3:PutObject', objectArn(input), { ...begun, ...partOnly })],
  run: async (input, { store, body, features, request, dialect }) => {
    requireLength(request)
    const upload = store.requireUpload(input)
    checkPartKey(upload.object.encryption, input, features)
    const { checksumAlgorithm: wanted } = checksumOfUpload(upload, dialect)
    const checksums = wanted === undefined ? [] : [wanted]
    // AWS, recorded 2026-02-21
    const sent = await body.store({ checksums, limit: largestPart, tellsSentDigest: true })
    checkPartAlgorithm(upload, sent.declared, features)
    const { blob, md5: etag } = sent
    const part = store.putPart(input, { number: input.PartNumber, blob, etag, checksums: sent.checksums })
    const algorithm = upload.checksumAlgorithm ?? sent.declared ?? wanted
    return { part, algorithm, encryption: upload.object.encryption }
  },
  write: ({ part, algorithm, encryption }) => {
    const value = algorithm === undefined ? undefined : part.checksums[algorithm]
    return {
      headers: {
        ETag: `"${part.etag}"`,
        ...(algorithm !== undefined && value !== undefined && checksumHeaders({ algorithm, value })),
        ...encryption,
      },
    }
  },
})

const abortMultipartUpload = defineOperation({
  name: 'AbortMultipartUpload',
  http: 'DELETE /{Bucket}/{Key+}?x-id=AbortMultipartUpload',
  actions: ['s3:AbortMultipartUpload'],
  read: uploadMembers,
  ignores: {
    ...ignored,
    IfMatchInitiatedTime: 'means something on directory buckets only: no entry reads it, so it is refused by name',
  },
  allow: input => [{ ...need('s3:AbortMultipartUpload', objectArn(input)), upload: input.UploadId }],
  run: (input, { store }) => store.abortUpload(input),
  write: () => ({ status: 204 }),
})

/** The calls that make one object of parts. */
export const multipart: readonly Operation[] = [
  createMultipartUpload,
  uploadPart,
  completeMultipartUpload,
  abortMultipartUpload,
]
