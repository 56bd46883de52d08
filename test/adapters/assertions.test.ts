import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { assertAllowed, assertDenied, assertRejected, setupTigrisMock } from '../../adapters/vitest.js'

const tigris = setupTigrisMock({
  buckets: { images: { objects: { 'a.png': 'image' } } },
  keys: { reader: { roles: { images: 'ReadOnly' } }, nobody: {} },
  strictDenials: true,
})

const get = (name: 'reader' | 'nobody', key = 'a.png') =>
  new S3Client(tigris.as(name).clientConfig).send(new GetObjectCommand({ Bucket: 'images', Key: key }))

/** The message with which an assertion fails. */
const failureOf = async (assertion: Promise<void>): Promise<string> => {
  const outcome = await assertion.catch((error: Error) => error.message)
  return outcome ?? 'the assertion holds'
}

test('a denial of a caller without any policy fails assertDenied where strictDenials is set', async () => {
  expect(await failureOf(assertDenied(get('nobody')))).toContain('vacuous: the caller has no policy at all')
})

test('messages name the function to write, not a matcher', async () => {
  const unknown = { credentials: { accessKeyId: 'tid_unknown', secretAccessKey: 'x' } }
  const stranger = new S3Client({ ...tigris.as('reader').clientConfig, ...unknown })
  const text = Promise.resolve('pixels')

  expect(await failureOf(assertAllowed(text))).toContain('write `assertAllowed(() => ...)`')
  expect(await failureOf(assertAllowed(get('reader', 'none.png')))).toContain(
    "write assertAllowed(call, { code: 'NoSuchKey' })",
  )
  expect(
    await failureOf(assertDenied(() => stranger.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })))),
  ).toContain("write assertRejected(call, { code: 'InvalidAccessKeyId' })")
  expect(await failureOf(assertRejected(get('reader'), { coed: 'X' } as object))).toContain('assertRejected: `coed`')
})
