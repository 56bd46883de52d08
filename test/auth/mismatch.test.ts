import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { setup } from '../operations/s3-setup.js'

const scene = { buckets: { images: { objects: { 'a b.png': 'image' } } }, keys: { ann: {}, bob: {} } } as const

const arrange = () => {
  const { mock, s3 } = setup(scene)
  /** What the mock tells of the last request beside the service's words. */
  const hint = () => [mock.log.last?.code, mock.log.last?.hint]
  return { mock, s3, hint }
}

const presigned = async (change: (url: string) => string, method = 'GET') => {
  const { mock, s3, hint } = arrange()
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'images', Key: 'a b.png' }))
  await mock.fetch(new Request(change(url), { method }))
  return hint()
}

test.each([
  ['another method', (url: string) => url, 'HEAD', 'the method differs: it was signed as `GET` and arrived as `HEAD`'],
  [
    'another spelling of its path',
    (url: string) => url.replace('a%20b.png', 'a+b.png'),
    'GET',
    'the path differs: it was signed as `/a%20b.png` and arrived as `/a+b.png`',
  ],
  [
    'a parameter that was added',
    (url: string) => `${url}&versionId=1`,
    'GET',
    'the query differs: `versionId=1` was added after it was signed',
  ],
  [
    'its bucket in the path',
    (url: string) => url.replace('://images.t3.storage.dev/', '://t3.storage.dev/images/'),
    'GET',
    'the header `host` differs: it was signed as `images.t3.storage.dev` and arrived as `t3.storage.dev`, with the path `/a%20b.png`',
  ],
] as const)('a presigned URL that is used with %s is told the line that differs', async (_, change, method, text) => {
  expect(await presigned(change, method)).toEqual(['SignatureDoesNotMatch', text])
})

/** A PutObject whose request is changed after it was signed. */
const changed = async (change: (headers: Record<string, string>) => void) => {
  const { mock, hint } = arrange()
  const config = { ...mock.admin().clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 }
  const s3 = new S3Client(config)
  s3.middlewareStack.add(
    next => args => {
      change((args.request as { headers: Record<string, string> }).headers)
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  const put = new PutObjectCommand({ Bucket: 'images', Key: 'k', Body: 'x', ContentType: 'text/plain' })
  await expect(s3.send(put)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  return hint()[1]
}

test('a header that changed on the way is named with both its values', async () => {
  const change = (headers: Record<string, string>) => {
    headers['content-type'] = 'text/plain; charset=utf-8'
  }

  expect(await changed(change)).toBe(
    'the header `content-type` differs: it was signed as `text/plain` and arrived as `text/plain; charset=utf-8`',
  )
})

test('a signed header that is gone is named', async () => {
  const change = (headers: Record<string, string>) => {
    const name = Object.keys(headers).find(each => each.toLowerCase() === 'content-type')!
    delete headers[name]
  }

  expect(await changed(change)).toBe('the header `content-type` was signed and did not arrive')
})

test('a key that was made for another region is told', async () => {
  const { mock, hint } = arrange()
  const config = { ...mock.admin().clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 }
  const s3 = new S3Client({ ...config, region: 'us-east-1' })
  s3.middlewareStack.add(
    next => args => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers.authorization = headers.authorization!.replace('/us-east-1/', '/auto/')
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low' },
  )

  await expect(s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'k' }))).rejects.toThrow()

  expect(hint()[1]).toMatch(/^the region differs: it was signed as `us-east-1`/)
})

/** What is told of a call of ann's key with another secret. */
const signedWith = async (choose: (secrets: { ann: string; bob: string }) => string) => {
  const { mock, hint } = arrange()
  const secretOf = (name: 'ann' | 'bob') => mock.as(name).credentials.secretAccessKey
  const secretAccessKey = choose({ ann: secretOf('ann'), bob: secretOf('bob') })
  const credentials = { accessKeyId: mock.as('ann').credentials.accessKeyId, secretAccessKey }
  const config = { ...mock.admin().clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 }
  const s3 = new S3Client({ ...config, credentials })
  await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'k' })).catch(() => undefined)
  return hint()[1]
}

test('the secret of another key is told by its name, and one that nobody has as what it is', async () => {
  expect(await signedWith(({ bob }) => bob)).toBe('it was signed with the secret of `bob`')
  expect(await signedWith(({ ann }) => `${ann}\n`)).toMatch(/^the secret of `tid_\w+` was used with a blank/)
  expect(await signedWith(() => 'tsec_nobody')).toMatch(/^no usual change .* most likely the secret of `tid_/)
})

test('the explanation of the error has the hint, and the answer on the wire has not', async () => {
  const { mock, s3 } = arrange()
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'images', Key: 'a b.png' }))

  const answer = await mock.fetch(new Request(`${url}&acl`))

  expect(mock.explain(mock.log.last)).toContain('`acl` was added after it was signed')
  expect(await answer.text()).not.toContain('was added after')
})
