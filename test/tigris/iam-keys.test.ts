import {
  assignBucketRoles,
  createAccessKey,
  getAccessKey,
  listAccessKeys,
  removeAccessKey,
  revokeAllBucketRoles,
  rotateAccessKey,
} from '@tigrisdata/iam'
import { get } from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = {
  buckets: { files: { objects: { 'a.txt': 'hello' } }, others: {} },
  keys: { editor: { roles: { files: 'Editor' } }, reader: { roles: { files: 'ReadOnly' } } },
} as const

test('makes a key with roles on buckets, which works at once', async () => {
  await startMock(scene)

  const made = await dataOf(createAccessKey('builder', { bucketsRole: [{ bucket: 'files', role: 'ReadOnly' }] }))

  expect(made).toMatchObject({ name: 'builder', status: 'active', roles: [{ bucket: 'files', role: 'ReadOnly' }] })
  expect(made.id).toMatch(/^tid_/)
  expect(made.secret).toMatch(/^tsec_/)
  const config = { accessKeyId: made.id, secretAccessKey: made.secret }
  expect(await dataOf(get('a.txt', 'string', { config }))).toBe('hello')
  expect(await errorOf(get('a.txt', 'string', { config: { ...config, bucket: 'others' } }))).toMatch(/^Access denied/)
})

test('tells one key and all keys with their roles', async () => {
  const mock = await startMock(scene)
  const { id } = mock.keys.get('editor')

  expect(await dataOf(getAccessKey(id))).toMatchObject({
    id,
    name: 'editor',
    status: 'active',
    organizationId: mock.dialect.identity.account,
    roles: [{ bucket: 'files', role: 'Editor' }],
  })
  expect(await errorOf(getAccessKey('tid_none'))).toBe('Access key not found')
  const { accessKeys, hasMore, paginationToken } = await dataOf(listAccessKeys())
  expect(accessKeys.map(({ name }) => name).sort()).toEqual(['admin', 'editor', 'reader'])
  expect([hasMore, paginationToken]).toEqual([false, undefined])
})

test('pages through the keys', async () => {
  await startMock(scene)
  const names: string[] = []
  let paginationToken: string | undefined
  do {
    const page = await dataOf(listAccessKeys({ limit: 1, ...(paginationToken !== undefined && { paginationToken }) }))
    names.push(...page.accessKeys.map(({ name }) => name))
    paginationToken = page.paginationToken
  } while (paginationToken !== undefined)

  expect(names.sort()).toEqual(['admin', 'editor', 'reader'])
})

test('gives further roles and takes all of them away', async () => {
  const mock = await startMock(scene)
  const { id } = mock.keys.get('reader')

  await dataOf(assignBucketRoles(id, [{ bucket: 'others', role: 'Editor' }]))

  expect((await dataOf(getAccessKey(id))).roles).toEqual([
    { bucket: 'files', role: 'ReadOnly' },
    { bucket: 'others', role: 'Editor' },
  ])
  await dataOf(revokeAllBucketRoles(id))
  expect((await dataOf(getAccessKey(id))).roles).toEqual([])
  expect(mock.as('reader').can('s3:GetObject', 'files/a.txt').decision).toBe('implicitDeny')
})

test('rotates a secret: the old one no longer signs', async () => {
  const mock = await startMock(scene)
  const { id, secret } = mock.keys.get('reader')

  const rotated = await dataOf(rotateAccessKey(id))

  expect(rotated).toEqual({ id, newSecret: expect.stringMatching(/^tsec_/) })
  expect(rotated.newSecret).not.toBe(secret)
  expect(mock.keys.get('reader').secret).toBe(rotated.newSecret)
  expect(await errorOf(rotateAccessKey('tid_none'))).toBe('The Access Key with id tid_none cannot be found.')
})

test('removes a key', async () => {
  const mock = await startMock(scene)
  const { id } = mock.keys.get('reader')

  await dataOf(removeAccessKey(id, { name: 'reader' }))

  expect(await errorOf(getAccessKey(id))).toBe('Access key not found')
})

test('an editor hands on what an editor has, and no more', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('editor'))

  const made = await dataOf(createAccessKey('helper', { bucketsRole: [{ bucket: 'files', role: 'Editor' }] }))

  expect(made.id).toMatch(/^tid_/)
  expect(await errorOf(createAccessKey('x', { bucketsRole: [{ bucket: 'others', role: 'ReadOnly' }] }))).toBe(
    'Access Denied',
  )
  expect(mock.log.last?.denied).toMatchObject({
    action: 'iam:CreateAccessKeyWithBucketsRole',
    resource: 'arn:aws:s3:::others',
  })
  const highest = { bucketsRole: [{ bucket: '*', role: 'NamespaceAdmin' as const }] }
  expect(await errorOf(createAccessKey('x', highest))).toBe('Access Denied')
  const admin = { bucketsRole: [{ bucket: 'files', role: 'NamespaceAdmin' as const }] }
  expect(await errorOf(createAccessKey('x', admin))).toMatch(/NamespaceAdmin goes with the bucket \*/)
})

test('refuses roles that are none, by name', async () => {
  await startMock(scene)
  const bucketsRole = [{ bucket: 'files', role: 'Owner' as 'Editor' }]

  expect(await errorOf(createAccessKey('x', { bucketsRole }))).toMatch(/^buckets_role\[0\]\.role must be one of/)
})
