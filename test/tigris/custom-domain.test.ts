import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { getPresignedUrl, updateBucket } from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { bothWays, under } from './assumed-setup.js'
import { dataOf, startMock } from './setup.js'

const domain = 'files.example.com'
const buckets = { files: { public: true, objects: { a: 'x', 'd/b': 'y' } }, shut: { objects: { a: 'z' } } }

const withDomain = async (bucket: 'files' | 'shut' = 'files') => {
  const mock = await startMock({ buckets }, bucket)
  await dataOf(updateBucket(bucket, { customDomain: domain }))
  return mock
}

test('the domain of a bucket serves what is public in it', async () => {
  await withDomain()

  expect(await (await fetch(`https://${domain}/d/b`)).text()).toBe('y')
  expect((await fetch(`https://${domain}/none`)).status).toBe(403)
  expect((await fetch(`https://${domain}/d/b`, { method: 'DELETE' })).status).toBe(403)
})

test('the domain of a private bucket serves nothing', async () => {
  await withDomain('shut')

  expect((await fetch(`https://${domain}/a`)).status).toBe(403)
})

test('a domain that was taken away is no longer one', async () => {
  const mock = await withDomain()
  await dataOf(updateBucket('files', { customDomain: '' }))

  expect(mock.owns({ host: domain })).toBe(false)
})

test('a presigned URL is good on the domain, whichever of the two hosts it was signed for', async () => {
  const mock = await withDomain('shut')
  const { clientConfig } = mock.admin()
  const get = new GetObjectCommand({ Bucket: 'shut', Key: 'a' })
  const signed = new URL(await getSignedUrl(new S3Client(clientConfig), get))
  const own = new S3Client({ ...clientConfig, endpoint: `https://${domain}`, bucketEndpoint: true })
  const put = new PutObjectCommand({ Bucket: `https://${domain}`, Key: 'sent', Body: 'new' })

  signed.host = domain
  expect(await (await fetch(signed)).text()).toBe('z')
  signed.pathname = '/other'
  expect((await fetch(signed)).status).toBe(403)
  expect((await own.send(put)).$metadata.httpStatusCode).toBe(200)
  expect((await mock.bucket('shut').get('sent'))?.text).toBe('new')
})

test('the service presigns for the domain too', async () => {
  const mock = await withDomain('shut')

  await dataOf(getPresignedUrl('a', { operation: 'get' }))

  const asked = { bucket: 'shut', key: 'a', type: 'get', key_id: mock.admin().credentials.accessKeyId }
  const response = await mock.admin().fetch('/?func=presign', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(asked),
  })
  const { url, custom_domain_url: moved } = (await response.json()) as Record<string, string>
  expect(await (await fetch(url ?? '')).text()).toBe('z')
  expect(await (await fetch(moved ?? '')).text()).toBe('z')
  expect(new URL(moved ?? '').host).toBe(domain)
})

test('a URL that was signed for another host', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock, ask } = under(assumed, { buckets })
      await ask('admin', '/shut', 'PATCH', {}, JSON.stringify({ website: { domain_name: domain } }))
      const client = new S3Client(mock.admin().clientConfig)
      const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: 'shut', Key: 'a' })))
      url.host = domain
      return (await mock.fetch(new Request(url))).status
    },
    { domainOfSignature: 'refused' },
  )

  expect(shown).toEqual([200, 403])
})
