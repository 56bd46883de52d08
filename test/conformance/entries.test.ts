import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { defineOperation, need, notImplemented } from '../../src/contract/operation.js'
import { bucket, form, header, headers, key, payload, query } from '../../src/protocol/readers.js'
import { findEntryFaults, findMissingSubResources, findStatusDifferences } from './entries.js'
import { sdkErrors, sdkOperations } from './sdk.js'
import { statusesOf } from './statuses.js'

const s3Sdk = sdkOperations(s3)
const iamSdk = sdkOperations(iam)

const action = 's3:DeleteObjectTagging'
const deleteTagging = {
  name: 'DeleteObjectTagging',
  http: 'DELETE /{Bucket}/{Key+}?tagging',
  actions: [action],
  read: { Bucket: bucket, Key: key, VersionId: query('versionId') },
  allow: () => [need(action, 'arn:aws:s3:::b/k')],
  run: () => undefined,
  write: () => ({ status: 204 }),
} as const

const faultsOf = (change: object) => findEntryFaults([defineOperation({ ...deleteTagging, ...change })], s3Sdk)

test('takes an entry that is as the SDK has it', () => {
  expect(faultsOf({})).toEqual([])
  expect(faultsOf({ http: 'DELETE /{Bucket}/{Key+}?tagging&x-id=DeleteObjectTagging' })).toEqual([])
})

test('finds a wrong method, a wrong path and a missing literal', () => {
  const sent = 'the SDK sends DELETE /{Bucket}/{Key+}?tagging'

  expect(faultsOf({ http: 'PUT /{Bucket}/{Key+}?tagging' })).toEqual([
    `DeleteObjectTagging answers PUT /{Bucket}/{Key+}?tagging; ${sent}`,
  ])
  expect(faultsOf({ http: 'DELETE /{Bucket}?tagging' })).toEqual([
    `DeleteObjectTagging answers DELETE /{Bucket}?tagging; ${sent}`,
  ])
  expect(faultsOf({ http: 'DELETE /{Bucket}/{Key+}' })).toEqual([
    `DeleteObjectTagging answers DELETE /{Bucket}/{Key+}; ${sent}`,
  ])
})

test('finds a wrong route of an operation that is only refused by name', () => {
  expect(findEntryFaults([notImplemented('GetBucketWebsite', { http: 'GET /{Bucket}?site' })], s3Sdk)).toEqual([
    'GetBucketWebsite answers GET /{Bucket}?site; the SDK sends GET /{Bucket}?website',
  ])
})

test('finds an unread member, one of a wrong name or place, and one that should be required', () => {
  expect(faultsOf({ read: { Bucket: bucket, Key: key } })).toEqual([
    'DeleteObjectTagging neither reads nor ignores VersionId',
  ])
  expect(faultsOf({ read: { ...deleteTagging.read, VersionId: query('version-id') } })).toEqual([
    'DeleteObjectTagging reads VersionId from query version-id; the SDK sends query versionId',
  ])
  expect(faultsOf({ read: { ...deleteTagging.read, VersionId: header('versionId') } })).toEqual([
    'DeleteObjectTagging reads VersionId from header versionId; the SDK sends query versionId',
  ])
  const upload = {
    ...deleteTagging,
    name: 'AbortMultipartUpload',
    http: 'DELETE /{Bucket}/{Key+}',
    ignores: { IfMatchInitiatedTime: 'directory buckets only' },
  }
  const uploadId = query('uploadId')
  expect(
    findEntryFaults(
      [
        defineOperation({ ...upload, read: { Bucket: bucket, Key: key, UploadId: uploadId } }),
        defineOperation({ ...upload, read: { Bucket: bucket, Key: key, UploadId: uploadId.required } }),
      ],
      s3Sdk,
    ),
  ).toEqual(['AbortMultipartUpload does not require UploadId'])
})

test('finds unknown names, a member that is read and ignored, and a missing reason', () => {
  expect(faultsOf({ read: { ...deleteTagging.read, Version: query('version') }, ignores: { Nothing: 'no' } })).toEqual([
    'DeleteObjectTagging names Version, which the SDK has not',
    'DeleteObjectTagging names Nothing, which the SDK has not',
  ])
  expect(faultsOf({ ignores: { VersionId: 'not needed' } })).toEqual([
    'DeleteObjectTagging both reads and ignores VersionId',
  ])
  expect(faultsOf({ read: { Bucket: bucket, Key: key }, ignores: { VersionId: ' ' } })).toEqual([
    'DeleteObjectTagging ignores VersionId without a reason',
  ])
})

test('finds a wrong success status', () => {
  expect(faultsOf({ write: () => ({}) })).toEqual(['DeleteObjectTagging answers 200; the SDK awaits 204'])
})

test('holds an entry to the status that the service was seen to give instead', () => {
  const seen = (status: number) => ({ observed: { DeleteObjectTagging: { status, reason: 'a test' } } })

  expect(findEntryFaults([defineOperation({ ...deleteTagging, write: () => ({}) })], s3Sdk, seen(200))).toEqual([])
  expect(findEntryFaults([defineOperation(deleteTagging)], s3Sdk, seen(200))).toEqual([
    'DeleteObjectTagging answers 204; observed is 200',
  ])
  expect(findEntryFaults([defineOperation(deleteTagging)], s3Sdk, seen(204))).toEqual([
    "DeleteObjectTagging needs no reason for the SDK's own status 204",
  ])
})

test('sees the statuses that depend on the output', () => {
  const entry = defineOperation({
    ...deleteTagging,
    run: (): { range?: string; sizes: readonly number[] } => ({ sizes: [] }),
    write: ({ range, sizes }) => ({
      status: range === undefined ? 200 : 206,
      tree: { Size: sizes.map(size => size.toFixed()) },
    }),
  })

  expect(statusesOf(entry)).toEqual([206, 200])
})

test('finds an entry that the SDK has not, and a needless reason for one that it has', () => {
  const entry = defineOperation({ ...deleteTagging, name: 'PostObject' })

  expect(findEntryFaults([entry], s3Sdk)).toEqual(['PostObject is no operation of the SDK'])
  expect(findEntryFaults([entry], s3Sdk, { own: { PostObject: 'an HTML form' } })).toEqual([])
  expect(findEntryFaults([], s3Sdk, { own: { GetObject: 'none' } })).toEqual([
    'GetObject is an operation of the SDK and needs no reason',
  ])
})

test('holds the members of bodies, prefixes and forms against the SDK as well', () => {
  const write = defineOperation({
    ...deleteTagging,
    name: 'PutObject',
    http: 'PUT /{Bucket}/{Key+}',
    read: { Bucket: bucket, Key: key, Body: payload, Metadata: headers('x-amz-meta') },
    write: () => ({}),
  })
  const attach = defineOperation({
    name: 'AttachUserPolicy',
    action: 'AttachUser',
    actions: ['iam:AttachUserPolicy'],
    read: { UserName: form('UserName').required, PolicyArn: form('Policy').required },
    allow: () => [],
    run: () => undefined,
    write: () => ({}),
  })

  const faults = findEntryFaults([write], s3Sdk)
  expect(faults).toContain('PutObject reads Metadata from headers x-amz-meta; the SDK sends headers x-amz-meta-')
  expect(faults.join()).not.toMatch(/Body|ContentMD5|ChecksumCRC32\b/)
  expect(findEntryFaults([attach], iamSdk)).toEqual([
    'AttachUserPolicy has not the action AttachUserPolicy',
    'AttachUserPolicy reads PolicyArn from form Policy; the SDK sends form PolicyArn',
  ])
})

test('finds a sub-resource that is missing in the list, and an error of another status', () => {
  expect(findMissingSubResources(sdkOperations({ GetBucketAcl$: s3.GetBucketAcl$ }), ['policy'])).toEqual(['acl'])
  expect(findStatusDifferences(sdkErrors(s3), code => (code === 'NoSuchKey' ? 400 : undefined))).toEqual([
    "NoSuchKey has the status 400; the SDK's is 404",
  ])
  expect(findStatusDifferences(sdkErrors(iam), code => (code === 'NoSuchEntity' ? 400 : undefined))).toEqual([
    "NoSuchEntity has the status 400; the SDK's is 404",
  ])
})
