import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandInput } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { allow, deniedBy, refusalOf, setup } from './object-setup.js'

const Bucket = 'images'
const Key = 'a.txt'
const object = { body: 'hello world', contentType: 'text/plain', metadata: { a: 'b' }, tags: { team: 'red' } }
const scene = { buckets: { images: { objects: { 'a.txt': object } } } }

const head = (input: Partial<HeadObjectCommandInput> = {}) => new HeadObjectCommand({ Bucket, Key, ...input })

test('tells what a read would tell, without the bytes', async () => {
  const { mock } = setup(scene)
  const read = async (method: string, headers: Record<string, string> = {}) => {
    const answer = await mock.admin().fetch(`/${Bucket}/${Key}`, { method, headers })
    const kept = [...answer.headers].filter(([name]) => !/^(?:date|x-amz-request-id|x-amz-id-2)$/.test(name))
    return { status: answer.status, headers: Object.fromEntries(kept), text: await answer.text() }
  }

  const range = { Range: 'bytes=0-4' }

  expect(await read('HEAD')).toEqual({ ...(await read('GET')), text: '' })
  expect((await read('HEAD')).headers['content-length']).toBe('11')
  expect(await read('HEAD', range)).toEqual({ ...(await read('GET', range)), text: '' })
  expect((await read('HEAD', range)).headers).toMatchObject({ 'content-length': '5', 'content-range': 'bytes 0-4/11' })
})

test('tells of an archived object, which cannot be read', async () => {
  const { s3 } = setup({ buckets: { images: { objects: { 'a.txt': { ...object, storageClass: 'GLACIER' } } } } })
  const { mock } = setup({ buckets: { images: { objects: { 'a.txt': { ...object, storageClass: 'GLACIER' } } } } })
  mock
    .world()
    .store.update(
      { Bucket, Key },
      { restore: { readyAt: mock.clock.now().getTime() + 60_000, expires: mock.clock.now().getTime() + 120_000 } },
    )

  const archived = await s3.send(head())
  const ongoing = await mock.admin().fetch(`/${Bucket}/${Key}`, { method: 'HEAD' })

  expect([archived.StorageClass, archived.Restore]).toEqual(['GLACIER', undefined])
  expect(ongoing.headers.get('x-amz-restore')).toBe('ongoing-request="true"')
})

test.each([
  ['If-None-Match', { IfNoneMatch: '*' }, 304],
  ['If-Match', { IfMatch: '"other"' }, 412],
])('answers a condition that does not hold: %s', async (_, condition, status) => {
  const { s3 } = setup(scene)

  expect((await refusalOf(s3.send(head(condition)))).status).toBe(status)
})

test('a missing key is 404 without a body for those who may list, 403 for others', async () => {
  const { mock, s3, clientOf } = setup({
    ...scene,
    keys: { reader: { policies: [allow(['s3:GetObject'], 'images/*')] } },
  })

  const told = await refusalOf(s3.send(head({ Key: 'absent' })))
  const hidden = await refusalOf(clientOf(mock.as('reader')).send(head({ Key: 'absent' })))
  const raw = await mock.admin().fetch(`/${Bucket}/absent`, { method: 'HEAD' })

  expect([told.status, told.code]).toEqual([404, 'NotFound'])
  expect(hidden.status).toBe(403)
  expect([raw.status, await raw.text()]).toEqual([404, ''])
})

test('needs s3:GetObject', async () => {
  const { mock, clientOf } = setup({ ...scene, keys: { lister: { policies: [allow(['s3:ListBucket'], 'images')] } } })

  const refused = await refusalOf(clientOf(mock.as('lister')).send(head()))

  expect(refused.status).toBe(403)
  expect(deniedBy(mock)).toEqual(['s3:GetObject', 'arn:aws:s3:::images/a.txt', 'implicitDeny'])
})

test('counts tags for those who may read them', async () => {
  const { mock, clientOf } = setup({
    ...scene,
    keys: {
      reader: { policies: [allow(['s3:GetObject'], 'images/*')] },
      tagger: { policies: [allow(['s3:GetObject', 's3:GetObjectTagging'], 'images/*')] },
    },
  })

  expect((await clientOf(mock.as('reader')).send(head())).TagCount).toBeUndefined()
  expect((await clientOf(mock.as('tagger')).send(head())).TagCount).toBe(1)
})

test('tells of one version', async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { images: { versioning: 'Enabled', objects: { 'a.txt': object } } } })
  const { VersionId } = await s3.send(new GetObjectCommand({ Bucket, Key }))

  expect((await s3.send(head({ VersionId }))).VersionId).toBe(VersionId)
  expect((await refusalOf(s3.send(head({ VersionId: 'A'.repeat(32) })))).status).toBe(404)
})

test('refuses a part that is not there', async () => {
  const { s3 } = setup(scene)

  expect((await refusalOf(s3.send(head({ PartNumber: 3 })))).status).toBe(416)
})
