import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const reader = (Resource: string | readonly string[]) => ({
  policies: [
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow' as const, Action: ['s3:ListBucket', 's3:ListAllMyBuckets'], Resource: '*' },
        { Effect: 'Allow' as const, Action: 's3:GetObject', Resource },
      ],
    },
  ],
})

const setup = () =>
  createTigrisMock({
    buckets: {
      files: {
        objects: {
          'a.txt': { body: 'one', metadata: { mode: '33188', mtime: '1' } },
          'big.bin': new Uint8Array(70_000),
          'secret.txt': { body: 'two', metadata: { mode: '33152' } },
        },
      },
      main: { snapshots: true, owner: 'ada' },
    },
    keys: { ada: {}, all: reader('arn:aws:s3:::files/*'), some: reader('arn:aws:s3:::files/a.txt') },
    organization: { users: { ada: { email: 'ada@example.com' } } },
  })

const detailed = { 'x-tigris-list-metadata': 'true', 'x-tigris-list-content': 'true' }

const contents = async (mock: ReturnType<typeof setup>, name: 'all' | 'some', headers: Record<string, string>) => {
  const xml = await (await mock.as(name).fetch('/files?list-type=2', { headers })).text()
  return [...xml.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([entry]) => ({
    key: /<Key>(.*?)<\/Key>/.exec(entry)?.[1],
    metadata: [...entry.matchAll(/<Metadata><Name>(.*?)<\/Name><Value>(.*?)<\/Value><\/Metadata>/g)].map(
      ([, name, value]) => `${name}=${value}`,
    ),
    data: /<Data>(.*?)<\/Data>/.exec(entry)?.[1],
  }))
}

test('a listing tells metadata and the bytes of small objects when it is asked to', async () => {
  const mock = setup()

  expect(await contents(mock, 'all', detailed)).toEqual([
    { key: 'a.txt', metadata: ['mode=33188', 'mtime=1'], data: Buffer.from('one').toString('base64') },
    { key: 'big.bin', metadata: [], data: undefined },
    { key: 'secret.txt', metadata: ['mode=33152'], data: Buffer.from('two').toString('base64') },
  ])
  const [plain] = await contents(mock, 'all', {})
  expect(plain).toEqual({ key: 'a.txt', metadata: [], data: undefined })
})

test('what an object holds is told to its readers alone', async () => {
  const mock = setup()

  const told = await contents(mock, 'some', detailed)

  expect(told.map(({ metadata, data }) => metadata.length > 0 || data !== undefined)).toEqual([true, false, false])
})

test('buckets are listed by their owner, or forks alone', async () => {
  const mock = setup()
  await mock.admin().fetch('/fork', { method: 'PUT', headers: { 'x-tigris-fork-source-bucket': 'main' } })
  const names = async (query: string) => {
    const response = await mock.as('all').fetch(`/?${query}`, { headers: { accept: 'application/json' } })
    const { Buckets } = (await response.json()) as { Buckets: { Bucket: { Name: string }[] } }
    return Buckets.Bucket.map(({ Name }) => Name)
  }

  expect(await names('OnlyForked=true')).toEqual(['fork'])
  expect(await names('OwnedBy=ada@example.com')).toEqual(['main'])
  expect(await names('OwnedBy=nobody@example.com')).toEqual([])
})
