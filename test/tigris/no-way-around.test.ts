// A right that a policy closes stays closed by whatever other call reaches the same object.
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const statement = (
  Effect: 'Allow' | 'Deny',
  Action: string | readonly string[],
  Resource: string | readonly string[],
) => ({
  Effect,
  Action,
  Resource,
})
const policy = (...Statement: readonly ReturnType<typeof statement>[]) => ({ Version: '2012-10-17', Statement })

const setup = () => {
  const mock = createTigrisMock({
    buckets: { main: { snapshots: true, objects: { 'open/a': 'open', 'secret/x': 'TOP' } } },
    keys: {
      boss: { admin: true },
      barred: {
        policies: [
          policy(
            statement('Allow', 's3:*', '*'),
            statement('Deny', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], 'arn:aws:s3:::main/secret/*'),
          ),
        ],
      },
      getter: {
        scope: 'no_default_allow',
        policies: [policy(statement('Allow', ['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::main/*'))],
      },
    },
  })
  const status = async (
    name: 'boss' | 'barred' | 'getter',
    path: string,
    method = 'GET',
    headers: Record<string, string> = {},
    body?: string,
  ) => (await mock.as(name).fetch(path, { method, headers, ...(body !== undefined && { body }) })).status
  return { mock, status }
}

test('a fork does not open a prefix that is denied', async () => {
  const { status } = setup()

  expect(await status('barred', '/stolen', 'PUT', { 'x-tigris-fork-source-bucket': 'main' })).toBe(403)
  expect(await status('boss', '/copied', 'PUT', { 'x-tigris-fork-source-bucket': 'main' })).toBe(200)
})

test('a merge does not write a prefix that is denied', async () => {
  const { mock, status } = setup()
  await status('boss', '/copied', 'PUT', { 'x-tigris-fork-source-bucket': 'main' })
  await status('boss', '/copied/secret/x', 'PUT', {}, 'EVIL')

  expect(await status('barred', '/main', 'PUT', { 'x-tigris-merge-source-bucket': 'copied' })).toBe(403)
  expect((await mock.bucket('main').get('secret/x'))?.text).toBe('TOP')
})

test('deleting a bucket by force needs the right to delete what is in it', async () => {
  const { mock, status } = setup()

  expect(await status('barred', '/main', 'DELETE', { 'tigris-force-delete': 'true' })).toBe(403)
  expect(mock.bucket('main').keys()).toEqual(['open/a', 'secret/x'])
})

test.each([
  ['no key', { bucket: 'main', key: '' }, 400],
  ['a bucket that is written otherwise', { bucket: 'm%61in', key: 'secret/x' }, 400],
])('the service presigns one object of one bucket, not %s', async (_, target, expected) => {
  const { mock, status } = setup()
  const body = JSON.stringify({ ...target, key_id: mock.keys.get('boss').id, type: 'get' })
  const headers = { 'content-type': 'application/json', accept: 'application/json' }

  expect(await status('barred', '/?func=presign', 'POST', headers, body)).toBe(expected)
})

test('an editor of buckets hands on no role on a pattern', async () => {
  const { mock } = setup()
  const Req = JSON.stringify({ name: 'k', buckets_role: [{ bucket: 'ma*', role: 'Editor' }] })
  const body = new URLSearchParams({ Action: 'CreateAccessKeyWithBucketsRole', Version: '2010-05-08', Req })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }

  const response = await mock.admin().fetch('https://iam.storage.dev/', { method: 'POST', headers, body: `${body}` })

  expect(response.status).toBe(400)
})

test('who holds a presigned URL adds no header that changes what it does', async () => {
  const { mock } = setup()
  const { presign } = await import('../../src/auth/sign-request.js')
  const { accessKeyId: id, secretAccessKey: secret } = mock.as('boss').credentials
  const query = presign({
    ...{ method: 'DELETE', host: 't3.storage.dev', path: '/main', region: 'auto', service: 's3', at: Date.now() },
    ...{ credentials: { id, secret }, expires: 60 },
  })
  const call = (headers: Record<string, string>) =>
    mock.fetch(new Request(`https://t3.storage.dev/main?${query}`, { method: 'DELETE', headers }))

  expect((await call({ 'tigris-force-delete': 'true' })).status).toBe(403)
  expect((await call({})).status).toBe(409)
})

test('a past version is judged as the version that it is', async () => {
  const { mock } = setup()
  const boss = mock.as('boss')
  const tagged = { 'x-amz-tagging': 'a=b' }
  await boss.fetch('/main/tagged', { method: 'PUT', body: '1', headers: tagged })
  const taken = await boss.fetch('/main', { method: 'PUT', headers: { 'x-tigris-snapshot': 'true' } })
  const version = taken.headers.get('x-tigris-snapshot-version') ?? ''
  await boss.fetch('/main/tagged', { method: 'PUT', body: '2' })
  const copy = (headers: Record<string, string>) =>
    mock
      .as('getter')
      .fetch('/main/copy', { method: 'PUT', headers: { 'x-amz-copy-source': 'main/tagged', ...headers } })

  expect((await copy({ 'x-tigris-snapshot-version': version })).status).toBe(403)
  expect((await copy({})).status).toBe(200)
})

test('a right on every key is asked for once where no policy tells the keys apart', async () => {
  const { mock, status } = setup()
  const forking = { 'x-tigris-fork-source-bucket': 'main' }
  const asked = () => mock.log.last?.decisions.map(({ verdict }) => verdict.resource)

  expect(await status('boss', '/copied', 'PUT', forking)).toBe(200)
  expect(asked()).toEqual(['arn:aws:s3:::copied', 'arn:aws:s3:::main', 'arn:aws:s3:::main/*'])
  expect(await status('barred', '/stolen', 'PUT', forking)).toBe(403)
  expect(asked()).toEqual([
    'arn:aws:s3:::stolen',
    'arn:aws:s3:::main',
    'arn:aws:s3:::main/open/a',
    'arn:aws:s3:::main/secret/x',
  ])
})
