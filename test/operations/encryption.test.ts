import { createHash } from 'node:crypto'
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, refusalOf, setup } from './s3-setup.js'
import { inAws, takingKeys } from './setting-setup.js'
import { beginUpload } from './upload-setup.js'

const target = { Bucket: 'samples', Key: 'a' }
const other = { Bucket: 'samples', Key: 'b' }

const keyOf = (fill: number) => {
  const bytes = Buffer.alloc(32, fill)
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: bytes.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
  }
}
const key = keyOf(1)
const wrongKey = keyOf(2)
const shown = { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: key.SSECustomerKeyMD5 }
const asSource = Object.fromEntries(Object.entries(key).map(([name, value]) => [`CopySource${name}`, value]))

test("every object is encrypted with the service's own keys, and every answer says so", async () => {
  const { s3 } = setup({ dialect: 'aws', buckets: { samples: { objects: { made: 'x' } } } })

  const put = await s3.send(new PutObjectCommand({ ...target, Body: 'a' }))
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'samples', Key: 'made' }))
  const upload = await s3.send(new CreateMultipartUploadCommand(target))

  expect([put, head, upload].map(each => each.ServerSideEncryption)).toEqual(['AES256', 'AES256', 'AES256'])
})

test('an object under a key of the key service shows which, to readers too', async () => {
  const { s3 } = inAws()
  const asked = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-1', BucketKeyEnabled: true } as const
  const SSEKMSEncryptionContext = Buffer.from('{"team":"blue"}').toString('base64')

  const put = await s3.send(new PutObjectCommand({ ...target, ...asked, SSEKMSEncryptionContext, Body: 'a' }))
  const upload = await s3.send(new CreateMultipartUploadCommand({ ...target, ...asked }))
  const copy = await s3.send(new CopyObjectCommand({ ...other, ...asked, CopySource: 'samples/a' }))

  expect(put).toMatchObject({ ...asked, SSEKMSEncryptionContext })
  for (const answer of [upload, copy, await s3.send(new GetObjectCommand(target))]) expect(answer).toMatchObject(asked)
})

test('without a key of its own it is under the one that the service manages', async () => {
  const { s3 } = inAws()

  const answers = [target, other].map(each =>
    s3.send(new PutObjectCommand({ ...each, ServerSideEncryption: 'aws:kms', Body: 'a' })),
  )

  const [first, second] = (await Promise.all(answers)).map(({ SSEKMSKeyId }) => SSEKMSKeyId)
  expect(first).toMatch(/^arn:aws:kms:us-east-1:\d{12}:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(second).toBe(first)
})

test.each<[string, Partial<PutObjectCommandInput>]>([
  ['an unknown method', { ServerSideEncryption: 'ROT13' as 'AES256' }],
  ['a key without the key service', { SSEKMSKeyId: 'key-1' }],
  ["a key beside the service's own", { ServerSideEncryption: 'AES256', SSEKMSKeyId: 'key-1' }],
  ['a context that is no map', { ServerSideEncryption: 'aws:kms', SSEKMSEncryptionContext: 'bm90aGluZw==' }],
  ["a customer's key beside a method", { ...key, ServerSideEncryption: 'AES256' }],
  ['a short key', { ...key, SSECustomerKey: 'c2hvcnQ=' }],
  ['a key without a method', { ...key, SSECustomerAlgorithm: undefined }],
  ['a method without a key', { SSECustomerAlgorithm: 'AES256' }],
])('refuses %s', async (_case, members) => {
  const { mock, s3 } = await takingKeys()

  expect(await refusalOf(s3.send(new PutObjectCommand({ ...target, ...members, Body: 'a' })))).toEqual([
    400,
    'InvalidArgument',
  ])
  expect(mock.bucket('samples').keys()).toEqual([])
})

test.each([
  ['a digest of another key', wrongKey.SSECustomerKeyMD5, 'The calculated MD5 hash of the key did not match'],
  ['no digest', undefined, 'must provide the client calculated MD5 of the secret key'],
])("refuses a customer's key with %s", async (_case, digest, text) => {
  const { mock } = await takingKeys()
  const prefix = 'x-amz-server-side-encryption-customer-'
  const headers = {
    [`${prefix}algorithm`]: 'AES256',
    [`${prefix}key`]: key.SSECustomerKey,
    ...(digest !== undefined && { [`${prefix}key-MD5`]: digest }),
  }

  const response = await mock.admin().fetch('/samples/a', { method: 'PUT', headers, body: 'a' })

  expect(response.status).toBe(400)
  expect(await response.text()).toContain(text)
})

test("refuses a customer's key for another method", async () => {
  const { s3 } = await takingKeys()

  const call = s3.send(new PutObjectCommand({ ...target, ...key, SSECustomerAlgorithm: 'ROT13', Body: 'a' }))

  expect(await refusalOf(call)).toEqual([400, 'InvalidEncryptionAlgorithmError'])
})

test("an object under its writer's key is read with that key only", async () => {
  const { s3 } = await takingKeys()
  const put = await s3.send(new PutObjectCommand({ ...target, ...key, Body: 'secret' }))
  const get = await s3.send(new GetObjectCommand({ ...target, ...key }))

  expect(put).toMatchObject(shown)
  expect([put.ServerSideEncryption, get.ServerSideEncryption]).toEqual([undefined, undefined])
  expect(get).toMatchObject(shown)
  expect(await get.Body?.transformToString()).toBe('secret')
  expect(await refusalOf(s3.send(new GetObjectCommand(target)))).toEqual([400, 'InvalidRequest'])
  expect(await refusalOf(s3.send(new GetObjectCommand({ ...target, ...wrongKey })))).toEqual([403, 'AccessDenied'])
  const attributes = { ...target, ...wrongKey, ObjectAttributes: ['ETag' as const] }
  expect(await refusalOf(s3.send(new GetObjectAttributesCommand(attributes)))).toEqual([403, 'AccessDenied'])
  expect((await refusalOf(s3.send(new HeadObjectCommand(target))))[0]).toBe(400)
  expect((await refusalOf(s3.send(new HeadObjectCommand({ ...target, ...wrongKey }))))[0]).toBe(403)
})

test('a key for an object that has none is refused', async () => {
  const { s3 } = await takingKeys()
  await s3.send(new PutObjectCommand({ ...target, Body: 'a' }))

  expect(await refusalOf(s3.send(new GetObjectCommand({ ...target, ...key })))).toEqual([400, 'InvalidRequest'])
})

test('a copy needs the key of its source, and is encrypted as it asks itself', async () => {
  const { s3 } = await takingKeys()
  await s3.send(new PutObjectCommand({ ...target, ...key, Body: 'secret' }))
  const copy = (members: object) => s3.send(new CopyObjectCommand({ ...other, CopySource: 'samples/a', ...members }))

  const plain = await copy(asSource)

  expect(plain.ServerSideEncryption).toBe('AES256')
  expect(await copy({ ...asSource, ...wrongKey })).toMatchObject({ SSECustomerKeyMD5: wrongKey.SSECustomerKeyMD5 })
  expect(await refusalOf(copy({}))).toEqual([400, 'InvalidRequest'])
})

test.each(['GET', 'HEAD'])('a %s that names an encryption is refused', async method => {
  const { mock, s3 } = inAws()
  await s3.send(new PutObjectCommand({ ...target, Body: 'a' }))

  const headers = { 'x-amz-server-side-encryption': 'AES256' }
  const answer = await mock.admin().fetch('/samples/a', { method, headers })

  const code = method === 'HEAD' ? undefined : 'InvalidArgument'
  expect(await answerOf(answer)).toEqual([400, code])
})

test('buckets of before 2023 are encrypted as all others, and take keys of their writers', async () => {
  const { s3 } = setup({ dialect: 'aws', newBuckets: 'before-2023', buckets: { samples: {} } })

  const plain = await s3.send(new PutObjectCommand({ ...target, Body: 'a' }))
  const own = await s3.send(new PutObjectCommand({ ...other, ...key, Body: 'b' }))
  const asked = await s3.send(new GetBucketEncryptionCommand({ Bucket: 'samples' }))

  expect(plain.ServerSideEncryption).toBe('AES256')
  expect(own.SSECustomerAlgorithm).toBe('AES256')
  expect(asked.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
  ])
})

test('parts come with the key of their upload', async () => {
  const { s3 } = await takingKeys()
  await s3.send(new PutObjectCommand({ ...target, Body: 'source' }))
  const { upload, complete } = await beginUpload(s3, [], key)
  const part = (members: object) => s3.send(new UploadPartCommand({ ...upload, ...members, PartNumber: 1, Body: 'a' }))
  const copied = (members: object) =>
    s3.send(new UploadPartCopyCommand({ ...upload, ...members, PartNumber: 2, CopySource: 'samples/a' }))

  const sent = await part(key)

  expect(sent).toMatchObject(shown)
  for (const send of [part, copied]) {
    expect(await refusalOf(send({}))).toEqual([400, 'InvalidRequest'])
    expect(await refusalOf(send(wrongKey))).toEqual([400, 'InvalidRequest'])
  }
  await copied(key)
  await part(key)
  const list = [{ PartNumber: 1, ETag: sent.ETag }]
  expect(await refusalOf(complete(list, wrongKey))).toEqual([400, 'InvalidRequest'])
  await complete(list)
  expect(await refusalOf(s3.send(new GetObjectCommand(upload)))).toEqual([400, 'InvalidRequest'])
})

test('writers bring no keys unless the bucket lets them, right or wrong ones', async () => {
  const { s3 } = inAws()
  const put = (members: object) => refusalOf(s3.send(new PutObjectCommand({ ...target, ...members, Body: 'a' })))
  const upload = new CreateMultipartUploadCommand({ ...target, ...key })

  expect(await put(key)).toEqual([403, 'AccessDenied'])
  expect(await put({ ...key, SSECustomerKey: 'c2hvcnQ=' })).toEqual([403, 'AccessDenied'])
  expect(await refusalOf(s3.send(upload))).toEqual([403, 'AccessDenied'])
})

test('what a bucket blocks stays blocked under a configuration that does not say', async () => {
  const { s3 } = inAws()
  const configure = (rule: object) => {
    const ServerSideEncryptionConfiguration = { Rules: [rule] }
    return s3.send(new PutBucketEncryptionCommand({ Bucket: 'samples', ServerSideEncryptionConfiguration }))
  }
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'samples', Key, ...key, Body: 'a' }))
  const byDefault = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
  const ask = async () => {
    const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket: 'samples' }))
    return answer.ServerSideEncryptionConfiguration?.Rules?.[0]?.BlockedEncryptionTypes?.EncryptionType
  }

  expect(await ask()).toEqual(['SSE-C'])
  await configure(byDefault)
  expect(await ask()).toEqual(['SSE-C'])
  expect(await refusalOf(put('a'))).toEqual([403, 'AccessDenied'])
  await configure({ ...byDefault, BlockedEncryptionTypes: { EncryptionType: ['NONE'] } })
  await configure(byDefault)
  expect(await ask()).toEqual(['NONE'])
  expect(await put('b')).toMatchObject(shown)
  await s3.send(new DeleteBucketEncryptionCommand({ Bucket: 'samples' }))
  expect(await ask()).toEqual(['SSE-C'])
})

test('Tigris has neither a key service nor keys of customers', async () => {
  const { mock, s3 } = setup()
  const put = (members: object) => s3.send(new PutObjectCommand({ ...target, ...members, Body: 'a' }))

  expect((await put({ ServerSideEncryption: 'AES256' })).ServerSideEncryption).toBe('AES256')
  expect(await refusalOf(put({ ServerSideEncryption: 'aws:kms' }))).toEqual([501, 'NotImplemented'])
  expect(await refusalOf(put(key))).toEqual([501, 'NotImplemented'])
  expect(await refusalOf(s3.send(new GetObjectCommand({ ...target, ...key })))).toEqual([501, 'NotImplemented'])
  expect(mock.log.last?.message).toContain('x-amz-server-side-encryption-customer-')
})

test('the conditions of a policy see how an object is to be encrypted', async () => {
  const Condition = { StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'key-1' } }
  const Statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*', Condition } as const
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: {} },
    keys: { writer: { policies: [{ Version: '2012-10-17', Statement }] } },
  })
  const s3 = clientOf(mock.as('writer'))
  const put = (SSEKMSKeyId: string) =>
    s3.send(new PutObjectCommand({ ...target, ServerSideEncryption: 'aws:kms', SSEKMSKeyId, Body: 'a' }))

  await put('key-1')

  expect(await refusalOf(put('key-2'))).toEqual([403, 'AccessDenied'])
})
