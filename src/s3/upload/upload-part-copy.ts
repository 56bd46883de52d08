import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { header } from '../../protocol/readers.js'
import type { Blob, ChecksumAlgorithm, ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checkPartKey, customerKeyReaders, sourceKeyOf, sourceKeyReaders } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import { describeCopy } from '../object/copied-bytes.js'
import {
  copyConditionReaders,
  copySourceContext,
  parseCopySource,
  requireSource,
  sourceVersionOf,
} from '../object/copy-source.js'
import { checkCopySource } from '../preconditions.js'
import { parseCopyRange } from '../ranges.js'
import { existingContext, findObject } from '../require-object.js'
import { checksumOfUpload } from './upload-checksum.js'
import { findConditions, largestPart, partMembers, partOnly } from './upload-members.js'

/** Bytes `from` up to but not including `to` of another blob; none is copied. */
const slice = (blob: Blob, from: number, to: number): Blob => ({
  size: to - from,
  read: (start = 0, end = to - from) => blob.read(from + start, Math.min(from + end, to)),
})

/** The bytes to copy, with ETag and checksum. What is known of the whole source does not hold for a range of it. */
const copiedPart = async (
  object: ObjectRecord,
  range: string | undefined,
  algorithm: ChecksumAlgorithm | undefined,
) => {
  const { start, end } =
    range === undefined ? { start: 0, end: object.blob.size } : parseCopyRange(range, object.blob.size)
  if (end - start > largestPart) {
    fail(
      'InvalidRequest',
      {},
      `The specified copy source is larger than the maximum allowable size for a copy source: ${largestPart}`,
    )
  }
  const blob = range === undefined ? object.blob : slice(object.blob, start, end)
  const parts = range === undefined ? object.parts : []
  const checksum = range === undefined && algorithm !== undefined ? object.checksum : undefined
  return { blob, ...(await describeCopy({ ...object, blob, parts, checksum }, algorithm)) }
}

/** A part that is copied from an object. */
export const uploadPartCopy: readonly Operation[] = [
  defineOperation({
    name: 'UploadPartCopy',
    http: 'PUT /{Bucket}/{Key+}?x-id=UploadPartCopy',
    actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
    read: {
      ...partMembers,
      CopySource: header('x-amz-copy-source').required,
      ...copyConditionReaders,
      ...customerKeyReaders,
      ...sourceKeyReaders,
      CopySourceRange: header('x-amz-copy-source-range'),
    },
    ignores: {
      ...ignored,
    },
    facts: (input, view) => ({
      object: findObject(parseCopySource(input.CopySource), view),
      begun: findConditions(input, view),
    }),
    allow: (input, { object, begun }) => {
      const source = parseCopySource(input.CopySource)
      const read = source.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
      return [
        need(read, objectArn(source), existingContext(object, source.VersionId)),
        need('s3:PutObject', objectArn(input), { ...begun, ...copySourceContext(source), ...partOnly }),
      ]
    },
    run: async (input, context) => {
      const { store, features, dialect } = context
      const upload = store.requireUpload(input)
      checkPartKey(upload.object.encryption, input, features)
      const source = parseCopySource(input.CopySource)
      const object = requireSource(source, sourceKeyOf(input), context)
      checkCopySource(input, object, features, context.at)
      const { checksumAlgorithm } = checksumOfUpload(upload, dialect)
      const { blob, etag, checksum } = await copiedPart(object, input.CopySourceRange, checksumAlgorithm)
      const checksums = checksum === undefined ? {} : { [checksum.algorithm]: checksum.value }
      const part = store.putPart(input, { number: input.PartNumber, blob, etag, checksums })
      const sourceVersion = sourceVersionOf(source, object, context)
      return { part, algorithm: upload.checksumAlgorithm, sourceVersion, encryption: upload.object.encryption }
    },
    // an upload without an algorithm of its own tells none
    write: ({ part, algorithm, sourceVersion, encryption }) => ({
      headers: { 'x-amz-copy-source-version-id': sourceVersion, ...encryption },
      root: 'CopyPartResult',
      tree: {
        ETag: `"${part.etag}"`,
        LastModified: new Date(part.modified),
        ...(algorithm !== undefined && { [`Checksum${algorithm}`]: part.checksums[algorithm] }),
      },
    }),
  }),
]
