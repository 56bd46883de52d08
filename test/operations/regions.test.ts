import { CreateBucketCommand, GetObjectCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'

const regional = () => {
  const { mock, s3, clientOf } = setup({
    dialect: 'aws',
    buckets: {
      nearby: { objects: { a: 'a' } },
      dublin: { region: 'eu-west-1', objects: { a: 'a' } },
    },
  })
  const inDublin = (config: object = {}) =>
    clientOf(mock.admin(), { region: 'eu-west-1', endpoint: 'https://s3.eu-west-1.amazonaws.com', ...config })
  return { mock, s3, inDublin }
}

test('a bucket of another region is elsewhere, and the refusal says where', async () => {
  const { mock, s3 } = regional()

  const call = s3.send(new GetObjectCommand({ Bucket: 'dublin', Key: 'a' }))

  expect(await refusalOf(call)).toEqual([301, 'PermanentRedirect'])
  expect(mock.log.last?.message).toContain('specified endpoint')
  const response = await mock.admin().fetch('/dublin/a')
  expect(response.headers.get('x-amz-bucket-region')).toBe('eu-west-1')
  expect(await response.text()).toContain('<Endpoint>dublin.s3.eu-west-1.amazonaws.com</Endpoint>')
})

test('HEAD tells the region in a header, so a client that follows finds the bucket', async () => {
  const { s3, inDublin } = regional()

  const missed = await s3.send(new HeadBucketCommand({ Bucket: 'dublin' })).catch(error => error)
  const found = await inDublin().send(new HeadBucketCommand({ Bucket: 'dublin' }))

  expect(missed.$response.headers['x-amz-bucket-region']).toBe('eu-west-1')
  expect(found.BucketRegion).toBe('eu-west-1')
})

test('the SDK follows to the region when it is told to', async () => {
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { dublin: { region: 'eu-west-1', objects: { a: 'a' } } },
  })
  const { endpoint: _, ...config } = mock.admin().clientConfig
  const s3 = clientOf(mock.admin(), { ...config, endpoint: undefined as never, followRegionRedirects: true })

  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'dublin' }))

  expect(Contents?.map(({ Key }) => Key)).toEqual(['a'])
})

test('a bucket whose region nobody chose is found in every region', async () => {
  const { inDublin } = regional()

  const { ETag } = await inDublin().send(new GetObjectCommand({ Bucket: 'nearby', Key: 'a' }))

  expect(ETag).toBeDefined()
})

test('a signature for another region than the host is refused, and the right one named', async () => {
  const { inDublin } = regional()

  const error = await inDublin({ region: 'us-east-1' })
    .send(new ListObjectsV2Command({ Bucket: 'dublin' }))
    .catch(reason => reason)

  expect([error.name, error.Region, error.message]).toEqual([
    'AuthorizationHeaderMalformed',
    'eu-west-1',
    expect.stringContaining("the region 'us-east-1' is wrong; expecting 'eu-west-1'"),
  ])
})

test('STS of a region is signed for that region', async () => {
  const { mock } = regional()
  const config = { ...mock.admin().clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 }
  const sts = new STSClient({ ...config, endpoint: 'https://sts.eu-west-1.amazonaws.com' })

  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
    message: expect.stringContaining('valid region'),
  })
})

const create = (LocationConstraint?: string) =>
  new CreateBucketCommand({
    Bucket: 'made',
    ...(LocationConstraint && { CreateBucketConfiguration: { LocationConstraint: LocationConstraint as never } }),
  })

test('the first region makes buckets anywhere, and a bucket that was placed is elsewhere for it', async () => {
  const { s3, inDublin } = regional()

  await s3.send(create('eu-west-1'))

  expect(await refusalOf(s3.send(new ListObjectsV2Command({ Bucket: 'made' })))).toEqual([301, 'PermanentRedirect'])
  expect((await inDublin().send(new ListObjectsV2Command({ Bucket: 'made' }))).KeyCount).toBe(0)
})

test('a host of another region makes buckets there alone', async () => {
  const { inDublin } = regional()

  const error = await inDublin()
    .send(create('eu-central-1'))
    .catch(reason => reason)

  expect(error.name).toBe('IllegalLocationConstraintException')
  expect(error.message).toMatch(/^The eu-central-1 location constraint is incompatible/)
})

test('a client of a region makes its buckets there, since its SDK says so', async () => {
  const { s3, inDublin } = regional()

  await inDublin().send(create())

  expect(await refusalOf(s3.send(new ListObjectsV2Command({ Bucket: 'made' })))).toEqual([301, 'PermanentRedirect'])
})

test('the region of a bucket is for services whose hosts name one', () => {
  expect(() => setup({ buckets: { b: { region: 'eu-west-1' } } })).toThrow(/`buckets.b.region` is not for dialect/)
})
