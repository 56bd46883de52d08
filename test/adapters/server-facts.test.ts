import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { sign } from '../../src/auth/sigv2.js'
import { createTigrisMock } from '../../src/index.js'

const office = '203.0.113.9'
const opening = '2030-01-01T00:00:00Z'

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>

const only = (Condition: Conditions) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action: 's3:*', Resource: 'arn:aws:s3:::images/*', Condition }],
})

/** Keys whose policies let them in from an address, at a time, or with a program, that their requests do not have. */
const scene = {
  dialect: 'aws',
  newBuckets: 'before-2023',
  buckets: { images: { objects: { 'a.png': 'image' } } },
  keys: {
    inOffice: { id: 'AKIAOFFICE', secret: 'of-office', policies: [only({ IpAddress: { 'aws:SourceIp': office } })] },
    later: {
      id: 'AKIALATER',
      secret: 'of-later',
      policies: [only({ DateGreaterThan: { 'aws:CurrentTime': opening } })],
    },
    program: {
      id: 'AKIAPROGRAM',
      secret: 'of-program',
      policies: [only({ StringEquals: { 'aws:UserAgent': 'trusted/1.0' } })],
    },
  },
} as const

const callers = [
  ['inOffice', { ip: office }],
  ['later', { at: '2031-01-01T00:00:00Z' }],
  ['program', { userAgent: 'trusted/1.0' }],
] as const

const open = async () => {
  const mock = createTigrisMock(scene)
  const server = await serve(mock)
  onTestFinished(async () => {
    await server.close()
    await mock.stop()
  })
  return { mock, url: server.url }
}

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string }

const clientOf = (endpoint: string, credentials: Credentials): S3Client => {
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, credentials })
  onTestFinished(() => s3.destroy())
  return s3
}

const read = { Bucket: 'images', Key: 'a.png' }

const statusOf = async (answer: Promise<Response>): Promise<string> => {
  const { status, ...response } = await answer.then(async each => ({ status: each.status, text: await each.text() }))
  return `${status} ${/<Code>(\w+)</.exec(response.text)?.[1] ?? ''}`.trim()
}

const formOf = (fields: Record<string, string>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', 'image')
  return form
}

/** Each way in which a request can name its key; each takes where to send it. */
const ways: Readonly<Record<string, (url: string, credentials: Credentials) => Promise<string>>> = {
  'a header': async (url, credentials) => {
    const answer = clientOf(url, credentials).send(new GetObjectCommand(read))
    return answer.then(
      () => '200',
      (error: { name: string; $metadata: { httpStatusCode: number } }) =>
        `${error.$metadata.httpStatusCode} ${error.name}`,
    )
  },
  'a presigned URL': async (url, credentials) =>
    statusOf(fetch(await getSignedUrl(clientOf(url, credentials), new GetObjectCommand(read), { expiresIn: 60 }))),
  'a form': async (url, credentials) => {
    const post = await createPresignedPost(clientOf(url, credentials), { Bucket: 'images', Key: 'b.png' })
    return statusOf(fetch(post.url, { method: 'POST', body: formOf(post.fields) }))
  },
  'a header of version 2': async (url, { accessKeyId, secretAccessKey }) => {
    const date = new Date().toUTCString()
    const signature = sign(secretAccessKey, `GET\n\n\n\nx-amz-date:${date}\n/images/a.png`)
    const headers = { 'x-amz-date': date, authorization: `AWS ${accessKeyId}:${signature}` }
    return statusOf(fetch(`${url}/images/a.png`, { headers }))
  },
  'a URL of version 2': async (url, { accessKeyId, secretAccessKey }) => {
    const Expires = String(Math.floor(Date.now() / 1000) + 60)
    const Signature = sign(secretAccessKey, `GET\n\n\n${Expires}\n/images/a.png`)
    return statusOf(
      fetch(`${url}/images/a.png?${new URLSearchParams({ AWSAccessKeyId: accessKeyId, Expires, Signature })}`),
    )
  },
  'a form of version 2': async (url, { accessKeyId, secretAccessKey }) => {
    const conditions = [{ bucket: 'images' }, { key: 'b.png' }]
    const expiration = new Date(Date.now() + 60_000).toISOString()
    const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
    const signature = sign(secretAccessKey, policy)
    const form = formOf({ key: 'b.png', AWSAccessKeyId: accessKeyId, policy, signature })
    return statusOf(fetch(`${url}/images`, { method: 'POST', body: form }))
  },
}

describe.each(Object.entries(ways))('a key id in %s', (_, send) => {
  test.each(callers)('that tells facts of %s is no key at a server', async (name, facts) => {
    const { mock, url } = await open()
    const credentials = mock.as(name, facts).credentials

    expect(await send(url, credentials)).toBe('403 InvalidAccessKeyId')
    expect(mock.explain(mock.log.last)).toContain('use a context without them there')
    expect(await send(url, mock.as(name).credentials)).toBe('403 AccessDenied')
  })
})

describe('in the process of the mock', () => {
  let mock: ReturnType<typeof createTigrisMock<typeof scene>>
  beforeAll(async () => {
    mock = createTigrisMock(scene)
    await mock.start()
    return () => mock.stop()
  })

  test.each(Object.keys(ways).flatMap(way => callers.map(([name, facts]) => [way, name, facts] as const)))(
    '%s with facts of %s is believed',
    async (way, name, facts) => {
      const credentials = mock.as(name, facts).credentials

      expect(await ways[way]!('https://s3.us-east-1.amazonaws.com', credentials)).toMatch(/^20[04]$/)
    },
  )
})

test('an anonymous caller of a server tells no facts either', async () => {
  const everyone = {
    Version: '2012-10-17' as const,
    Statement: [
      {
        ...{ Effect: 'Allow' as const, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
        Condition: { IpAddress: { 'aws:SourceIp': office } },
      },
    ],
  }
  const mock = createTigrisMock({ ...scene, buckets: { images: { ...scene.buckets.images, policy: everyone } } })
  const { url, close } = await serve(mock)
  onTestFinished(close)
  const caller = `aws/1:${Buffer.from(JSON.stringify({ ip: office })).toString('base64url')}`

  const asked = (headers: Record<string, string>) => statusOf(fetch(`${url}/images/a.png`, { headers }))

  expect(await asked({ 'x-tigris-mock-caller': caller, 'x-forwarded-for': office })).toBe('403 AccessDenied')
  expect((await mock.anonymous({ ip: office }).fetch('/images/a.png')).status).toBe(200)
})
