// https://www.tigrisdata.com/docs/api/s3/ : a test for each row of the table
import { createHash } from 'node:crypto'
import * as sdk from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import table from '../../fixtures/tigris/published-table.json' with { type: 'json' }
import { refusalOf, setup } from '../operations/s3-setup.js'

const Bucket = 'images'
const Key = 'a.txt'

const arrange = () =>
  setup({
    buckets: {
      images: { objects: { 'a.txt': 'hello', 'b/c.txt': 'c', 'b/d.txt': 'd' } },
      empty: {},
      kept: { snapshots: true },
    },
  })

type Arranged = ReturnType<typeof arrange>
/** Tries one row and holds the answer to what the row promises. */
type Row = (arranged: Arranged) => Promise<unknown>

const text = async ({ Body }: sdk.GetObjectCommandOutput) => Body?.transformToString()
const past = new Date('2001-01-01T00:00:00Z')
const tags = { TagSet: [{ Key: 'team', Value: 'red' }] }
const cors = { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }] }
const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'b/' }, Expiration: { Days: 3 } } as const
const ownership = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } as const
const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } as const

const get = (more: object = {}) => new sdk.GetObjectCommand({ Bucket, Key, ...more })
const headOf = (s3: sdk.S3Client, key = Key) => s3.send(new sdk.HeadObjectCommand({ Bucket, Key: key }))
const keysOf = ({ Contents = [] }: { Contents?: { Key?: string }[] }) => Contents.map(each => each.Key)

const putAndHead = async ({ s3 }: Arranged, more: object) => {
  const put = await s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'new', Body: 'new', ...more }))
  const head = await s3.send(new sdk.HeadObjectCommand({ Bucket, Key: 'new', ChecksumMode: 'ENABLED' }))
  return { put, head }
}

const upload = async ({ s3 }: Arranged) => {
  const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'big' }))
  const at = { Bucket, Key: 'big', UploadId: UploadId! }
  const { ETag } = await s3.send(new sdk.UploadPartCommand({ ...at, PartNumber: 1, Body: 'part' }))
  return { at, ETag: ETag! }
}

const presigned = async ({ mock, s3 }: Arranged, command: never, method: string, body?: string) => {
  const url = await getSignedUrl(s3, command, { expiresIn: 60 })
  return mock.fetch(new Request(url, { method, ...(body !== undefined && { body }) }))
}

const rows: Readonly<Record<string, Row>> = {
  CopyObject: async ({ s3 }) => {
    await s3.send(new sdk.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` }))
    expect(await text(await s3.send(get({ Key: 'copy' })))).toBe('hello')
  },
  DeleteObject: async ({ s3 }) => {
    await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key }))
    expect(await refusalOf(s3.send(get()))).toEqual([404, 'NoSuchKey'])
  },
  DeleteObjects: async ({ s3 }) => {
    const { Deleted } = await s3.send(new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }))
    expect(Deleted).toEqual([{ Key }])
  },
  'DeleteObjects (quiet mode)': async ({ s3 }) => {
    const Delete = { Objects: [{ Key }], Quiet: true }
    expect((await s3.send(new sdk.DeleteObjectsCommand({ Bucket, Delete }))).Deleted).toBeUndefined()
    expect(await refusalOf(s3.send(get()))).toEqual([404, 'NoSuchKey'])
  },
  DeleteObjectTagging: async ({ s3 }) => {
    await s3.send(new sdk.PutObjectTaggingCommand({ Bucket, Key, Tagging: tags }))
    await s3.send(new sdk.DeleteObjectTaggingCommand({ Bucket, Key }))
    expect((await s3.send(new sdk.GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([])
  },
  GetObject: async ({ s3 }) => expect(await text(await s3.send(get()))).toBe('hello'),
  'GetObject (If-Match)': async ({ s3 }) => {
    const { ETag } = await headOf(s3)
    expect(await text(await s3.send(get({ IfMatch: ETag })))).toBe('hello')
    expect(await refusalOf(s3.send(get({ IfMatch: '"other"' })))).toEqual([412, 'PreconditionFailed'])
  },
  'GetObject (If-Modified-Since)': async ({ s3 }) =>
    expect(await text(await s3.send(get({ IfModifiedSince: past })))).toBe('hello'),
  'GetObject (If-None-Match)': async ({ s3 }) => {
    const { ETag } = await headOf(s3)
    const error = await s3.send(get({ IfNoneMatch: ETag })).catch(reason => reason)
    expect(error.$metadata.httpStatusCode).toBe(304)
    // Tigris tells no ETag then
    expect(error.$response.headers.etag).toBeUndefined()
  },
  'GetObject (If-Unmodified-Since)': async ({ s3 }) =>
    expect(await refusalOf(s3.send(get({ IfUnmodifiedSince: past })))).toEqual([412, 'PreconditionFailed']),
  'GetObject (range request)': async ({ s3 }) => {
    const answer = await s3.send(get({ Range: 'bytes=1-3' }))
    expect([await text(answer), answer.ContentRange]).toEqual(['ell', 'bytes 1-3/5'])
  },
  GetObjectAcl: async ({ s3 }) => {
    const { Grants } = await s3.send(new sdk.GetObjectAclCommand({ Bucket, Key }))
    expect(Grants?.map(({ Permission }) => Permission)).toEqual(['FULL_CONTROL'])
  },
  GetObjectTagging: async ({ s3 }) =>
    expect((await s3.send(new sdk.GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([]),
  HeadObject: async ({ s3 }) => expect((await headOf(s3)).ContentLength).toBe(5),
  ListObjects: async ({ s3 }) =>
    expect(keysOf(await s3.send(new sdk.ListObjectsCommand({ Bucket })))).toEqual(['a.txt', 'b/c.txt', 'b/d.txt']),
  ListObjectsV2: async ({ s3 }) => expect((await s3.send(new sdk.ListObjectsV2Command({ Bucket }))).KeyCount).toBe(3),
  'ListObjectsV2 (delimiter)': async ({ s3 }) => {
    const listed = await s3.send(new sdk.ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    expect([keysOf(listed), listed.CommonPrefixes]).toEqual([['a.txt'], [{ Prefix: 'b/' }]])
  },
  'ListObjectsV2 (pagination)': async ({ s3 }) => {
    const pages: unknown[] = []
    for await (const page of sdk.paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket }))
      pages.push(keysOf(page))
    expect(pages).toEqual([['a.txt', 'b/c.txt'], ['b/d.txt']])
  },
  PutObject: async arranged => expect((await putAndHead(arranged, {})).head.ContentLength).toBe(3),
  'PutObject (custom metadata)': async arranged =>
    expect((await putAndHead(arranged, { Metadata: { Color: 'Blue' } })).head.Metadata).toEqual({ color: 'Blue' }),
  'PutObject (SHA256 checksum)': async arranged => {
    const { put, head } = await putAndHead(arranged, { ChecksumAlgorithm: 'SHA256' })
    const sum = createHash('sha256').update('new').digest('base64')
    expect([put.ChecksumSHA256, head.ChecksumSHA256]).toEqual([sum, sum])
  },
  'PutObject (SSE-S3)': async arranged =>
    expect((await putAndHead(arranged, { ServerSideEncryption: 'AES256' })).head.ContentLength).toBe(3),
  'PutObject (storage class)': async arranged =>
    expect((await putAndHead(arranged, { StorageClass: 'STANDARD_IA' })).head.StorageClass).toBe('STANDARD_IA'),
  PutObjectAcl: async ({ s3 }) => {
    const { $metadata } = await s3.send(new sdk.PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' }))
    expect($metadata.httpStatusCode).toBe(200)
  },
  PutObjectTagging: async ({ s3 }) => {
    await s3.send(new sdk.PutObjectTaggingCommand({ Bucket, Key, Tagging: tags }))
    expect((await s3.send(new sdk.GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual(tags.TagSet)
  },
  RestoreObject: async ({ s3 }) => {
    const restore = new sdk.RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } })
    expect((await s3.send(restore)).$metadata.httpStatusCode).toBeLessThan(300)
  },
  CreateBucket: async ({ s3 }) => {
    const create = () => s3.send(new sdk.CreateBucketCommand({ Bucket: 'made' }))
    expect((await create()).Location).toBe('/made')
    expect(await refusalOf(create())).toEqual([409, 'BucketAlreadyExists'])
  },
  DeleteBucket: async ({ s3 }) => {
    expect(await refusalOf(s3.send(new sdk.DeleteBucketCommand({ Bucket })))).toEqual([409, 'BucketNotEmpty'])
    expect((await s3.send(new sdk.DeleteBucketCommand({ Bucket: 'empty' }))).$metadata.httpStatusCode).toBe(204)
  },
  DeleteBucketCors: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketCorsCommand({ Bucket, CORSConfiguration: cors as never }))
    await s3.send(new sdk.DeleteBucketCorsCommand({ Bucket }))
    expect(await refusalOf(s3.send(new sdk.GetBucketCorsCommand({ Bucket })))).toEqual([404, 'NoSuchCORSConfiguration'])
  },
  DeleteBucketLifecycle: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }))
    await s3.send(new sdk.DeleteBucketLifecycleCommand({ Bucket }))
    const gone = s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    expect(await refusalOf(gone)).toEqual([404, 'NoSuchLifecycleConfiguration'])
  },
  DeleteBucketOwnershipControls: async ({ s3 }) => {
    const { $metadata } = await s3.send(new sdk.DeleteBucketOwnershipControlsCommand({ Bucket }))
    expect($metadata.httpStatusCode).toBe(204)
  },
  DeleteBucketTagging: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: tags }))
    await s3.send(new sdk.DeleteBucketTaggingCommand({ Bucket }))
    expect(await refusalOf(s3.send(new sdk.GetBucketTaggingCommand({ Bucket })))).toEqual([404, 'NoSuchTagSet'])
  },
  GetBucketAccelerateConfiguration: async ({ s3 }) =>
    expect((await s3.send(new sdk.GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBeUndefined(),
  GetBucketAcl: async ({ s3 }) =>
    expect((await s3.send(new sdk.GetBucketAclCommand({ Bucket }))).Grants?.length).toBe(1),
  GetBucketCors: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketCorsCommand({ Bucket, CORSConfiguration: cors as never }))
    expect((await s3.send(new sdk.GetBucketCorsCommand({ Bucket }))).CORSRules).toMatchObject(cors.CORSRules)
  },
  GetBucketLifecycleConfiguration: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }))
    const { Rules } = await s3.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }))
    expect(Rules).toMatchObject([{ ID: 'old', Expiration: { Days: 3 } }])
  },
  GetBucketLocation: async ({ s3 }) => {
    const { $metadata } = await s3.send(new sdk.GetBucketLocationCommand({ Bucket }))
    expect($metadata.httpStatusCode).toBe(200)
  },
  GetBucketNotificationConfiguration: async ({ s3 }) => {
    const got = await s3.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }))
    expect(got.QueueConfigurations).toBeUndefined()
  },
  GetBucketOwnershipControls: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: ownership as never }))
    const got = await s3.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }))
    expect(got.OwnershipControls).toEqual(ownership)
  },
  GetBucketPolicyStatus: async ({ s3 }) =>
    expect((await s3.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({ IsPublic: false }),
  GetBucketTagging: async ({ s3 }) => {
    await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: tags }))
    expect((await s3.send(new sdk.GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(tags.TagSet)
  },
  HeadBucket: async ({ s3 }) => {
    const { $metadata } = await s3.send(new sdk.HeadBucketCommand({ Bucket }))
    expect($metadata.httpStatusCode).toBe(200)
  },
  ListBuckets: async ({ s3 }) => {
    const first = await s3.send(new sdk.ListBucketsCommand({ MaxBuckets: 2 }))
    const { ContinuationToken } = first
    const rest = await s3.send(new sdk.ListBucketsCommand({ MaxBuckets: 2, ContinuationToken }))
    const names = [...first.Buckets!, ...rest.Buckets!].map(({ Name }) => Name)
    expect(names).toEqual(['empty', 'images', 'kept'])
  },
  ListObjectVersions: async ({ s3 }) => {
    for (const Body of ['one', 'two']) await s3.send(new sdk.PutObjectCommand({ Bucket: 'kept', Key, Body }))
    const { Versions } = await s3.send(new sdk.ListObjectVersionsCommand({ Bucket: 'kept' }))
    expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([true, false])
  },
  PutBucketCors: async ({ s3 }) => {
    const put = await s3.send(new sdk.PutBucketCorsCommand({ Bucket, CORSConfiguration: cors as never }))
    expect(put.$metadata.httpStatusCode).toBe(200)
  },
  PutBucketLifecycleConfiguration: async ({ s3 }) => {
    const LifecycleConfiguration = { Rules: [rule] }
    const put = await s3.send(new sdk.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    expect(put.$metadata.httpStatusCode).toBe(200)
  },
  PutBucketOwnershipControls: async ({ s3 }) => {
    const OwnershipControls = ownership as never
    const put = await s3.send(new sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }))
    expect(put.$metadata.httpStatusCode).toBe(200)
  },
  PutBucketTagging: async ({ s3 }) => {
    const put = await s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: tags }))
    expect(put.$metadata.httpStatusCode).toBeLessThan(300)
  },
  AbortMultipartUpload: async arranged => {
    const { at } = await upload(arranged)
    await arranged.s3.send(new sdk.AbortMultipartUploadCommand(at))
    expect(await refusalOf(arranged.s3.send(new sdk.ListPartsCommand(at)))).toEqual([404, 'NoSuchUpload'])
  },
  CompleteMultipartUpload: async arranged => {
    const { at, ETag } = await upload(arranged)
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    await arranged.s3.send(new sdk.CompleteMultipartUploadCommand({ ...at, MultipartUpload }))
    expect((await headOf(arranged.s3, 'big')).ETag).toMatch(/-1"$/)
  },
  CreateMultipartUpload: async arranged => expect((await upload(arranged)).at.UploadId).toMatch(/./),
  ListMultipartUploads: async arranged => {
    const { at } = await upload(arranged)
    const { Uploads } = await arranged.s3.send(new sdk.ListMultipartUploadsCommand({ Bucket }))
    expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual([at.UploadId])
  },
  ListParts: async arranged => {
    const { at, ETag } = await upload(arranged)
    const { Parts } = await arranged.s3.send(new sdk.ListPartsCommand(at))
    expect(Parts).toMatchObject([{ PartNumber: 1, ETag, Size: 4 }])
  },
  UploadPart: async arranged => expect((await upload(arranged)).ETag).toMatch(/^"[0-9a-f]{32}"$/),
  UploadPartCopy: async arranged => {
    const { at } = await upload(arranged)
    const copy = { ...at, PartNumber: 2, CopySource: `${Bucket}/${Key}`, CopySourceRange: 'bytes=0-1' }
    const { CopyPartResult } = await arranged.s3.send(new sdk.UploadPartCopyCommand(copy))
    expect(CopyPartResult?.ETag).toBe(`"${createHash('md5').update('he').digest('hex')}"`)
  },
  'Presigned DELETE': async arranged => {
    const command = new sdk.DeleteObjectCommand({ Bucket, Key }) as never
    expect((await presigned(arranged, command, 'DELETE')).status).toBe(204)
  },
  'Presigned GET': async arranged =>
    expect(await (await presigned(arranged, get() as never, 'GET')).text()).toBe('hello'),
  'Presigned HEAD': async arranged => {
    const answer = await presigned(arranged, new sdk.HeadObjectCommand({ Bucket, Key }) as never, 'HEAD')
    expect(answer.headers.get('content-length')).toBe('5')
  },
  'Presigned PUT': async arranged => {
    await presigned(arranged, new sdk.PutObjectCommand({ Bucket, Key: 'put' }) as never, 'PUT', 'put')
    expect(await text(await arranged.s3.send(get({ Key: 'put' })))).toBe('put')
  },
  'Presigned UploadPart': async arranged => {
    const { at } = await upload(arranged)
    const command = new sdk.UploadPartCommand({ ...at, PartNumber: 2 }) as never
    expect((await presigned(arranged, command, 'PUT', 'two')).headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
  },

  // "Tigris encrypts all data at rest": the calls are taken and change nothing
  PutBucketEncryption: async ({ s3 }) => {
    const ServerSideEncryptionConfiguration = encryption as never
    const put = await s3.send(new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
    expect(put.$metadata.httpStatusCode).toBe(200)
  },
  GetBucketEncryption: async ({ s3 }) => {
    const got = await s3.send(new sdk.GetBucketEncryptionCommand({ Bucket }))
    expect(got.ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject(encryption.Rules[0])
  },
  DeleteBucketEncryption: async ({ s3 }) => {
    expect((await s3.send(new sdk.DeleteBucketEncryptionCommand({ Bucket }))).$metadata.httpStatusCode).toBe(204)
    const got = await s3.send(new sdk.GetBucketEncryptionCommand({ Bucket }))
    expect(got.ServerSideEncryptionConfiguration?.Rules).toHaveLength(1)
  },
  // "Only canned ACLs (public-read and private) are supported"
  PutBucketAcl: async ({ s3 }) => {
    for (const ACL of ['public-read', 'private'] as const) await s3.send(new sdk.PutBucketAclCommand({ Bucket, ACL }))
    const other = s3.send(new sdk.PutBucketAclCommand({ Bucket, ACL: 'authenticated-read' }))
    expect((await refusalOf(other))[0]).toBe(400)
  },

  GetBucketPolicy: async ({ s3 }) =>
    expect(await refusalOf(s3.send(new sdk.GetBucketPolicyCommand({ Bucket })))).toEqual([501, 'NotImplemented']),
  PutBucketPolicy: async ({ s3 }) =>
    expect(await refusalOf(s3.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy: '{}' })))).toEqual([
      501,
      'NotImplemented',
    ]),
  // the call is answered, and says nothing
  GetBucketVersioning: async ({ s3 }) =>
    expect((await s3.send(new sdk.GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined(),
  PutBucketVersioning: async ({ s3 }) => {
    const VersioningConfiguration = { Status: 'Enabled' } as const
    const put = s3.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    expect(await refusalOf(put)).toEqual([501, 'NotImplemented'])
  },
  PutBucketNotificationConfiguration: async ({ s3 }) => {
    const NotificationConfiguration = { EventBridgeConfiguration: {} }
    const put = s3.send(new sdk.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
    expect(await refusalOf(put)).toEqual([501, 'NotImplemented'])
  },
}

test('every row of the table is tried, and no other', () => {
  const { supported, partial, unsupported } = table

  expect([supported.length, partial.length, unsupported.length]).toEqual([60, 4, 5])
  expect(Object.keys(rows).sort()).toEqual([...supported, ...partial, ...unsupported].sort())
})

test.each(table.supported)('%s is supported', async name => void (await rows[name]!(arrange())))

test.each(table.partial)('%s is supported in part', async name => void (await rows[name]!(arrange())))

test.each(table.unsupported)('%s is not supported', async name => void (await rows[name]!(arrange())))
