import { GetBucketTaggingCommand, PutBucketTaggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const tagsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'x' }))

test('replaces the tags of the bucket', async () => {
  const { s3 } = setup({ buckets: { samples: { tags: { team: 'blue' } } } })
  const TagSet = [{ Key: 'cost', Value: '7 + more' }]

  const { $metadata } = await s3.send(new PutBucketTaggingCommand({ Bucket: 'samples', Tagging: { TagSet } }))

  expect($metadata.httpStatusCode).toBe(204)
  expect((await s3.send(new GetBucketTaggingCommand({ Bucket: 'samples' }))).TagSet).toEqual(TagSet)
})

test.each([
  [50, true],
  [51, false],
])('of %i tags it is %s that they are taken', async (count, taken) => {
  const { s3 } = setup()

  const call = s3.send(new PutBucketTaggingCommand({ Bucket: 'samples', Tagging: { TagSet: tagsOf(count) } }))

  if (taken) await call
  else expect(await refusalOf(call)).toEqual([400, 'InvalidTag'])
})

test('refuses a document that is none', async () => {
  const { mock } = setup()

  const response = await mock.admin().fetch('/samples?tagging', { method: 'PUT', body: '<Tagging><Tag/></Tagging>' })

  expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  const call = s3.send(new PutBucketTaggingCommand({ Bucket: 'missing', Tagging: { TagSet: [] } }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, clientOf } = setup()

  const command = new PutBucketTaggingCommand({ Bucket: 'samples', Tagging: { TagSet: tagsOf(1) } })

  expect(await refusalOf(clientOf(mock.as('nobody')).send(command))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketTagging', 'arn:aws:s3:::samples'])
})
