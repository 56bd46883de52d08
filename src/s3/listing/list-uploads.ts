import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { integer } from '../../protocol/codecs.js'
import { bucket, query } from '../../protocol/readers.js'
import type { ChecksumAlgorithm, ListUploadsPage, PartRecord, UploadRecord } from '../../store/types.js'
import { bucketArn, objectArn } from '../arn.js'
import { ignored } from '../ignored.js'
import { initiatorsOf, type Owner, ownerById } from '../owner.js'
import { uploadMembers } from '../upload/upload-members.js'
import { encodingType, listingText } from './encoding-type.js'
import { pageSize } from './list-request.js'

/** Checksums that the upload was not begun with are checked, and not told. */
const partElement = ({ number, modified, etag, blob, checksums }: PartRecord, own: ChecksumAlgorithm | undefined) => ({
  PartNumber: number,
  LastModified: new Date(modified),
  ETag: `"${etag}"`,
  Size: blob.size,
  ...(own !== undefined && { [`Checksum${own}`]: checksums[own] }),
})

const unprotected = 'what the list shows needs no key, so the header is noted and not read'

const listParts = defineOperation({
  name: 'ListParts',
  http: 'GET /{Bucket}/{Key+}?x-id=ListParts',
  actions: ['s3:ListMultipartUploadParts'],
  read: {
    ...uploadMembers,
    MaxParts: query('max-parts', integer()),
    PartNumberMarker: query('part-number-marker', integer()),
  },
  ignores: {
    ...ignored,
    SSECustomerAlgorithm: unprotected,
    SSECustomerKey: unprotected,
    SSECustomerKeyMD5: unprotected,
  },
  allow: input => [{ ...need('s3:ListMultipartUploadParts', objectArn(input)), upload: input.UploadId }],
  run: (input, context) => {
    const upload = context.store.requireUpload(input)
    const marker = input.PartNumberMarker ?? 0
    const following = [...upload.parts.values()].filter(part => part.number > marker)
    const parts = following.slice(0, pageSize(input.MaxParts))
    const truncated = parts.length > 0 && parts.length < following.length
    return { upload, parts, truncated, initiator: initiatorsOf(context) }
  },
  write: ({ upload, parts, truncated, initiator }, { input }) => ({
    root: 'ListPartsResult',
    tree: {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      Initiator: initiator(upload.initiator),
      Owner: ownerById(upload.object.owner),
      StorageClass: upload.object.storageClass,
      PartNumberMarker: input.PartNumberMarker ?? 0,
      // told on the last page too, and 0 for an empty one: https://github.com/aws/aws-sdk-go-v2/pull/1100
      NextPartNumberMarker: parts.at(-1)?.number ?? 0,
      MaxParts: pageSize(input.MaxParts),
      IsTruncated: truncated,
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
      Part: parts.map(part => partElement(part, upload.checksumAlgorithm)),
    },
  }),
})

const uploadElement = (upload: UploadRecord, text: (text: string) => string, initiator: (id: string) => Owner) => ({
  Key: text(upload.key),
  UploadId: upload.id,
  Initiator: initiator(upload.initiator),
  Owner: ownerById(upload.object.owner),
  StorageClass: upload.object.storageClass,
  Initiated: new Date(upload.initiated),
  ChecksumAlgorithm: upload.checksumAlgorithm,
  ChecksumType: upload.checksumType,
})

/**
 * Where the next page begins. AWS names the last upload that is listed, on the last page too, and nothing where the page
 * ends with a group (recorded 2026-02-21).
 */
const nextMarkers = (
  { entries, nextKey = '', nextUploadId = '' }: ListUploadsPage,
  { features }: Pick<OperationContext, 'features'>,
) => {
  if (!features.has('strict-upload-markers')) return { key: nextKey, id: nextUploadId, told: false }
  const end = entries.at(-1)
  const last = end !== undefined && 'upload' in end ? end.upload : undefined
  return { key: last?.key ?? '', id: last?.id ?? '', told: true }
}

/** Throws InvalidArgument for an id that no upload of the marked key has. */
const checkUploadMarker = (
  bucket: string,
  key: string | undefined,
  id: string | undefined,
  { store, features }: OperationContext,
): void => {
  if (!key || !id || !features.has('strict-upload-markers') || store.upload(bucket, key, id) !== undefined) return
  fail('InvalidArgument', { ArgumentName: 'upload-id-marker', ArgumentValue: id }, 'Invalid uploadId marker')
}

const listMultipartUploads = defineOperation({
  name: 'ListMultipartUploads',
  http: 'GET /{Bucket}?uploads',
  actions: ['s3:ListBucketMultipartUploads'],
  read: {
    Bucket: bucket,
    Delimiter: query('delimiter'),
    EncodingType: query('encoding-type', encodingType),
    KeyMarker: query('key-marker'),
    MaxUploads: query('max-uploads', integer()),
    Prefix: query('prefix'),
    UploadIdMarker: query('upload-id-marker'),
  },
  ignores: ignored,
  allow: input => [need('s3:ListBucketMultipartUploads', bucketArn(input))],
  run: ({ Bucket, Prefix, Delimiter, KeyMarker, UploadIdMarker, MaxUploads }, context) => {
    checkUploadMarker(Bucket, KeyMarker, UploadIdMarker, context)
    const page = context.store.listUploads(Bucket, {
      prefix: Prefix,
      delimiter: Delimiter,
      keyMarker: KeyMarker,
      // without a key it means nothing: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
      uploadIdMarker: KeyMarker ? UploadIdMarker || undefined : undefined,
      limit: pageSize(MaxUploads),
    })
    return { page, next: nextMarkers(page, context), initiator: initiatorsOf(context) }
  },
  write: ({ page, next, initiator }, { input }) => {
    const text = listingText(input.EncodingType)
    return {
      root: 'ListMultipartUploadsResult',
      tree: {
        Bucket: input.Bucket,
        KeyMarker: text(input.KeyMarker ?? ''),
        UploadIdMarker: input.UploadIdMarker ?? '',
        NextKeyMarker: text(next.key),
        NextUploadIdMarker: next.id,
        Prefix: next.told && input.Prefix === undefined ? undefined : text(input.Prefix ?? ''),
        Delimiter: input.Delimiter ? text(input.Delimiter) : undefined,
        EncodingType: input.EncodingType,
        MaxUploads: pageSize(input.MaxUploads),
        IsTruncated: page.truncated,
        Upload: page.entries.flatMap(entry =>
          'upload' in entry ? [uploadElement(entry.upload, text, initiator)] : [],
        ),
        CommonPrefixes: page.entries.flatMap(entry => ('prefix' in entry ? [{ Prefix: text(entry.prefix) }] : [])),
      },
    }
  },
})

/** What is known of unfinished uploads. */
export const multipartListing: readonly Operation[] = [listParts, listMultipartUploads]
