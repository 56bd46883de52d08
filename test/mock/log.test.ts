import { inspect } from 'node:util'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setup } from '../operations/s3-setup.js'

const Bucket = 'images'

const setupLog = () => {
  const { mock, clientOf } = setup({
    buckets: { images: { objects: { a: 'one' } } },
    keys: {
      runner: {
        policies: [
          {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::images/*' }],
          },
        ],
      },
    },
  })
  mock.clock.freeze('2026-05-01T10:00:00.250Z')
  return { mock, s3: clientOf(mock.as('runner'), { maxAttempts: 3 }) }
}

test('the log prints as a table, one line a call, the tries of one call together', async () => {
  const { mock, s3 } = setupLog()
  mock.faults.on('PutObject').reply('InternalError')

  await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'two' }))
  await s3.send(new GetObjectCommand({ Bucket, Key: 'a' })).catch(() => undefined)
  await mock.anonymous().fetch('/images?delete&x\n=1')

  expect(String(mock.log).split('\n')).toEqual([
    'time          caller     operation                bucket/key  status              decision             attempts',
    '10:00:00.250  runner     PutObject                images/b    200                 allowed              2 (500 InternalError, 200)',
    '10:00:00.250  runner     GetObject                images/a    403 AccessDenied    denied s3:GetObject  1',
    '10:00:00.250  anonymous  GET /images?delete&x =1  images      501 NotImplemented  -                    1',
  ])
})

test('console.log of the log shows the table, and says so when there was no request', async () => {
  const { mock, s3 } = setupLog()
  expect(inspect(mock.log)).toBe('no request')
  expect(String(mock.log)).toBe('')

  await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'two' }))

  expect(inspect(mock.log)).toBe(String(mock.log))
  expect(inspect({ log: mock.log })).toContain('PutObject')
})

test('a call is found by its operation with the input as the SDK names it, and with all its tries', async () => {
  const { mock, s3 } = setupLog()
  mock.faults.on('PutObject').reply('InternalError')

  await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'two', ContentType: 'text/plain' }))

  const [call, ...others] = mock.log.calls('PutObject')
  expect(others).toEqual([])
  expect(call).toMatchObject({ input: { Bucket, Key: 'b', ContentType: 'text/plain' }, status: 200, attempt: 2 })
  expect(mock.log.attemptsOf(call!).map(({ status }) => status)).toEqual([500, 200])
})

test('the input of an upload has its body, as the bytes that were stored, small or large', async () => {
  const { mock, s3 } = setup({ buckets: { images: {} } })
  const large = Buffer.alloc(3_000_000, 7)

  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a.txt', Body: 'small' }))
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'b.bin', Body: large }))

  const [small, big] = mock.log.calls('PutObject').map(({ input }) => input?.Body as Uint8Array)
  expect(Buffer.from(small!).toString()).toBe('small')
  expect(large.equals(big!)).toBe(true)
})
