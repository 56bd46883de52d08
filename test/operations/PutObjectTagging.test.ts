import { GetObjectTaggingCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, samples, setup } from './s3-setup.js'

const sample = { Bucket: 'samples', Key: 'sample.txt' }
const tagsOf = (count: number, length = 1) =>
  Array.from({ length: count }, (_, index) => ({ Key: String(index).padStart(length, 'k'), Value: '' }))

test('replaces the tags and leaves the rest of the object', async () => {
  const { mock, s3 } = setup()
  const before = mock.world().store.get(sample)

  await s3.send(new PutObjectTaggingCommand({ ...sample, Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } }))
  await s3.send(new PutObjectTaggingCommand({ ...sample, Tagging: { TagSet: [{ Key: 'b', Value: '2' }] } }))

  expect((await s3.send(new GetObjectTaggingCommand(sample))).TagSet).toEqual([{ Key: 'b', Value: '2' }])
  expect(mock.world().store.get(sample)).toEqual({ ...before, tags: [{ Key: 'b', Value: '2' }] })
})

test.each([
  ['ten tags', tagsOf(10)],
  ['the longest key and value', [{ Key: 'k'.repeat(128), Value: '\u{10400}'.repeat(256) }]],
  ['no tags', []],
])('takes %s', async (_case, TagSet) => {
  const { s3 } = setup()

  await s3.send(new PutObjectTaggingCommand({ ...sample, Tagging: { TagSet } }))

  expect((await s3.send(new GetObjectTaggingCommand(sample))).TagSet).toEqual(TagSet)
})

test.each([
  ['eleven tags', tagsOf(11)],
  ['a key of 129 characters', tagsOf(1, 129)],
  ['an empty key', [{ Key: '', Value: 'x' }]],
  ['a value of 257 characters', [{ Key: 'a', Value: 'v'.repeat(257) }]],
  [
    'one key twice',
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
  ],
])('refuses %s', async (_case, TagSet) => {
  const { mock, s3 } = setup()

  expect(await refusalOf(s3.send(new PutObjectTaggingCommand({ ...sample, Tagging: { TagSet } })))).toEqual([
    400,
    'InvalidTag',
  ])
  expect(mock.world().store.get(sample).tags).toEqual([])
})

test.each([
  '',
  '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>',
  '<Tagging><TagSet/></Tagging><Tagging/>',
  '<Tags/>',
])('refuses the document %s', async body => {
  const { mock } = setup()

  const response = await mock.admin().fetch('/samples/sample.txt?tagging', { method: 'PUT', body })

  expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = setup()

  const call = s3.send(new PutObjectTaggingCommand({ ...sample, Key: 'missing', Tagging: { TagSet: [] } }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchKey'])
})

test('needs its right, which may ask for a tag that the request gives', async () => {
  const Condition = { StringEquals: { 's3:RequestObjectTag/team': 'blue' } }
  const Statement = { Effect: 'Allow', Action: 's3:PutObjectTagging', Resource: '*', Condition } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, clientOf } = setup({ ...samples, dialect: 'aws', keys: { tagger: { policies } } })
  const s3 = clientOf(mock.as('tagger'))
  const put = (Value: string) =>
    s3.send(new PutObjectTaggingCommand({ ...sample, Tagging: { TagSet: [{ Key: 'team', Value }] } }))

  await put('blue')

  expect(await refusalOf(put('red'))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObjectTagging', 'arn:aws:s3:::samples/sample.txt'])
})
