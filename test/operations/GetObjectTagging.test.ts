import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const sample = { Bucket: 'samples', Key: 'sample.txt' }

test('tells the tags that an object was sent with, by key', async () => {
  const { s3 } = setup()
  await s3.send(new PutObjectCommand({ ...sample, Body: 'x', Tagging: 'team=blue&note=a%20b%2Bc' }))

  const { TagSet } = await s3.send(new GetObjectTaggingCommand(sample))

  expect(TagSet).toEqual([
    { Key: 'note', Value: 'a b+c' },
    { Key: 'team', Value: 'blue' },
  ])
})

test('an object without tags has an empty set', async () => {
  const { s3 } = setup()

  expect((await s3.send(new GetObjectTaggingCommand(sample))).TagSet).toEqual([])
})

test('in a versioned bucket it names the version', async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled' } } })
  const first = await s3.send(new PutObjectCommand({ ...sample, Body: 'x', Tagging: 'n=1' }))
  const second = await s3.send(new PutObjectCommand({ ...sample, Body: 'x', Tagging: 'n=2' }))

  const latest = await s3.send(new GetObjectTaggingCommand(sample))
  const earlier = await s3.send(new GetObjectTaggingCommand({ ...sample, VersionId: first.VersionId }))

  expect([latest.VersionId, latest.TagSet]).toEqual([second.VersionId, [{ Key: 'n', Value: '2' }]])
  expect([earlier.VersionId, earlier.TagSet]).toEqual([first.VersionId, [{ Key: 'n', Value: '1' }]])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new GetObjectTaggingCommand({ ...sample, Key: 'missing' })))).toEqual([
    404,
    'NoSuchKey',
  ])
})

test('a missing key is hidden from those who may not list', async () => {
  const Statement = { Effect: 'Allow', Action: 's3:GetObjectTagging', Resource: '*' } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, clientOf } = setup({ buckets: { samples: {} }, keys: { reader: { policies } } })

  const call = clientOf(mock.as('reader')).send(new GetObjectTaggingCommand(sample))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::samples'])
})

test('needs its right, which may ask for a tag that the object has', async () => {
  const Condition = { StringEquals: { 's3:ExistingObjectTag/team': 'blue' } }
  const Statement = { Effect: 'Allow', Action: 's3:GetObjectTagging', Resource: '*', Condition } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const objects = { blue: { body: '', tags: { team: 'blue' } }, red: { body: '', tags: { team: 'red' } } }
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: { objects } },
    keys: { reader: { policies } },
  })
  const s3 = clientOf(mock.as('reader'))

  await s3.send(new GetObjectTaggingCommand({ Bucket: 'samples', Key: 'blue' }))

  const call = s3.send(new GetObjectTaggingCommand({ Bucket: 'samples', Key: 'red' }))
  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectTagging', 'arn:aws:s3:::samples/red'])
})

test.each([
  ['GET', undefined],
  ['PUT', '<Tagging><TagSet/></Tagging>'],
  ['DELETE', undefined],
])('a %s of tags of a deleted key is told of the delete marker', async (method, body) => {
  const { mock } = setup({ dialect: 'aws', buckets: { samples: { versioning: 'Enabled' } } })
  const { fetch } = mock.admin()
  const marked = await fetch('/samples/a', { method: 'DELETE' })

  const answer = await fetch('/samples/a?tagging', { method, ...(body && { body }) })

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'DELETE'])
  expect(answer.headers.get('x-amz-version-id')).toBe(marked.headers.get('x-amz-version-id'))
  expect(await answer.text()).toContain(`<Method>${method}</Method><ResourceType>DeleteMarker</ResourceType>`)
})
