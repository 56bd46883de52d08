import { DeletePublicAccessBlockCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts } from './access-setup.js'
import { refusalOf, refusedRight } from './s3-setup.js'

const remove = (Bucket = 'samples') => new DeletePublicAccessBlockCommand({ Bucket })

test('takes the configuration away, and once more without an error', async () => {
  const { s3 } = accounts()

  await s3.send(remove())
  const { $metadata } = await s3.send(remove())

  expect($metadata.httpStatusCode).toBe(204)
  const get = new GetPublicAccessBlockCommand({ Bucket: 'samples' })
  expect(await refusalOf(s3.send(get))).toEqual([404, 'NoSuchPublicAccessBlockConfiguration'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(remove('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs the right to put it', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(remove()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::samples'])
})
