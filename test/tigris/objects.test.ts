import {
  completeMultipartUpload,
  copy,
  get,
  getPartsPresignedUrls,
  getPresignedUrl,
  getRestoreInfo,
  getSignedUploadUrl,
  handleClientUpload,
  head,
  initMultipartUpload,
  isMigrated,
  list,
  migrate,
  move,
  put,
  remove,
  restoreObject,
  setObjectAccess,
  UploadAction,
  updateBucket,
  updateObject,
} from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const writer = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: 'arn:aws:s3:::files/*' }],
} as const

const scene = {
  buckets: { files: { objects: { 'a.txt': 'hello' } }, others: {} },
  keys: { writer: { policies: [writer] }, reader: { roles: { files: 'ReadOnly' } } },
} as const

test('puts, heads, gets and removes an object', async () => {
  await startMock(scene)

  const made = await dataOf(put('b.json', '{"a":1}', { contentType: 'application/json', metadata: { Team: 'red' } }))

  expect(made).toMatchObject({ path: 'b.json', size: 7, metadata: { team: 'red' } })
  expect(await dataOf(head('b.json'))).toMatchObject({ size: 7, contentType: 'application/json', etag: made.etag })
  const whole = await dataOf(get('b.json', 'string', { includeMetadata: true, range: { start: 1, end: 3 } }))
  expect(whole).toMatchObject({ body: '"a"', metadata: { size: 3, totalSize: 7, userMetadata: { team: 'red' } } })
  expect(await (await fetch(made.url)).text()).toBe('{"a":1}')
  await dataOf(remove('b.json'))
  expect(await dataOf(head('b.json'))).toBeUndefined()
  expect(await errorOf(get('b.json', 'string'))).toBe('File not found in Tigris Storage')
})

test('an upload in parts is joined', async () => {
  await startMock(scene)
  const body = 'x'.repeat(6 * 1024 ** 2)

  const { size } = await dataOf(put('large', body, { multipart: true }))

  expect(size).toBe(body.length)
  expect((await dataOf(head('large')))?.size).toBe(body.length)
})

test('the SDK sends an ACL with every upload, which needs no right of its own where ACLs do not count', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('writer'))

  await dataOf(put('b.txt', 'x', { access: 'public' }))

  expect(mock.log.filter({ operation: 'PutObject' })[0]?.decisions.map(({ verdict }) => verdict.action)).toEqual([
    's3:PutObject',
  ])
  expect(mock.world().store.get({ Bucket: 'files', Key: 'b.txt' }).acl).toBeUndefined()
})

test('where the bucket lets ACLs of objects count, setting one takes its right', async () => {
  const mock = await startMock(scene)
  await dataOf(updateBucket('files', { allowObjectAcl: true }))
  await dataOf(put('open.txt', 'x', { access: 'public' }))
  await dataOf(setObjectAccess('a.txt', { access: 'public' }))

  const open = (key: string) => fetch(`https://files.t3.tigrisfiles.io/${key}`).then(({ status }) => status)
  expect(await Promise.all([open('open.txt'), open('a.txt')])).toEqual([200, 200])
  actAs(mock.as('writer'))
  expect(await errorOf(put('b.txt', 'x'))).toBe('Access Denied.')
  expect(mock.log.last?.denied?.action).toBe('s3:PutObjectAcl')
})

test('lists with prefixes, page by page', async () => {
  await startMock({ buckets: { files: { objects: { 'x/1': '', 'x/2': '', 'y/1': '', z: '' } } } })

  const first = await dataOf(list({ delimiter: '/', limit: 2 }))

  expect([first.items, first.commonPrefixes, first.hasMore]).toEqual([[], ['x/', 'y/'], true])
  const { paginationToken = '' } = first
  expect((await dataOf(list({ delimiter: '/', paginationToken }))).items.map(({ name }) => name)).toEqual(['z'])
  expect((await dataOf(list({ prefix: 'x/', source: 'tigris' }))).items).toHaveLength(2)
})

test('copies and moves within a bucket, and copies to another', async () => {
  await startMock(scene)

  await dataOf(copy('a.txt', 'b.txt'))
  await dataOf(copy('a.txt', 'c d/é.txt', { destBucket: 'others' }))
  await dataOf(move('a.txt', 'moved.txt'))
  await dataOf(updateObject('moved.txt', { key: 'again.txt', access: 'public' }))

  expect((await dataOf(list())).items.map(({ name }) => name)).toEqual(['again.txt', 'b.txt'])
  expect(await dataOf(get('c d/é.txt', 'string', { config: { bucket: 'others' } }))).toBe('hello')
})

test('a move takes the rights to read, write and delete', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('writer'))

  await errorOf(move('a.txt', 'b.txt'))

  expect(mock.log.last).toMatchObject({
    operation: 'MoveObject',
    denied: { action: 's3:DeleteObject', resource: 'arn:aws:s3:::files/a.txt' },
  })
})

test('presigns on the server, for a key whose secret the caller does not have', async () => {
  const mock = await startMock(scene)
  const { id } = mock.keys.get('reader')

  const upload = await dataOf(getPresignedUrl('b.txt', { operation: 'put' }))
  await fetch(upload.url, { method: 'PUT', body: 'sent' })
  const asReader = await dataOf(getPresignedUrl('b.txt', { operation: 'get', accessKeyId: id }))

  expect(await (await fetch(asReader.url)).text()).toBe('sent')
  expect(new URL(asReader.url).searchParams.get('X-Amz-Credential')).toMatch(new RegExp(`^${id}/`))
  expect(await errorOf(getPresignedUrl('b.txt', { operation: 'get', accessKeyId: 'tid_none' }))).toMatch(
    /Access Key Id you provided does not exist/,
  )
  actAs(mock.as('reader'))
  expect(await errorOf(getPresignedUrl('b.txt', { operation: 'put' }))).toBe('Access Denied.')
})

test('takes uploads by URLs and forms that were signed locally', async () => {
  await startMock(scene)
  const byPut = await dataOf(getSignedUploadUrl('p.txt', { contentType: 'text/plain', metadata: { a: 'b' } }))
  const byForm = await dataOf(getSignedUploadUrl('f.txt', { maxSize: 10, access: 'private' }))
  if (byPut.method !== 'PUT' || byForm.method !== 'POST') throw new Error('another method than asked for')
  const form = new FormData()
  for (const [name, value] of Object.entries(byForm.fields)) form.set(name, value)
  form.set('file', new Blob(['of the form']))

  const put = await fetch(byPut.url, {
    method: 'PUT',
    body: 'of the put',
    ...(byPut.headers && { headers: byPut.headers }),
  })
  const tooLarge = await fetch(byForm.url, { method: 'POST', body: form })
  form.set('file', new Blob(['short']))
  const posted = await fetch(byForm.url, { method: 'POST', body: form })

  expect([put.status, tooLarge.status, posted.status]).toEqual([200, 400, 204])
  const changed = { ...byPut.headers, 'x-amz-meta-a': 'other than signed' }
  expect((await fetch(byPut.url, { method: 'PUT', body: 'x', headers: changed })).status).toBe(403)
  expect(await dataOf(get('p.txt', 'string'))).toBe('of the put')
  expect(await dataOf(get('f.txt', 'string'))).toBe('short')
})

test('uploads of clients: in one part and in several', async () => {
  await startMock(scene)
  const one = await dataOf(handleClientUpload({ action: UploadAction.SinglepartInit, name: 'one' }))
  await fetch((one as { url: string }).url, { method: 'PUT', body: '1' })

  const { uploadId } = await dataOf(initMultipartUpload('many'))
  const urls = await dataOf(getPartsPresignedUrls('many', [1, 2], uploadId))
  const parts = await Promise.all(
    urls.map(async ({ part, url }) => {
      const { headers } = await fetch(url, { method: 'PUT', body: `part ${part}. ` })
      return { [part]: headers.get('etag') ?? '' }
    }),
  )
  const done = await dataOf(completeMultipartUpload('many', uploadId, parts))

  expect(await dataOf(get('one', 'string'))).toBe('1')
  expect(await (await fetch(done.url)).text()).toBe('part 1. part 2. ')
})

test('an archived object is restored by the clock', async () => {
  const mock = await startMock({
    buckets: { files: { objects: { cold: { body: 'x', storageClass: 'GLACIER' }, warm: 'y' } } },
  })

  expect(await dataOf(getRestoreInfo('cold'))).toEqual({ status: 'archived' })
  await dataOf(restoreObject('cold', { days: 2 }))
  expect(await dataOf(getRestoreInfo('cold'))).toMatchObject({ status: 'in-progress' })
  mock.clock.advance(3_700_000)
  expect(await dataOf(getRestoreInfo('cold'))).toMatchObject({ status: 'restored', expiresAt: expect.any(Date) })
  expect(await dataOf(get('cold', 'string'))).toBe('x')
  await dataOf(restoreObject('warm'))
  expect(await dataOf(getRestoreInfo('warm'))).toBeUndefined()
})

test('without a shadow bucket every object is migrated', async () => {
  await startMock(scene)

  await dataOf(migrate('a.txt'))

  expect(await dataOf(isMigrated('a.txt'))).toBe(true)
  expect(await errorOf(list({ source: 'shadow' }))).toMatch(/Shadow buckets are not supported/)
})

test.each(['x-tigris-consistent', 'x-tigris-cas'])('takes %s as true or false, and nothing else', async name => {
  const mock = await startMock(scene)
  const ask = (value: string) =>
    mock
      .admin()
      .fetch('/files/a.txt', { headers: { [name]: value } })
      .then(({ status }) => status)

  expect([await ask('true'), await ask('false'), await ask('perhaps')]).toEqual([200, 200, 400])
})
