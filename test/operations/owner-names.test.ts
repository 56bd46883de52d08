import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { everything } from './access-setup.js'
import { setup } from './s3-setup.js'

const canonicalId = 'c'.repeat(64)
const owner = { ID: canonicalId }
const initiator = { ID: canonicalId, DisplayName: 'The Makers' }
const Bucket = 'samples'

const scene = {
  dialect: 'aws',
  buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
  keys: { writer: { policies: [everything] } },
  accounts: { main: { canonicalId, displayName: 'The Makers' } },
} as const

test('listings of aws tell an owner by its id alone', async () => {
  const { s3 } = setup(scene)

  const first = await s3.send(new ListObjectsCommand({ Bucket }))
  const second = await s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))
  const versions = await s3.send(new ListObjectVersionsCommand({ Bucket }))

  expect([first.Contents, second.Contents, versions.Versions].map(list => list?.[0]?.Owner)).toEqual([
    owner,
    owner,
    owner,
  ])
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Owner).toBeUndefined()
})

test('an upload tells who began it: the account itself, or a user by ARN and name', async () => {
  const { mock, s3, clientOf } = setup(scene)
  const byRoot = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'a' }))
  await clientOf(mock.as('writer')).send(new CreateMultipartUploadCommand({ Bucket, Key: 'b' }))

  const parts = await s3.send(new ListPartsCommand({ Bucket, Key: 'a', UploadId: byRoot.UploadId }))
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))

  const writer = { ID: 'arn:aws:iam::123456789012:user/writer', DisplayName: 'writer' }
  expect([parts.Owner, parts.Initiator]).toEqual([owner, initiator])
  expect(Uploads?.map(({ Owner, Initiator }) => [Owner, Initiator])).toEqual([
    [owner, initiator],
    [owner, writer],
  ])
})
