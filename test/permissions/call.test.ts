import { readdirSync, readFileSync } from 'node:fs'
import { asyncProperty, assert as hold, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { operationsOf } from '../../src/dialects/operations.js'
import { callOperation, findOperation } from '../../src/mock/call.js'
import { createMock } from '../../src/mock.js'
import { fixture } from './fixture.js'

type Input = Record<string, unknown>

const setup = (dialect: 'tigris' | 'aws' = 'tigris') => {
  const mock = createMock({
    dialect,
    buckets: { images: { objects: { 'a.png': 'image' } } },
    keys: { runner: dialect === 'tigris' ? { scope: 'no_default_allow' } : {} },
  })
  const operations = operationsOf(mock.dialect)
  const call = (name: string, input: Input = {}, caller = mock.admin()) =>
    callOperation(mock, findOperation(name, operations), caller, input)
  return { mock, operations, call }
}

interface Sample {
  readonly name: string
  readonly input: Input
}

const folder = fixture('../samples/')
const samples = readdirSync(folder).map((file): Sample => {
  const { input } = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as { input: Input }
  return { name: file.replace('.json', ''), input }
})

test.each(samples)("what an entry's readers write is what they read: $name", async ({ name, input }) => {
  const isOfAws = setup('aws').operations.some(each => each.name === name && each.notImplemented === undefined)
  const { call, operations } = setup(isOfAws ? 'aws' : 'tigris')
  const { readers } = findOperation(name, operations)
  const isPayload = (member: string) => readers[member]?.from === 'payload'

  const { record } = await call(name, input)

  const written = Object.entries(input).filter(([member]) => !isPayload(member))
  expect(record).toMatchObject({ operation: name, rejected: false, input: Object.fromEntries(written) })
  expect(record?.unread).toEqual([])
})

test('every entry that can be called has a sample that is called here', () => {
  const callable = setup('aws').operations.filter(({ notImplemented }) => notImplemented === undefined)

  const missing = callable.map(({ name }) => name).filter(name => !samples.some(sample => sample.name === name))
  // the SDK has no command for what browsers send of themselves
  const ofBrowsers = ['OptionsBucket', 'OptionsObject', 'PostObject', 'GetWebsitePage', 'HeadWebsitePage']
  expect(missing.filter(name => !ofBrowsers.includes(name))).toEqual([])
  expect(missing).toContain('PostObject')
})

test('any key and any bytes come back as they were put', async () => {
  const { call } = setup()

  await hold(
    asyncProperty(string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), uint8Array(), async (Key, Body) => {
      await call('PutObject', { Bucket: 'images', Key, Body })
      const { body, record } = await call('GetObject', { Bucket: 'images', Key })
      expect(record?.key).toBe(Key)
      expect(Buffer.from(body)).toEqual(Buffer.from(Body))
    }),
    { numRuns: 100 },
  )
})

test.each(['a/../b', './a', 'a//b', '/a', 'a b+c%2Fd?e#f&g=h', 'ключ', '..'])(
  'the key %j reaches the store',
  async Key => {
    const { mock, call } = setup()

    await call('PutObject', { Bucket: 'images', Key, Body: 'x' })

    expect(mock.bucket('images').keys()).toContain(Key)
  },
)

test('a call gives status, headers, body and its record', async () => {
  const { mock, call } = setup()

  const result = await call('GetObject', { Bucket: 'images', Key: 'a.png', Range: 'bytes=1-2' })

  expect(result).toMatchObject({ status: 206, record: mock.log.last })
  expect(result.headers.get('content-range')).toBe('bytes 1-2/5')
  expect(new TextDecoder().decode(result.body)).toBe('ma')
  expect(result).not.toHaveProperty('code')
})

test('a refused call gives code and message, and its record the denial', async () => {
  const { mock, call } = setup()

  const result = await call('HeadObject', { Bucket: 'images', Key: 'a.png' }, mock.as('runner'))

  expect(result).toMatchObject({ status: 403, code: 'AccessDenied', message: 'Access Denied.' })
  expect(result.record?.denied?.action).toBe('s3:GetObject')
})

test('a caller signs for the service that it calls', async () => {
  const { call } = setup('aws')

  const made = await call('CreateUser', { UserName: 'worker' })
  const identity = await call('GetCallerIdentity')

  expect(made.record).toMatchObject({ service: 'iam', status: 200 })
  expect(identity.record).toMatchObject({ service: 'sts', status: 200 })
})

test('a dialect without an endpoint of a service says so', async () => {
  const { mock, operations } = setup('aws')
  const { iam: _, ...endpoints } = mock.dialect.endpoints
  const bare = { ...mock, dialect: { ...mock.dialect, endpoints } }

  const call = callOperation(bare, findOperation('ListUsers', operations), mock.admin(), {})

  await expect(call).rejects.toThrow('dialect `aws` has no endpoint of iam')
})

test('a caller without credentials signs nothing', async () => {
  const { mock, call } = setup()

  const { record } = await call('GetObject', { Bucket: 'images', Key: 'a.png' }, mock.anonymous())

  expect(record).toMatchObject({ caller: 'anonymous', rejected: false, code: 'AccessDenied' })
})

test('calls inside arrange leave no record, and tell their errors all the same', async () => {
  const { mock, call } = setup()

  const results = await mock.arrange(async admin => [
    await call('PutObject', { Bucket: 'images', Key: 'b.png', Body: 'x' }, mock.as('runner')),
    await call('GetObject', { Bucket: 'images', Key: 'c.png' }, admin),
    await call('HeadObject', { Bucket: 'images', Key: 'c.png' }, admin),
    await call('DeletePolicy', { PolicyArn: 'arn:aws:iam::flyio_tigrismock:policy/none' }, admin),
  ])

  expect(results.map(({ status, code }) => [status, code])).toEqual([
    [200, undefined],
    [404, 'NoSuchKey'],
    [404, undefined],
    [404, 'NoSuchEntity'],
  ])
  expect(results.every(({ record }) => record === undefined)).toBe(true)
  expect(mock.log.length).toBe(0)
})

test.each([
  ['GetObjct', {}, 'there is no operation `GetObjct`; did you mean `GetObject`?'],
  ['CreateUser', {}, 'CreateUser is not supported by Tigris'],
  ['GetObject', { Bucket: 'images', Kee: 'a' }, 'GetObject: `Kee` is unknown to GetObject; did you mean `Key`?'],
  ['GetObject', { Bucket: 'images' }, 'GetObject: the input needs `Key` for GetObject'],
  ['GetObject', { Bucket: 'images', Key: '' }, 'GetObject: `Key` must not be empty'],
  ['PutObject', { Bucket: 'images', Key: 'a', Body: 5 }, 'PutObject: `Body` must be text or bytes, not a number'],
  ['PutObject', { Bucket: 'images', Key: 'a', Metadata: { a: 5 } }, 'PutObject: `Metadata` must be text, not a number'],
  ['PutObject', { Bucket: 'images', Key: 'a', Metadata: 'a' }, 'PutObject: `Metadata` must be an object, not a string'],
  ['GetObject', { Bucket: 'images', Key: 'a', Range: ['bytes=0-1'] }, 'GetObject: `Range` must be text, not a list'],
  [
    'DeleteObjects',
    { Bucket: 'images', Delete: { Objects: [{ Key: 'a', Version: '1' }] } },
    'DeleteObjects: `Delete.Objects.0.Version` is unknown; did you mean `VersionId`?',
  ],
  [
    'DeleteObjects',
    { Bucket: 'images', Delete: { Objects: [{ Key: null }] } },
    '`Delete.Objects.0.Key` must not be null',
  ],
  [
    'GetObject',
    { Bucket: 'images', Key: 'a', ExpectedBucketOwner: '1' },
    'GetObject: `ExpectedBucketOwner` is not read by this mock: compared with the owner before any operation runs',
  ],
])('%s with %j is refused before it is sent', async (name, input, message) => {
  const { mock, call } = setup()

  await expect((async () => call(name, input))()).rejects.toThrow(message)
  expect(mock.log.length).toBe(0)
})
