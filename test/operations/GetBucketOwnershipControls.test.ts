import { CreateBucketCommand, GetBucketOwnershipControlsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetBucketOwnershipControlsCommand({ Bucket })

test('a new bucket is owned with all that stands in it', async () => {
  const { s3 } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'made' }))

  const { OwnershipControls } = await s3.send(get('made'))

  expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] })
})

test('tells what the bucket was made with', async () => {
  const { s3 } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'made', ObjectOwnership: 'BucketOwnerPreferred' }))

  const { OwnershipControls } = await s3.send(get('made'))

  expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] })
})

test('a value that is none is refused when the bucket is made', async () => {
  const { mock } = accounts()

  const headers = { 'x-amz-object-ownership': 'Nobody' }
  const response = await mock.admin().fetch('/made', { method: 'PUT', headers })

  expect(await answerOf(response)).toEqual([400, 'InvalidArgument'])
})

test('a bucket of Tigris has none until they are put', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(get()))).toEqual([404, 'OwnershipControlsNotFoundError'])
})

test('Yandex has no such operation', async () => {
  const { s3 } = setup({ dialect: 'yandex', buckets: { samples: {} } })

  expect(await refusalOf(s3.send(get()))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketOwnershipControls', 'arn:aws:s3:::samples'])
})
