import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { expect, test } from 'vitest'
import type { CallerContext } from '../../src/mock/caller.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const Bucket = 'samples'

const begin = (dialect: 'aws' | 'tigris' = 'aws') =>
  setup({
    dialect,
    buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
    keys: { nobody: dialect === 'aws' ? {} : { scope: 'no_default_allow' } },
  })

interface Mock {
  admin(): CallerContext
  anonymous(): CallerContext
}
type Conditions = NonNullable<PresignedPostOptions['Conditions']>

/** A form as a browser sends it, signed by the caller's policy; `fields` stand in both, `more` in the form alone. */
const formFor = async (
  mock: Mock,
  {
    key = 'made.txt',
    fields = {},
    conditions = [],
    more = {},
    caller = mock.admin(),
  }: {
    key?: string
    fields?: Record<string, string>
    conditions?: Conditions
    more?: Record<string, string>
    caller?: CallerContext
  } = {},
) => {
  const client = new S3Client(caller.clientConfig)
  const signed = await createPresignedPost(client, { Bucket, Key: key, Fields: fields, Conditions: conditions })
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...signed.fields, ...more })) form.set(name, value)
  return { url: signed.url, form }
}

const send = async (mock: Mock, url: string, form: FormData) => {
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
  return mock.anonymous().fetch(url, { method: 'POST', headers, body: await encoded.arrayBuffer() })
}

const upload = async (mock: Mock, parts: Parameters<typeof formFor>[1] = {}, file: string | File = 'content') => {
  const { url, form } = await formFor(mock, parts)
  if (typeof file === 'string') form.append('file', new Blob([file]), 'photo.jpg')
  else form.append('file', file)
  return send(mock, url, form)
}

test.each(['aws', 'tigris'] as const)('in %s a signed form stores its file', async dialect => {
  const { mock, s3 } = begin(dialect)

  const response = await upload(mock, { fields: { 'Content-Type': 'text/plain', 'x-amz-meta-team': 'blue' } })

  expect(response.status).toBe(204)
  expect(response.headers.get('etag')).toBe('"9a0364b9e99bb480dd25e1f0284c8555"')
  const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key: 'made.txt' }))
  expect([await Body?.transformToString(), ContentType, Metadata]).toEqual(['content', 'text/plain', { team: 'blue' }])
  expect(mock.log.filter({ operation: 'PostObject' })[0]).toMatchObject({ key: 'made.txt', caller: 'admin' })
})

test('the file gives its name to the key', async () => {
  const { mock } = begin()

  const response = await upload(mock, { key: 'images/$' + '{filename}' })

  expect(response.status).toBe(204)
  expect(mock.bucket(Bucket).keys()).toContain('images/photo.jpg')
})

test.each([
  ['201', 201],
  ['200', 200],
  ['204', 204],
  ['404', 204],
])('success_action_status %s is answered %i', async (wanted, status) => {
  const { mock } = begin()

  const response = await upload(mock, { fields: { success_action_status: wanted } })

  expect(response.status).toBe(status)
  const text = await response.text()
  if (status !== 201) expect(text).toBe('')
  else {
    expect(text).toContain(
      '<Bucket>samples</Bucket><Key>made.txt</Key><ETag>&quot;9a0364b9e99bb480dd25e1f0284c8555&quot;</ETag>',
    )
    expect(text).toContain('<PostResponse><Location>')
    expect(text).toContain(`<Location>${response.headers.get('location')}</Location>`)
  }
})

test.each([
  ['https://example.com/done', 'https://example.com/done?'],
  ['https://example.com/done?a=b', 'https://example.com/done?a=b&'],
])('redirects to %s and tells what was stored', async (target, begins) => {
  const { mock } = begin()

  const response = await upload(mock, { key: 'a b', fields: { success_action_redirect: target } })

  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toBe(
    `${begins}bucket=samples&key=a%20b&etag=%229a0364b9e99bb480dd25e1f0284c8555%22`,
  )
})

test('a redirect that is no URL counts for nothing', async () => {
  const { mock } = begin()

  expect((await upload(mock, { fields: { success_action_redirect: 'nowhere' } })).status).toBe(204)
})

test('tags, ACL, storage class and encryption stand in fields', async () => {
  const { mock, s3 } = begin()
  const tagging = '<Tagging><TagSet><Tag><Key>a+b</Key><Value>c=d</Value></Tag></TagSet></Tagging>'
  const fields = { tagging, 'x-amz-storage-class': 'STANDARD_IA', 'x-amz-server-side-encryption': 'AES256' }

  const response = await upload(mock, { fields })

  expect(response.status).toBe(204)
  const target = { Bucket, Key: 'made.txt' }
  expect((await s3.send(new GetObjectTaggingCommand(target))).TagSet).toEqual([{ Key: 'a+b', Value: 'c=d' }])
  expect(await s3.send(new HeadObjectCommand(target))).toMatchObject({
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'AES256',
  })
})

test.each([
  ['ab', 400, 'EntityTooLarge', [0, 1]],
  ['1', 204, undefined, [0, 1]],
  ['', 400, 'EntityTooSmall', [1, 2]],
  ['12', 204, undefined, [1, 2]],
])('a file %j is answered %i %s where %j is allowed', async (content, status, code, [from = 0, to = 0]) => {
  const { mock } = begin()

  const response = await upload(mock, { conditions: [['content-length-range', from, to]] }, content)

  expect(await answerOf(response)).toEqual([status, code])
  expect(mock.bucket(Bucket).keys().includes('made.txt')).toBe(status === 204)
})

test('the policy speaks of every field', async () => {
  const { mock } = begin()

  expect(await answerOf(await upload(mock, { more: { 'x-amz-meta-team': 'red' } }))).toEqual([403, 'AccessDenied'])
  expect(await answerOf(await upload(mock, { more: { 'x-ignore-me': '1' } }))).toEqual([204, undefined])
  expect(await answerOf(await upload(mock, { more: { key: 'other.txt' } }))).toEqual([403, 'AccessDenied'])
})

test('a policy ends by the clock of the mock', async () => {
  const { mock } = begin()
  const { url, form } = await formFor(mock)
  form.append('file', new Blob(['content']))
  mock.clock.advance(2 * 3_600_000)

  expect(await answerOf(await send(mock, url, form))).toEqual([403, 'AccessDenied'])
})

test('declared checksums and digests are checked', async () => {
  const { mock } = begin()
  const answer = async (name: string, value: string) => answerOf(await upload(mock, { fields: { [name]: value } }))

  expect(await answer('x-amz-checksum-crc32', 'AAAAAA==')).toEqual([400, 'BadDigest'])
  expect(await answer('Content-MD5', '1B2M2Y8AsgTpgAmY7PhCfg==')).toEqual([400, 'BadDigest'])
  expect(await answer('Content-MD5', 'mgNkuembtIDdJeHwKEyFVQ==')).toEqual([204, undefined])
})

test('a field that stands for a header which is not supported is refused by name', async () => {
  const { mock } = begin()

  const response = await upload(mock, { fields: { 'x-amz-checksum-md5': 'x' } })

  expect(await answerOf(response)).toEqual([501, 'NotImplemented'])
})

test('needs the right of its signer, and that of everyone when nobody signed', async () => {
  const { mock } = begin()
  const unsigned = new FormData()
  unsigned.set('key', 'made.txt')
  unsigned.append('file', new Blob(['content']))
  const url = `${mock.admin().clientConfig.endpoint}/samples`

  expect(await answerOf(await upload(mock, { caller: mock.as('nobody') }))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
  expect(await answerOf(await send(mock, url, unsigned))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObject', 'arn:aws:s3:::samples/made.txt'])
})

test('an ACL in the form needs the right to set one', async () => {
  const Statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' } as const
  const { mock } = setup({
    dialect: 'aws',
    buckets: { samples: {} },
    keys: { nobody: { policies: [{ Version: '2012-10-17', Statement }] } },
  })

  const response = await upload(mock, { fields: { acl: 'private' }, caller: mock.as('nobody') })

  expect(await answerOf(response)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)?.[0]).toBe('s3:PutObjectAcl')
})

test('the file is streamed, and what follows it is ignored', async () => {
  const { mock, s3 } = begin()
  const { url, form } = await formFor(mock)
  const bytes = new Uint8Array(300_000).map((_, index) => (index * 7) % 251)
  form.append('file', new Blob([bytes]), 'b')
  form.append('submit', 'Upload')

  expect((await send(mock, url, form)).status).toBe(204)
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'made.txt' }))
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true)
})

test('a form without a key or a file is refused', async () => {
  const { mock } = begin()
  const url = `${mock.admin().clientConfig.endpoint}/samples`
  const form = new FormData()

  form.set('acl', 'private')
  expect(await answerOf(await send(mock, url, form))).toEqual([400, 'InvalidArgument'])
  form.append('file', new Blob(['content']))
  expect(await answerOf(await send(mock, url, form))).toEqual([400, 'InvalidArgument'])
})

test.each([
  ['application/json', '{}', 412, 'PreconditionFailed'],
  ['multipart/form-data', 'nothing', 400, 'MalformedPOSTRequest'],
  ['multipart/form-data; boundary=x', 'nothing', 400, 'MalformedPOSTRequest'],
  ['multipart/form-data; boundary=x', '--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--', 400, 'MalformedPOSTRequest'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncut',
    403,
    'AccessDenied',
  ],
  [
    'multipart/form-data; boundary=x',
    `--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n${'k'.repeat(30_000)}\r\n--x--`,
    400,
    'MaxPostPreDataLengthExceededError',
  ],
])('a body of type %s that is %j is refused', async (type, body, status, code) => {
  const { mock } = begin()

  const response = await mock.anonymous().fetch('/samples', { method: 'POST', headers: { 'content-type': type }, body })

  expect(await answerOf(response)).toEqual([status, code])
})

test('a form that ends inside its file stores nothing', async () => {
  const { mock, s3 } = begin()
  const { url, form } = await formFor(mock)
  form.append('file', new Blob(['content']))
  const whole = new Response(form)
  const bytes = new Uint8Array(await whole.arrayBuffer())
  const headers = { 'content-type': whole.headers.get('content-type') ?? '' }

  const cut = await mock.anonymous().fetch(url, { method: 'POST', headers, body: bytes.slice(0, -20) })

  expect(await answerOf(cut)).toEqual([400, 'MalformedPOSTRequest'])
  expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'made.txt' })))).toEqual([404, 'NotFound'])
})

test('a form for a missing bucket is NoSuchBucket', async () => {
  const { mock } = begin()
  const { form } = await formFor(mock)
  form.append('file', new Blob(['content']))
  const url = `${mock.admin().clientConfig.endpoint}/missing`

  // the policy names another bucket
  expect(await answerOf(await send(mock, url, form))).toEqual([403, 'AccessDenied'])
  const unsigned = new FormData()
  unsigned.set('key', 'k')
  unsigned.append('file', new Blob(['content']))
  expect(await answerOf(await send(mock, url, unsigned))).toEqual([404, 'NoSuchBucket'])
})
