// Each question that the documents leave open: what is assumed, and that a scene can have it otherwise.
import { expect, test } from 'vitest'
import { bothWays, under } from './assumed-setup.js'

const statement = (Action: string | readonly string[], Resource = '*', Effect: 'Allow' | 'Deny' = 'Allow') => ({
  ...{ Effect, Action, Resource },
})
const policy = (...Statement: readonly ReturnType<typeof statement>[]) => ({ Version: '2012-10-17', Statement })
const files = { files: { objects: { a: 'x', 'b/c/d': 'y', 'b/*/d': 'z' } } }

const created = (action: string) => async (assumed: Parameters<typeof under>[0]) => {
  const PolicyDocument = JSON.stringify(policy(statement(action)))
  return (await under(assumed).iam('admin', { Action: 'CreatePolicy', PolicyName: 'p', PolicyDocument })).status
}

test('the action of the example is known or not, as the scene assumes', async () => {
  expect(await bothWays(created('s3:CompleteMultipartUpload'), { exampleAction: 'refused' })).toEqual([200, 400])
})

test('a location is governed by the action that the scene assumes', async () => {
  expect(await bothWays(created('s3:GetBucketLocation'), { locationAction: 'taken' })).toEqual([400, 200])
  const two = { locationAction: 'taken', exampleAction: 'refused', actionCase: 'refused' } as const
  expect(
    await Promise.all(
      ['s3:GetBucketLocation', 's3:CompleteMultipartUpload', 's3:getobject'].map(each => created(each)(two)),
    ),
  ).toEqual([200, 400, 400])
})

test('an action in another case counts as the scene assumes', async () => {
  expect(await bothWays(created('s3:getobject'), { actionCase: 'refused' })).toEqual([200, 400])
  expect(await created('s3:Get*')({ actionCase: 'refused' })).toBe(200)
})

test('calls that have no action in the list are governed as the scene assumes', async () => {
  const lister = { policies: [policy(statement('s3:ListBucket'))] }

  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, { buckets: files, keys: { lister } })
      return [(await ask('lister', '/files?versions')).status, (await ask('lister', '/files?location')).status]
    },
    { unlistedCalls: 'own' },
  )

  expect(shown).toEqual([
    [200, 200],
    [403, 403],
  ])
})

test('the source of a copy needs the right that the scene assumes', async () => {
  const writer = { policies: [policy(statement('s3:PutObject'))] }

  const shown = await bothWays(
    async assumed =>
      (
        await under(assumed, { buckets: files, keys: { writer } }).ask('writer', '/files/copy', 'PUT', {
          'x-amz-copy-source': 'files/a',
        })
      ).status,
    { copySource: 'unchecked' },
  )

  expect(shown).toEqual([403, 200])
})

test.each([
  [
    'a star in the middle of a resource',
    'arn:aws:s3:::files/b/*/d',
    '/files/b/c/d',
    { starInResource: 'literal' },
    [200, 403],
  ],
  [
    'a star in the middle means itself then',
    'arn:aws:s3:::files/b/*/d',
    '/files/b/%2A/d',
    { starInResource: 'literal' },
    [200, 200],
  ],
  [
    'a star at the end of a resource',
    'arn:aws:s3:::files/b/*',
    '/files/b/c/d',
    { starInResource: 'literal' },
    [200, 200],
  ],
  ['a question mark', 'arn:aws:s3:::files/?', '/files/a', { questionMark: 'wildcard' }, [403, 200]],
] as const)('%s', async (_, resource, path, other, expected) => {
  const reader = { policies: [policy(statement('s3:GetObject', resource))] }

  const shown = await bothWays(
    async assumed => (await under(assumed, { buckets: files, keys: { reader } }).ask('reader', path)).status,
    other,
  )

  expect(shown).toEqual(expected)
})

const denied = [policy(statement('s3:GetObject', '*', 'Deny'))]

test.each([
  ['a Deny and a role', { roles: { files: 'Editor' }, policies: denied }, { denyAndRole: 'allowed' }, [403, 200]],
  ['a Deny and an admin', { admin: true, policies: denied }, { denyAndAdmin: 'denied' }, [200, 403]],
] as const)('%s', async (_, key, other, expected) => {
  const shown = await bothWays(
    async assumed => (await under(assumed, { buckets: files, keys: { key } }).ask('key', '/files/a')).status,
    other,
  )

  expect(shown).toEqual(expected)
})

test('a key without rights may do what the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, { keys: { plain: {} } })
      return [(await ask('plain', '/')).status, (await ask('plain', '/made', 'PUT')).status]
    },
    { defaultAllowed: 'nothing' },
  )

  expect(shown).toEqual([
    [200, 200],
    [403, 403],
  ])
})

test('the role ReadOnly tells what the scene assumes', async () => {
  const reader = { roles: { files: 'ReadOnly' } }

  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, { buckets: files, keys: { reader } })
      return [(await ask('reader', '/files?accelerate')).status, (await ask('reader', '/files/a')).status]
    },
    { readOnlySettings: 'refused' },
  )

  expect(shown).toEqual([
    [200, 200],
    [403, 200],
  ])
})

test('an inactive key is refused as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed =>
      (await under(assumed, { buckets: files, keys: { off: { status: 'Inactive' } } }).ask('off', '/files/a')).code,
    { inactiveKey: 'AccessDenied' },
  )

  expect(shown).toEqual(['InvalidAccessKeyId', 'AccessDenied'])
})

test("public objects are served on the API's host as the scene assumes", async () => {
  const open = { files: { ...files.files, public: true } }

  const shown = await bothWays(
    async assumed => (await under(assumed, { buckets: open }).ask('anonymous', '/files/a')).status,
    { anonymousOnApiHost: 'served' },
  )

  expect(shown).toEqual([403, 200])
})
