import { GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { Bucket, locked } from './lock-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (bucket = 'samples') => new GetObjectLockConfigurationCommand({ Bucket: bucket })

test('a bucket that was made for it locks nothing by itself', async () => {
  const { s3 } = await locked()

  expect((await s3.send(get(Bucket))).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' })
})

test('another bucket has no configuration', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get()))).toEqual([404, 'ObjectLockConfigurationNotFoundError'])
})

test('Tigris has no object lock', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(get()))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketObjectLockConfiguration', 'arn:aws:s3:::samples'])
})
