import * as s3 from '@aws-sdk/client-s3'

/** A cell of the matrix: the bucket and key that a call is made on. */
export interface Target {
  readonly Bucket: string
  readonly Key: string
}

/** What the admin arranged before the call: an upload with one part. */
export interface Upload {
  readonly UploadId: string
  readonly ETag: string
}

type Command = Parameters<s3.S3Client['send']>[0]
type MakeCommand = (target: Target, upload: Upload, copySource: string) => Command

const part = (target: Target, { UploadId }: Upload) => ({ ...target, UploadId, PartNumber: 1 })

/** The real SDK's command for each call of the demo. */
export const commands: Readonly<Record<string, MakeCommand>> = {
  ListBuckets: () => new s3.ListBucketsCommand({}),
  CreateBucket: () => new s3.CreateBucketCommand({ Bucket: 'a-new-bucket' }),
  HeadBucket: ({ Bucket }) => new s3.HeadBucketCommand({ Bucket }),
  DeleteBucket: ({ Bucket }) => new s3.DeleteBucketCommand({ Bucket }),
  ListObjects: ({ Bucket }) => new s3.ListObjectsCommand({ Bucket }),
  ListObjectsV2: ({ Bucket }) => new s3.ListObjectsV2Command({ Bucket }),
  ListMultipartUploads: ({ Bucket }) => new s3.ListMultipartUploadsCommand({ Bucket }),
  GetObject: target => new s3.GetObjectCommand(target),
  HeadObject: target => new s3.HeadObjectCommand(target),
  PutObject: target => new s3.PutObjectCommand({ ...target, Body: 'new content' }),
  DeleteObject: target => new s3.DeleteObjectCommand(target),
  DeleteObjects: ({ Bucket, Key }) => new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }),
  CopyObject: (target, _upload, CopySource) =>
    new s3.CopyObjectCommand({ ...target, CopySource, MetadataDirective: 'REPLACE' }),
  GetObjectTagging: target => new s3.GetObjectTaggingCommand(target),
  PutObjectTagging: target =>
    new s3.PutObjectTaggingCommand({ ...target, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
  CreateMultipartUpload: target => new s3.CreateMultipartUploadCommand(target),
  UploadPart: (target, upload) => new s3.UploadPartCommand({ ...part(target, upload), Body: 'part' }),
  UploadPartCopy: (target, upload, CopySource) => new s3.UploadPartCopyCommand({ ...part(target, upload), CopySource }),
  ListParts: (target, { UploadId }) => new s3.ListPartsCommand({ ...target, UploadId }),
  AbortMultipartUpload: (target, { UploadId }) => new s3.AbortMultipartUploadCommand({ ...target, UploadId }),
  CompleteMultipartUpload: (target, { UploadId, ETag }) =>
    new s3.CompleteMultipartUploadCommand({
      ...target,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
}
