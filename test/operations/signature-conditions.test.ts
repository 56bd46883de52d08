import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { answerOf, refusedRight, setup } from './s3-setup.js'

const everything = { Effect: 'Allow', Action: 's3:*', Resource: '*' } as const
const Condition = { StringEquals: { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }
const begin = () => {
  const Statement = [everything, { ...everything, Effect: 'Deny' as const, Condition }]
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
    keys: { ann: { policies: [{ Version: '2012-10-17', Statement }] } },
  })
  return { mock, ann: clientOf(mock.as('ann')) }
}

test('a Deny of bodies that are not signed refuses presigned URLs, which never sign theirs', async () => {
  const { mock, ann } = begin()
  const read = await getSignedUrl(ann, new GetObjectCommand({ Bucket: 'samples', Key: 'sample.txt' }))
  const write = await getSignedUrl(ann, new PutObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))

  expect(await answerOf(await mock.fetch(new Request(read)))).toEqual([403, 'AccessDenied'])
  const upload = new Request(write, { method: 'PUT', body: new Uint8Array(1) })
  expect(await answerOf(await mock.fetch(upload))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
})

test('it lets pass what is signed in headers', async () => {
  const { ann } = begin()

  expect((await ann.send(new GetObjectCommand({ Bucket: 'samples', Key: 'sample.txt' }))).ContentLength).toBe(6)
})
