import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

const tigris = setupTigrisMock({
  buckets: { images: { objects: { 'a.png': 'image' } } },
  keys: {
    reader: {
      policies: [
        {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
            { Sid: 'Never', Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::images/*' },
          ],
        },
      ],
    },
    nobody: {},
  },
})

const client = (name: 'reader' | 'nobody') =>
  new S3Client({ ...tigris.as(name).clientConfig, requestHandler: tigris.requestHandler() })
const get = (key = 'a.png', name: 'reader' | 'nobody' = 'reader') =>
  client(name).send(new GetObjectCommand({ Bucket: 'images', Key: key }))
const put = () => client('reader').send(new PutObjectCommand({ Bucket: 'images', Key: 'a.png', Body: 'x' }))

/** The message with which an expectation fails. */
const failureOf = async (expectation: () => unknown): Promise<string> => {
  try {
    await expectation()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('the expectation holds')
}

test('a permitted call that fails otherwise is not allowed, unless that is said', async () => {
  expect(await failureOf(() => expect(get('b.png')).toBeAllowed())).toContain('allowed, then NoSuchKey')
  await expect(get('b.png')).toBeAllowed({ code: 'NoSuchKey' })
})

test('a denied call fails toBeAllowed with the explanation', async () => {
  const message = await failureOf(() => expect(put()).toBeAllowed())

  expect(message).toContain('expected the call to be allowed, but it was denied')
  expect(message).toContain('statement "Never"')
})

test('a denial that fits otherwise says what differs', async () => {
  await expect(put()).toBeDenied({ action: 's3:PutObject', sid: 'Never', effect: 'explicit', at: 'identity' })
  expect(await failureOf(() => expect(put()).toBeDenied({ effect: 'implicit' }))).toContain(
    'effect: expected implicit, it was explicit',
  )
  expect(await failureOf(() => expect(put()).toBeDenied({ sid: 'Read' }))).toContain('sid: expected Read')
})

test('an error of the service is no denial', async () => {
  expect(await failureOf(() => expect(get('b.png')).toBeDenied())).toContain('it was allowed, then NoSuchKey')
})

test('failed authentication is a rejection, not a denial', async () => {
  tigris.keys.get('reader').deactivate()

  await expect(get()).toBeRejected({ code: 'InvalidAccessKeyId' })
  expect(await failureOf(() => expect(get()).toBeDenied())).toContain("toBeRejected({ code: 'InvalidAccessKeyId' })")
})

test('a function is judged by all its requests, swallowed errors included', async () => {
  const swallow = async () => {
    await get()
    await put().catch(() => undefined)
  }

  await expect(swallow).toBeDenied({ action: 's3:PutObject' })
  expect(await failureOf(() => expect(swallow).toBeAllowed())).toContain('it was denied')
})

test('a wrapped error is followed to its call', async () => {
  const wrapped = put().catch(cause => {
    throw new Error('upload failed', { cause })
  })

  await expect(wrapped).toBeDenied({ action: 's3:PutObject' })
})

test('a promise of nothing that the mock answered is refused', async () => {
  expect(await failureOf(() => expect(Promise.resolve(1)).toBeDenied())).toContain('write `expect(() => ...)`')
  expect(await failureOf(() => expect(() => 1).toBeDenied())).toContain('no call reached the mock')
})

test('.not names the matcher to write', async () => {
  expect(await failureOf(() => expect(put()).not.toBeAllowed())).toContain('write toBeDenied()')
})

test('a mistyped member of a spec is refused with the nearest', async () => {
  const spec = { acton: 's3:PutObject' } as object

  expect(await failureOf(() => expect(put()).toBeDenied(spec))).toContain('did you mean `action`?')
})

test('a denial of a caller without any policy is noted as vacuous', async () => {
  expect(await failureOf(() => expect(get('a.png', 'nobody')).toBeDenied({ at: 'session' }))).toContain(
    'at: expected session',
  )
  await expect(get('a.png', 'nobody')).toBeDenied()
})

test('what a context may do is asked without a call', () => {
  expect(tigris.as('reader')).toBeAbleTo('s3:GetObject', 'images/a.png')
  expect(tigris.as('reader')).not.toBeAbleTo('s3:PutObject', 'images/a.png')
  expect(() => expect(tigris.as('reader')).toBeAbleTo('s3:PutObjct', 'images/a.png')).toThrow('`s3:PutObject`')
  expect([...tigris.log]).toEqual([])
})

test('calls are found by operation and by part of their input', async () => {
  await get()

  expect(tigris).toHaveCalled('GetObject', { Key: 'a.png' })
  expect(tigris).not.toHaveCalled('PutObject')
  expect(() => expect(tigris).toHaveCalled('GetObject', { Key: 'b.png' })).toThrow('"Key":"a.png"')
  expect(() => expect(tigris).toHaveCalled('GetObjct')).toThrow('did you mean `GetObject`?')
})

test('an access matrix is compared cell by cell', () => {
  expect(tigris).toMatchAccessMatrix({
    columns: ['reader', 'nobody', 'anonymous', 'admin'],
    rows: {
      's3:GetObject images/a.png': ['allowed', 'denied', 'denied', 'allowed'],
      's3:PutObject images/a.png': ['denied', 'denied', 'denied', 'allowed'],
    },
  })
  const wrong = { columns: ['reader'], rows: { 's3:PutObject images/a.png': ['allowed'] } } as const
  expect(() => expect(tigris).toMatchAccessMatrix(wrong)).toThrow(
    's3:PutObject images/a.png as reader: expected allowed',
  )
})

test('an upload is found by its text, and a message shows what came instead', async () => {
  await tigris.arrange(admin =>
    new S3Client({ ...admin.clientConfig, requestHandler: tigris.requestHandler() }).send(
      new PutObjectCommand({ Bucket: 'images', Key: 'arranged', Body: 'x' }),
    ),
  )
  const admin = new S3Client({ ...tigris.admin().clientConfig, requestHandler: tigris.requestHandler() })
  await admin.send(new PutObjectCommand({ Bucket: 'images', Key: 'c.txt', Body: 'hello' }))

  expect(tigris).toHaveCalled('PutObject', { Key: 'c.txt', Body: 'hello' })
  const message = await failureOf(() => expect(tigris).toHaveCalled('PutObject', { Body: 'bye' }))
  expect(message).toContain('"Body":"hello"')
})

test('a promise of a call without an SDK is judged like any other', async () => {
  await expect(tigris.call(tigris.as('reader'), 'GetObject', { Bucket: 'images', Key: 'a.png' })).toBeAllowed()
  await expect(tigris.call(tigris.as('nobody'), 'GetObject', { Bucket: 'images', Key: 'a.png' })).toBeDenied()
})

test('a missing bucket is told before any policy is blamed', async () => {
  const get = client('reader').send(new GetObjectCommand({ Bucket: 'imagse', Key: 'a.png' }))
  const call = tigris.call(tigris.as('nobody'), 'PutObject', { Bucket: 'imagse', Key: 'a', Body: 'x' })

  expect(await failureOf(() => expect(get).toBeAllowed())).toMatch(/NoSuchBucket|there is no bucket `imagse`/)
  expect(await failureOf(() => expect(call).toBeAllowed())).toContain('there is no bucket `imagse`, so mend its name')
})

test('a call that never reached the mock is told with the causes of its failure', async () => {
  const cause = new Error('getaddrinfo ENOTFOUND storage')
  const save = () => Promise.reject(new Error('could not save', { cause }))

  expect(await failureOf(() => expect(save).toBeDenied())).toContain(
    'Error: could not save; its cause: Error: getaddrinfo ENOTFOUND storage',
  )
})

test('a promise of what the application made of an answer is told to become a function', async () => {
  const text = get().then(({ Body }) => Body?.transformToString())

  expect(await failureOf(() => expect(text).toBeAllowed())).toBe(
    'cannot tell which call this came from; write `expect(() => ...)`\n' +
      'The promise gave a value of type string without the id of a request',
  )
})

test('a function that begins a call and does not wait for it is told to', async () => {
  const forgetful = async (): Promise<void> => void get()

  expect(await failureOf(() => expect(forgetful).toBeAllowed())).toContain('return or await its calls')
})
