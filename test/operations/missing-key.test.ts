import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, openAcls } from './access-setup.js'
import { refusalOf, setup } from './s3-setup.js'

const Bucket = 'samples'

/** Opens the listing below `public/` to the other account, and nothing else. */
const opened = async (...more: readonly object[]) => {
  const { mock, s3, alt } = accounts()
  const listing = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:root' },
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::samples',
    Condition: { StringLike: { 's3:prefix': 'public/*' } },
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [listing, ...more] })
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  const head = (Key: string) => refusalOf(alt.send(new HeadObjectCommand({ Bucket, Key })))
  return { mock, head }
}

test('whom a bucket policy lets list a prefix learns what is missing below it, and nothing else', async () => {
  const { mock, head } = await opened()

  expect(await head('public/missing')).toEqual([404, 'NotFound'])
  expect(mock.log.last?.denied).toBeUndefined()
  expect((await head('private/missing'))[0]).toBe(403)
  expect(mock.log.last?.denied?.action).toBe('s3:GetObject')
  expect((await head('sample.txt'))[0]).toBe(403)
})

test('a Deny on reading hides what is missing from those who may list', async () => {
  const { head } = await opened({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::samples/public/*',
  })

  expect((await head('public/missing'))[0]).toBe(403)
})

test('whom an ACL lets list a bucket learns what is missing in it, and reads nothing that is there', async () => {
  const { s3, anyone } = accounts()
  await openAcls(s3)
  const read = (Key: string) => refusalOf(anyone.send(new GetObjectCommand({ Bucket, Key })))
  expect(await read('missing')).toEqual([403, 'AccessDenied'])

  await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }))

  expect(await read('missing')).toEqual([404, 'NoSuchKey'])
  expect(await read('sample.txt')).toEqual([403, 'AccessDenied'])
})

test('tags of a missing key are told missing to whom may list its prefix, whatever the error calls the key', async () => {
  const allow = (Action: string, Resource: string, more: object = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  })
  const policy = {
    Version: '2012-10-17',
    Statement: [
      allow('s3:GetObjectTagging', 'arn:aws:s3:::samples/*'),
      allow('s3:ListBucket', 'arn:aws:s3:::samples', { Condition: { StringLike: { 's3:prefix': 'public/*' } } }),
    ],
  }
  const { mock, clientOf } = setup({ dialect: 'aws', buckets: { samples: {} }, users: { ann: { policies: [policy] } } })
  const s3 = clientOf(mock.as('ann'))
  const tags = (Key: string) => s3.send(new GetObjectTaggingCommand({ Bucket, Key }))

  await expect(tags('public/missing')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'samples/public/missing' })
  expect(await refusalOf(tags('private/missing'))).toEqual([403, 'AccessDenied'])
})

test('a conditional deletion tells a missing key to those alone who may list it', async () => {
  const allow = (Action: string | string[], Resource: string, more: object = {}) => ({
    ...{ Effect: 'Allow', Action, Resource },
    ...more,
  })
  const policy = {
    Version: '2012-10-17',
    Statement: [
      allow(['s3:DeleteObject', 's3:GetObject'], 'arn:aws:s3:::samples/*'),
      allow('s3:ListBucket', 'arn:aws:s3:::samples', { Condition: { StringLike: { 's3:prefix': 'public/*' } } }),
    ],
  }
  const { mock, clientOf } = setup({ dialect: 'aws', buckets: { samples: {} }, users: { ann: { policies: [policy] } } })
  const s3 = clientOf(mock.as('ann'))
  const remove = (Key: string) => refusalOf(s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: '"e"' })))
  const ETag = '"e"'
  const Objects = ['public/missing', 'private/missing'].map(Key => ({ Key, ETag }))

  expect(await remove('public/missing')).toEqual([404, 'NoSuchKey'])
  expect(await remove('private/missing')).toEqual([403, 'AccessDenied'])
  const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  expect(Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['public/missing', 'NoSuchKey'],
    ['private/missing', 'AccessDenied'],
  ])
})
