import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { signRaw } from '../recorded/sign.js'
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

test('an unsigned header beside a presigned URL does not say that the body is signed', async () => {
  const { mock, ann } = begin()
  const write = await getSignedUrl(ann, new PutObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))
  const headers = { 'x-amz-content-sha256': '0'.repeat(64) }

  const upload = new Request(write, { method: 'PUT', headers, body: new Uint8Array(1) })

  expect(await answerOf(await mock.fetch(upload))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
})

test('a header beside a presigned URL does not replace the condition that its query signs', async () => {
  const { mock, clientOf } = setup({ dialect: 'aws', buckets: { samples: { objects: { 'sample.txt': 'sample' } } } })
  const { ETag = '' } = await clientOf(mock.admin()).send(
    new HeadObjectCommand({ Bucket: 'samples', Key: 'sample.txt' }),
  )
  const signer = { ...mock.admin().credentials, now: Number(mock.clock.now()) }
  const url = 'https://s3.amazonaws.com/samples/sample.txt?If-Match=d41d8cd98f00b204e9800998ecf8427e'
  const signed = await signRaw({ method: 'PUT', url, sign: 'v4-url', body: 'other' }, signer)

  const upload = new Request(signed.url, { method: 'PUT', headers: { 'if-match': ETag }, body: new Uint8Array(1) })

  expect(await answerOf(await mock.fetch(upload))).toEqual([412, 'PreconditionFailed'])
})
