import { GetObjectAclCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { sign, stringToSign } from '../../src/auth/sigv2.js'
import { bodyOf } from '../../src/contract/wire.js'
import { answerOf, setup } from './s3-setup.js'

const endpoint = 'https://s3.us-east-1.amazonaws.com'

const begin = (newBuckets: 'before-2023' | 'today' = 'before-2023') => {
  const { mock, s3 } = setup({ dialect: 'aws', newBuckets, buckets: { samples: {} } })
  return { mock, s3, credentials: mock.admin().credentials }
}

type Begun = ReturnType<typeof begin>

/** A URL of the old kind; what `query` holds beside is signed where it stands for headers. */
const urlOf = ({ mock, credentials }: Begun, method: string, key: string, query = ''): string => {
  const path = `/samples/${key}`
  const end = String(Math.floor(Number(mock.clock.now()) / 1000) + 60)
  const request = {
    method,
    protocol: 'https',
    host: '',
    path,
    query,
    headers: new Map(),
    body: bodyOf(),
    scope: {},
  } as const
  const signature = sign(credentials.secretAccessKey, stringToSign(request, end, { bucket: 'samples', key }, true))
  const added = `AWSAccessKeyId=${credentials.accessKeyId}&Expires=${end}&Signature=${encodeURIComponent(signature)}`
  return `${endpoint}${path}?${added}${query === '' ? '' : `&${query}`}`
}

const formOf = ({ mock, credentials }: Begun, conditions: readonly object[], secret = credentials.secretAccessKey) => {
  const expiration = new Date(Number(mock.clock.now()) + 60_000).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  const form = new FormData()
  form.set('key', 'made.txt')
  form.set('AWSAccessKeyId', credentials.accessKeyId)
  form.set('policy', policy)
  form.set('signature', sign(secret, policy))
  form.append('file', new Blob(['content']), 'photo.jpg')
  return new Request(`${endpoint}/samples`, { method: 'POST', body: form })
}

const allowed = [{ bucket: 'samples' }, ['starts-with', '$key', 'made']]

test('URLs signed with version 2 write and read, with the headers that they bring', async () => {
  const begun = begin()
  const { mock, s3 } = begun

  const put = urlOf(begun, 'PUT', 'made.txt', 'x-amz-acl=public-read')
  expect(
    (await mock.fetch(new Request(put, { method: 'PUT', body: new TextEncoder().encode('content') }))).status,
  ).toBe(200)

  expect(await (await mock.fetch(new Request(urlOf(begun, 'GET', 'made.txt')))).text()).toBe('content')
  const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket: 'samples', Key: 'made.txt' }))
  expect(Grants).toHaveLength(2)
  expect(mock.log.calls('PutObject')[0]?.caller).toBe('admin')
})

test('a form whose policy is signed with version 2 stores its file', async () => {
  const begun = begin()

  expect((await begun.mock.fetch(formOf(begun, allowed))).status).toBe(204)

  const { Body } = await begun.s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'made.txt' }))
  expect(await Body?.transformToString()).toBe('content')
})

test('a form is refused whose signature differs, or whose policy does not name the bucket', async () => {
  const begun = begin()
  const { mock } = begun

  expect(await answerOf(await mock.fetch(formOf(begun, allowed, 'other')))).toEqual([403, 'SignatureDoesNotMatch'])
  expect(await answerOf(await mock.fetch(formOf(begun, allowed.slice(1))))).toEqual([403, 'AccessDenied'])
})

test('version 2 is taken of buckets of today, too', async () => {
  const begun = begin('today')
  const { mock } = begun

  expect(await answerOf(await mock.fetch(new Request(urlOf(begun, 'GET', 'k'))))).toEqual([404, 'NoSuchKey'])
  expect((await mock.fetch(formOf(begun, allowed))).status).toBe(204)
})

test('a bucket policy tells the versions of signatures apart', async () => {
  const begun = begin()
  const { mock, s3 } = begun
  const Statement = {
    ...{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::samples/*' },
    Condition: { StringEquals: { 's3:signatureversion': 'AWS' } },
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] })
  await s3.send(new PutObjectCommand({ Bucket: 'samples', Key: 'k', Body: 'x' }))
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'samples', Policy }))

  expect((await mock.fetch(new Request(urlOf(begun, 'GET', 'k')))).status).toBe(403)
  expect((await s3.send(new GetObjectCommand({ Bucket: 'samples', Key: 'k' }))).$metadata.httpStatusCode).toBe(200)
})

test('nothing that is added to the URL of a signed header stands for a header', async () => {
  const { mock, credentials } = begin()
  const date = new Date(Number(mock.clock.now())).toUTCString()
  const request = { method: 'PUT', protocol: 'https', host: '', path: '/samples/k', query: '' } as const
  const text = stringToSign(
    { ...request, headers: new Map(), body: bodyOf(), scope: {} },
    date,
    { bucket: 'samples', key: 'k' },
    false,
  )
  const authorization = `AWS ${credentials.accessKeyId}:${sign(credentials.secretAccessKey, text)}`
  const put = (query: string) => {
    const headers = { date, authorization }
    return mock.fetch(new Request(`${endpoint}/samples/k${query}`, { method: 'PUT', headers, body: new Uint8Array(1) }))
  }

  expect((await put('')).status).toBe(200)
  expect(await answerOf(await put('?X-Amz-Signature=other&x-amz-acl=public-read'))).toEqual([400, 'InvalidArgument'])
})
