import { createAccessKey, listAccessKeys, listTeams, whoami } from '@tigrisdata/iam'
import { createBucketSnapshot, get, getPresignedUrl, listBuckets, put } from '@tigrisdata/storage'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { createTigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'
import { dataOf } from './setup.js'

/** A mock behind a server, and the configuration with which another process would reach it. */
const served = async () => {
  const mock = createTigrisMock({ buckets: { users: { snapshots: true, objects: { whoareyou: 'an object' } } } })
  const server = await serve(mock.door)
  onTestFinished(() => server.close())
  const { url } = server
  const { accessKeyId, secretAccessKey } = mock.admin().credentials
  const endpoints = { endpoint: url, iamEndpoint: url, mgmtEndpoint: url }
  return { mock, config: { ...endpoints, accessKeyId, secretAccessKey, bucket: 'users', forcePathStyle: true } }
}

test('one address answers the calls of storage, IAM and management', async () => {
  const { mock, config } = await served()

  await dataOf(put('a', 'x', { config }))
  const { snapshotVersion } = await dataOf(createBucketSnapshot('users', { config }))
  const made = await dataOf(createAccessKey('helper', { config, bucketsRole: [{ bucket: 'users', role: 'ReadOnly' }] }))

  expect(await dataOf(get('a', 'string', { config, snapshotVersion }))).toBe('x')
  expect((await dataOf(listBuckets({ config }))).buckets.map(({ name }) => name)).toEqual(['users'])
  expect((await dataOf(listAccessKeys({ config }))).accessKeys.map(({ id }) => id)).toContain(made.id)
  expect((await dataOf(listTeams({ config }))).teams).toEqual([])
  expect((await dataOf(whoami({ config }))).organizationId).toBe(wholeOf(mock).dialect.identity.account)
})

test('a bucket may have the name of a path, and its objects are found', async () => {
  const { config } = await served()

  expect(await dataOf(get('whoareyou', 'string', { config }))).toBe('an object')
})

test('a URL presigned by the server leads back to it', async () => {
  const { config } = await served()

  const { url } = await dataOf(getPresignedUrl('whoareyou', { operation: 'get', config }))

  expect(await (await fetch(url)).text()).toBe('an object')
})
