import { DeleteObjectTaggingCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const sample = { Bucket: 'samples', Key: 'sample.txt' }

test('takes all tags away, as often as asked', async () => {
  const { s3 } = setup({ buckets: { samples: { objects: { 'sample.txt': { body: 'x', tags: { team: 'blue' } } } } } })

  const first = await s3.send(new DeleteObjectTaggingCommand(sample))
  await s3.send(new DeleteObjectTaggingCommand(sample))

  expect(first.$metadata.httpStatusCode).toBe(204)
  expect((await s3.send(new GetObjectTaggingCommand(sample))).TagSet).toEqual([])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = setup()

  const call = s3.send(new DeleteObjectTaggingCommand({ ...sample, Key: 'missing' }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchKey'])
})

test('needs its right', async () => {
  const { mock, clientOf } = setup()

  const call = clientOf(mock.as('nobody')).send(new DeleteObjectTaggingCommand(sample))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:DeleteObjectTagging', 'arn:aws:s3:::samples/sample.txt'])
})
