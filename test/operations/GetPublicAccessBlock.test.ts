import { CreateBucketCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, twoAccounts } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetPublicAccessBlockCommand({ Bucket })
const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }

test('blocks everything on a new bucket, and on one of the scene that the scene does not open', async () => {
  const { s3 } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'made' }))

  expect((await s3.send(get('made'))).PublicAccessBlockConfiguration).toEqual(all)
  expect((await s3.send(get())).PublicAccessBlockConfiguration).toEqual(all)
})

test('a bucket that the scene opens has none', async () => {
  const { s3 } = setup({ ...twoAccounts, buckets: { samples: { public: true } } })

  expect(await refusalOf(s3.send(get()))).toEqual([404, 'NoSuchPublicAccessBlockConfiguration'])
})

test.each(['tigris', 'yandex'] as const)('%s has no such operation', async dialect => {
  const { s3 } = setup({ dialect, buckets: { samples: {} } })

  expect(await refusalOf(s3.send(get()))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketPublicAccessBlock', 'arn:aws:s3:::samples'])
})
