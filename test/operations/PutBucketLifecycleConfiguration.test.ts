import {
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { answerTo, expectRefusals, inAws } from './setting-setup.js'

type Rule = NonNullable<NonNullable<PutBucketLifecycleConfigurationCommandInput['LifecycleConfiguration']>['Rules']>[0]

const Bucket = 'samples'
const day = 86_400_000
const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 3 } } satisfies Rule

const put = (s3: S3Client, ...Rules: Rule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))

const keysOf = async (s3: S3Client) =>
  (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? []

test('objects are gone after the midnight that their days lead to', async () => {
  const { mock, s3 } = setup()
  mock.clock.freeze('2026-03-01T10:30:00Z')
  await put(s3, rule)
  const { Expiration } = await s3.send(new PutObjectCommand({ Bucket, Key: 'logs/a', Body: 'a' }))
  const midnight = Date.parse('2026-03-05T00:00:00Z')

  mock.clock.set(midnight - 1)
  const before = await keysOf(s3)
  mock.clock.set(midnight)

  expect(Expiration).toBe('expiry-date="Thu, 05 Mar 2026 00:00:00 GMT", rule-id="old"')
  expect(before).toEqual(['logs/a', 'sample.txt'])
  expect(await keysOf(s3)).toEqual(['sample.txt'])
  expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'logs/a' })))).toEqual([404, 'NotFound'])
  expect(mock.bucket(Bucket).keys()).toEqual(['sample.txt'])
})

test('a date ends objects on its day, and those of a disabled rule stay', async () => {
  const { mock, s3 } = setup()
  mock.clock.freeze('2026-03-01T10:30:00Z')
  const Expiration = { Date: new Date('2026-04-01T00:00:00Z') }
  await put(
    s3,
    { ID: 'dated', Status: 'Enabled', Filter: { Prefix: 'sample' }, Expiration },
    { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
  )
  await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'a' }))

  mock.clock.set('2026-04-01T00:00:00Z')

  expect(await keysOf(s3)).toEqual(['kept'])
})

test('the earliest of several rules is told, by its id', async () => {
  const { mock, s3 } = setup()
  mock.clock.freeze('2026-03-01T10:30:00Z')
  await put(s3, rule, { ...rule, ID: 'sooner & better', Filter: { Prefix: '' }, Expiration: { Days: 1 } })
  await s3.send(new PutObjectCommand({ Bucket, Key: 'logs/a', Body: 'a' }))

  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'logs/a' }))).Expiration).toBe(
    'expiry-date="Tue, 03 Mar 2026 00:00:00 GMT", rule-id="sooner%20%26%20better"',
  )
  expect((await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'b' }))).Expiration).toContain('sooner')
})

test('a transition changes the storage class as its days have passed', async () => {
  const { mock, s3 } = setup()
  mock.clock.freeze('2026-03-01T10:30:00Z')
  await put(s3, { ID: 'cold', Status: 'Enabled', Filter: {}, Transitions: [{ Days: 30, StorageClass: 'GLACIER_IR' }] })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }))

  mock.clock.advance(40 * day)

  const { StorageClass } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  expect(StorageClass).toBe('GLACIER_IR')
})

test('replaces the rules, and gives an id to one that has none', async () => {
  const { s3 } = inAws()
  const { ID: _, ...unnamed } = rule
  await put(s3, rule)
  await put(s3, unnamed)

  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))

  expect(Rules).toEqual([{ ...unnamed, ID: expect.stringMatching(/^\w{36}$/) }])
})

const tag = { Key: 'a', Value: 'b' }
const both = { NoncurrentDays: 1, StorageClass: 'GLACIER' as const }

test.each<[string, Partial<Rule>, string]>([
  ['an id of 256 characters', { ID: 'i'.repeat(256) }, 'InvalidArgument'],
  ['an unknown status', { Status: 'enabled' as 'Enabled' }, 'MalformedXML'],
  ['no filter', { Filter: undefined }, 'MalformedXML'],
  ['two conditions outside And', { Filter: { Prefix: 'a', Tag: tag } }, 'MalformedXML'],
  ['an And of one condition', { Filter: { And: { Prefix: 'a' } } }, 'MalformedXML'],
  ['a tag twice', { Filter: { And: { Tags: [tag, tag] } } }, 'InvalidRequest'],
  [
    'sizes that no object has',
    { Filter: { And: { ObjectSizeGreaterThan: 9, ObjectSizeLessThan: 9 } } },
    'InvalidRequest',
  ],
  ['no action', { Expiration: undefined }, 'InvalidRequest'],
  ['zero days', { Expiration: { Days: 0 } }, 'InvalidArgument'],
  ['days and a date', { Expiration: { Days: 1, Date: new Date(day) } }, 'MalformedXML'],
  ['a time that is no midnight', { Expiration: { Date: new Date(day + 1000) } }, 'InvalidArgument'],
  ['days beside a marker', { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, 'MalformedXML'],
  ['an early move', { Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] }, 'InvalidArgument'],
  ['a move after the end', { Transitions: [{ Days: 3, StorageClass: 'GLACIER' }] }, 'InvalidArgument'],
  ['a move by date', { Transitions: [{ Date: new Date(day), StorageClass: 'GLACIER' }] }, 'InvalidRequest'],
  ['a move to an unknown class', { Transitions: [{ Days: 1, StorageClass: 'OUTPOSTS' as 'GLACIER' }] }, 'MalformedXML'],
  [
    'two moves to one class',
    { Expiration: undefined, Transitions: [1, 2].map(Days => ({ Days, StorageClass: 'GLACIER' as const })) },
    'InvalidRequest',
  ],
  ['an older version without days', { NoncurrentVersionExpiration: { NewerNoncurrentVersions: 1 } }, 'MalformedXML'],
  ['an older version of zero days', { NoncurrentVersionExpiration: { NoncurrentDays: 0 } }, 'InvalidArgument'],
  [
    'uploads by tag',
    { Filter: { Tag: tag }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    'InvalidRequest',
  ],
])('refuses %s', async (_case, change, code) => {
  const { s3 } = inAws()

  expect(await refusalOf(put(s3, { ...rule, ...change }))).toEqual([400, code])
})

test('refuses an id that stands twice', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(put(s3, rule, rule))).toEqual([400, 'InvalidArgument'])
})

test.each<[string, Partial<Rule>]>([
  ['a tag', { Filter: { Tag: tag } }],
  ['older versions', { NoncurrentVersionTransitions: [both] }],
  ['uploads', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
  [
    'two transitions',
    {
      Transitions: [
        { Days: 1, StorageClass: 'STANDARD_IA' },
        { Days: 2, StorageClass: 'GLACIER' },
      ],
    },
  ],
])('Tigris refuses rules for %s', async (_case, change) => {
  const { s3 } = setup()

  expect(await refusalOf(put(s3, { ...rule, ...change }))).toEqual([400, 'MalformedXML'])
})

test('Tigris takes ten rules, with ids of 36 characters', async () => {
  const { s3 } = setup()
  const rules = Array.from({ length: 11 }, (_, index) => ({ ...rule, ID: String(index).padStart(36, '0') }))

  await put(s3, ...rules.slice(1))

  expect(await refusalOf(put(s3, ...rules))).toEqual([400, 'MalformedXML'])
  expect(await refusalOf(put(s3, { ...rule, ID: 'i'.repeat(37) }))).toEqual([400, 'InvalidArgument'])
})

test.each([
  ['aws', [400, 'InvalidArgument']],
  ['yandex', [200, undefined]],
] as const)('in %s a move to colder storage after five days is answered %j', async (dialect, expected) => {
  const move = '<Transition><Days>5</Days><StorageClass>STANDARD_IA</StorageClass></Transition>'
  const body = `<LifecycleConfiguration><Rule><Filter/><Status>Enabled</Status>${move}</Rule></LifecycleConfiguration>`

  expect(await answerTo('lifecycle', body, dialect)).toEqual(expected)
})

test.each([
  '',
  '<LifecycleConfiguration/>',
  '<LifecycleConfiguration><Rule><Prefix/><Status>Enabled</Status><Expiration><Date>20260101</Date></Expiration></Rule></LifecycleConfiguration>',
])('refuses the document %s', async body => {
  expect(await answerTo('lifecycle', body)).toEqual([400, 'MalformedXML'])
})

test('needs its bucket and its right', () => expectRefusals('PutBucketLifecycleConfiguration'))
