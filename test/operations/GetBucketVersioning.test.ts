import { CreateBucketCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, twoAccounts } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetBucketVersioningCommand({ Bucket })

test.each(['Enabled', 'Suspended'] as const)('tells %s', async versioning => {
  const { s3 } = setup({ ...twoAccounts, buckets: { samples: { versioning } } })

  expect((await s3.send(get())).Status).toBe(versioning)
})

test.each(['tigris', 'aws', 'yandex'] as const)(
  'in %s a bucket that never had versions has no status',
  async dialect => {
    const { s3 } = setup({ dialect, buckets: { samples: {} } })

    const { Status, $metadata } = await s3.send(get())

    expect([$metadata.httpStatusCode, Status]).toEqual([200, undefined])
  },
)

test('a bucket that locks objects has versions', async () => {
  const { s3 } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'made', ObjectLockEnabledForBucket: true }))

  expect((await s3.send(get('made'))).Status).toBe('Enabled')
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketVersioning', 'arn:aws:s3:::samples'])
})
