import { GetObjectCommand, HeadObjectCommand, RestoreObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'
import { refusalIn } from './setting-setup.js'

const objects = {
  cold: { body: 'cold', storageClass: 'GLACIER' },
  deep: { body: 'deep', storageClass: 'DEEP_ARCHIVE' },
  warm: { body: 'warm' },
}
const buckets = { samples: { objects } }
const inAws = () => setup({ dialect: 'aws', buckets, keys: { nobody: {} } })

const hour = 3_600_000
const at = (Key: string) => ({ Bucket: 'samples', Key })
const restore = async (s3: S3Client, Key: string, request: object = { Days: 2 }) =>
  (await s3.send(new RestoreObjectCommand({ ...at(Key), RestoreRequest: request }))).$metadata.httpStatusCode
const readable = async (s3: S3Client, Key: string) =>
  s3.send(new GetObjectCommand(at(Key))).then(
    ({ Body }) => Body?.transformToString(),
    ({ name }: Error) => name,
  )

test('an archived object can be read once its restore is ready, until its copy ends', async () => {
  const { mock, s3 } = inAws()
  mock.clock.freeze('2030-03-01T10:00:00Z')
  const header = async () => (await s3.send(new HeadObjectCommand(at('cold')))).Restore

  const status = await restore(s3, 'cold')
  const asked = [await readable(s3, 'cold'), await header()]
  mock.clock.advance(5 * hour)
  const ready = [await readable(s3, 'cold'), await header()]
  mock.clock.set('2030-03-04T00:00:00Z')
  const ended = [await readable(s3, 'cold'), await header()]

  expect(status).toBe(202)
  expect(asked).toEqual(['InvalidObjectState', 'ongoing-request="true"'])
  expect(ready).toEqual(['cold', 'ongoing-request="false", expiry-date="Mon, 04 Mar 2030 00:00:00 GMT"'])
  expect(ended).toEqual(['InvalidObjectState', undefined])
})

test.each([
  ['cold', { Days: 1, GlacierJobParameters: { Tier: 'Expedited' } }, 1 / 12],
  ['cold', { Days: 1, Tier: 'Bulk' }, 12],
  ['deep', { Days: 1 }, 12],
])('%s restored by %j takes %d hours', async (key, request, hours) => {
  const { mock, s3 } = inAws()
  mock.clock.freeze()
  await restore(s3, key, request)

  mock.clock.advance(hours * hour - 1)
  const before = await readable(s3, key)
  mock.clock.advance(1)

  expect([before, await readable(s3, key)]).toEqual(['InvalidObjectState', key])
})

test('a second request is refused while the first runs, and prolongs its copy later', async () => {
  const { mock, s3 } = inAws()
  mock.clock.freeze('2030-03-01T10:00:00Z')
  await restore(s3, 'cold')

  expect(await refusalOf(restore(s3, 'cold'))).toEqual([409, 'RestoreAlreadyInProgress'])
  mock.clock.advance(5 * hour)
  expect(await restore(s3, 'cold', { Days: 9 })).toBe(200)
  expect((await s3.send(new HeadObjectCommand(at('cold')))).Restore).toContain('Mon, 11 Mar 2030')
})

test('only archived objects are restored', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(restore(s3, 'warm'))).toEqual([403, 'InvalidObjectState'])
})

test('Tigris takes the request for any object, and restores within an hour', async () => {
  const { mock, s3 } = setup({ buckets: { samples: { objects: { cold: objects.cold, warm: objects.warm } } } })
  mock.clock.freeze()

  expect([await restore(s3, 'warm'), await restore(s3, 'cold')]).toEqual([200, 202])
  mock.clock.advance(hour)
  expect(await readable(s3, 'cold')).toBe('cold')
})

test('yandex refuses it by name', async () => {
  expect(await refusalIn('yandex', 'RestoreObject')).toEqual([501, 'NotImplemented'])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(restore(s3, 'missing'))).toEqual([404, 'NoSuchKey'])
})

test('refuses a tier that the storage class has not', async () => {
  const { s3 } = inAws()

  const call = restore(s3, 'deep', { Days: 1, GlacierJobParameters: { Tier: 'Expedited' } })

  expect(await refusalOf(call)).toEqual([400, 'InvalidArgument'])
})

test.each([
  ['', [400, 'MalformedXML']],
  ['<RestoreRequest/>', [400, 'MalformedXML']],
  ['<RestoreRequest><Days>0</Days></RestoreRequest>', [400, 'MalformedXML']],
  ['<RestoreRequest><Type>SELECT</Type></RestoreRequest>', [501, 'NotImplemented']],
])('refuses the document %s', async (body, refusal) => {
  const { mock } = inAws()

  const response = await mock.admin().fetch('/samples/cold?restore', { method: 'POST', body })

  expect(await answerOf(response)).toEqual(refusal)
})

test('needs its right', async () => {
  const { mock, clientOf } = inAws()

  expect(await refusalOf(restore(clientOf(mock.as('nobody')), 'cold'))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:RestoreObject', 'arn:aws:s3:::samples/cold'])
})
