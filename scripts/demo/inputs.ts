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

export interface CallInput {
  readonly target: Target
  readonly upload: Upload
  readonly copySource: string
}

type MakeCall = (client: s3.S3Client, input: CallInput) => Promise<unknown>

const partOf = ({ target, upload: { UploadId } }: CallInput) => ({ ...target, UploadId, PartNumber: 1 })
const tags = { TagSet: [{ Key: 'a', Value: 'b' }] }

/** The real SDK's command for each call of the demo. */
export const calls: Readonly<Record<string, MakeCall>> = {
  ListBuckets: client => client.send(new s3.ListBucketsCommand({})),
  CreateBucket: client => client.send(new s3.CreateBucketCommand({ Bucket: 'a-new-bucket' })),
  HeadBucket: (client, { target: { Bucket } }) => client.send(new s3.HeadBucketCommand({ Bucket })),
  DeleteBucket: (client, { target: { Bucket } }) => client.send(new s3.DeleteBucketCommand({ Bucket })),
  ListObjects: (client, { target: { Bucket } }) => client.send(new s3.ListObjectsCommand({ Bucket })),
  ListObjectsV2: (client, { target: { Bucket } }) => client.send(new s3.ListObjectsV2Command({ Bucket })),
  ListMultipartUploads: (client, { target: { Bucket } }) => client.send(new s3.ListMultipartUploadsCommand({ Bucket })),
  GetObject: (client, { target }) => client.send(new s3.GetObjectCommand(target)),
  HeadObject: (client, { target }) => client.send(new s3.HeadObjectCommand(target)),
  PutObject: (client, { target }) => client.send(new s3.PutObjectCommand({ ...target, Body: 'new content' })),
  PutObjectAcl: (client, { target }) => client.send(new s3.PutObjectAclCommand({ ...target, ACL: 'private' })),
  DeleteObject: (client, { target }) => client.send(new s3.DeleteObjectCommand(target)),
  DeleteObjects: (client, { target: { Bucket, Key } }) =>
    client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } })),
  CopyObject: (client, { target, copySource }) =>
    client.send(new s3.CopyObjectCommand({ ...target, CopySource: copySource, MetadataDirective: 'REPLACE' })),
  GetObjectTagging: (client, { target }) => client.send(new s3.GetObjectTaggingCommand(target)),
  PutObjectTagging: (client, { target }) => client.send(new s3.PutObjectTaggingCommand({ ...target, Tagging: tags })),
  CreateMultipartUpload: (client, { target }) => client.send(new s3.CreateMultipartUploadCommand(target)),
  UploadPart: (client, input) => client.send(new s3.UploadPartCommand({ ...partOf(input), Body: 'part' })),
  UploadPartCopy: (client, input) =>
    client.send(new s3.UploadPartCopyCommand({ ...partOf(input), CopySource: input.copySource })),
  ListParts: (client, { target, upload: { UploadId } }) =>
    client.send(new s3.ListPartsCommand({ ...target, UploadId })),
  AbortMultipartUpload: (client, { target, upload: { UploadId } }) =>
    client.send(new s3.AbortMultipartUploadCommand({ ...target, UploadId })),
  CompleteMultipartUpload: (client, { target, upload: { UploadId, ETag } }) =>
    client.send(
      new s3.CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    ),
}
