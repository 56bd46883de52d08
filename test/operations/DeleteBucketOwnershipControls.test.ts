import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketAclCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, altId } from './access-setup.js'
import { refusalOf, refusedRight } from './s3-setup.js'

const remove = (Bucket = 'samples') => new DeleteBucketOwnershipControlsCommand({ Bucket })

test('without controls ACLs count, and deleting them again is no error', async () => {
  const { s3, mainId } = accounts()

  await s3.send(remove())
  const { $metadata } = await s3.send(remove())

  expect($metadata.httpStatusCode).toBe(204)
  const get = new GetBucketOwnershipControlsCommand({ Bucket: 'samples' })
  expect(await refusalOf(s3.send(get))).toEqual([404, 'OwnershipControlsNotFoundError'])
  const shared = { GrantFullControl: `id=${mainId}`, GrantRead: `id=${altId}` }
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ...shared }))
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(remove('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs the right to put them', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(remove()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketOwnershipControls', 'arn:aws:s3:::samples'])
})
