import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusedRight, setup } from './s3-setup.js'

test('tells the region of a bucket', async () => {
  const { s3 } = setup()

  expect(await s3.send(new HeadBucketCommand({ Bucket: 'samples' }))).toMatchObject({ BucketRegion: 'auto' })
})

test('answers without a body', async () => {
  const { mock } = setup()

  const found = await mock.admin().fetch('/samples', { method: 'HEAD' })
  const missing = await mock.admin().fetch('/missing', { method: 'HEAD' })

  expect([found.status, await found.text()]).toEqual([200, ''])
  expect([missing.status, await missing.text()]).toEqual([404, ''])
})

test('a missing bucket is NotFound', async () => {
  const { s3 } = setup()

  await expect(s3.send(new HeadBucketCommand({ Bucket: 'missing' }))).rejects.toMatchObject({ name: 'NotFound' })
})

test('needs the right to list the bucket', async () => {
  const { mock } = setup()

  expect((await mock.as('nobody').fetch('/samples', { method: 'HEAD' })).status).toBe(403)
  expect(refusedRight(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::samples'])
})
