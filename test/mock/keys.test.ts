import { GetObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from '../operations/s3-setup.js'

const read = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow' as const, Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' }],
}
const buckets = { images: { objects: { a: 'one' } } }
const get = new GetObjectCommand({ Bucket: 'images', Key: 'a' })

test('a key made by the test acts, and is known by its name, until the reset', async () => {
  const { mock, clientOf } = setup({ buckets, keys: { runner: {} } })
  const begin = mock.checkpoint()

  const key = mock.keys.create('temporary', { roles: { images: 'ReadOnly' } })
  const s3 = clientOf(key.as())

  await expect(s3.send(get)).resolves.toBeDefined()
  expect(mock.log.last?.caller).toBe('temporary')
  expect(mock.keys.names()).toEqual(['runner', 'temporary'])
  expect(mock.whoCan('s3:GetObject', 'images/a')).toEqual(['temporary'])
  mock.restore(begin)
  expect(mock.keys.names()).toEqual(['runner'])
  expect(await refusalOf(s3.send(get))).toEqual([403, 'InvalidAccessKeyId'])
})

test('a key made in one isolated world is not known in another', async () => {
  const { mock } = setup({ buckets, keys: { runner: {} } })

  await Promise.all(
    ['one', 'two'].map(name =>
      mock.isolate(async () => {
        mock.keys.create(name)
        await Promise.resolve()
        expect(mock.keys.names()).toEqual(['runner', name])
      }),
    ),
  )

  expect(mock.keys.names()).toEqual(['runner'])
})

test('in aws it is a user of that name with one key', () => {
  const { mock } = setup({ dialect: 'aws', buckets })

  const key = mock.keys.create('ann', { policies: [read], id: 'AKIAANN', secret: 'hush' })

  expect(key).toMatchObject({ id: 'AKIAANN', secret: 'hush', status: 'Active' })
  expect(key.as().can('s3:GetObject', 'images/a').principal.arn).toBe('arn:aws:iam::123456789012:user/ann')
})

test('policies are attached and detached, and count at once', async () => {
  const { mock, clientOf } = setup({ buckets, keys: { runner: {} } })
  const key = mock.keys.get('runner')
  const s3 = clientOf(key.as())

  expect(await refusalOf(s3.send(get))).toEqual([403, 'AccessDenied'])
  key.attach(read)
  await expect(s3.send(get)).resolves.toBeDefined()
  key.detach(read)

  expect(await refusalOf(s3.send(get))).toEqual([403, 'AccessDenied'])
  expect(() => key.detach(read)).toThrow('has no such policy')
})

test('a rotated key keeps its id, and its old secret signs no more', async () => {
  const { mock, clientOf } = setup({ buckets, keys: { runner: { policies: [read] } } })
  const key = mock.keys.get('runner')
  const before = clientOf(key.as())

  const secret = key.rotate()

  expect(mock.keys.get('runner')).toMatchObject({ id: key.id, secret })
  expect(await refusalOf(before.send(get))).toEqual([403, 'SignatureDoesNotMatch'])
  await expect(clientOf(key.as()).send(get)).resolves.toBeDefined()
})

test('a key is taken out of use, taken back, and deleted; its name is free then', async () => {
  const { mock, clientOf } = setup({ buckets, keys: { runner: { policies: [read] } } })
  const key = mock.keys.get('runner')
  const s3 = clientOf(key.as())

  key.deactivate()
  expect(await refusalOf(s3.send(get))).toEqual([403, 'InvalidAccessKeyId'])
  key.activate()
  await expect(s3.send(get)).resolves.toBeDefined()
  key.delete()
  expect(await refusalOf(s3.send(get))).toEqual([403, 'InvalidAccessKeyId'])

  for (const use of [() => key.secret, () => key.status, () => key.rotate(), () => key.delete(), () => key.activate()])
    expect(use).toThrow('the key of `runner`')
  expect(mock.keys.create('runner').status).toBe('Active')
})

test('what a scene could not hold is refused in the same words', () => {
  const { mock } = setup({ buckets, keys: { runner: {} } })
  const { mock: aws } = setup({ dialect: 'aws', buckets, keys: { runner: {} } })

  expect(() => mock.keys.create('runner')).toThrow('`runner` stands for another caller too')
  expect(() => mock.keys.create('admin')).toThrow('has a meaning of its own')
  expect(() => mock.keys.create('')).toThrow('is no name')
  expect(() => mock.keys.create('x', { polices: [] } as object)).toThrow('did you mean `policies`?')
  expect(() => mock.keys.create('x', { roles: { imgaes: 'Editor' } })).toThrow('did you mean `images`?')
  expect(() => mock.keys.create('x', { roles: { images: 'Editr' } })).toThrow('did you mean `Editor`?')
  expect(() => mock.keys.create('x', { id: mock.keys.get('runner').id })).toThrow('stands for another key too')
  expect(() => aws.keys.create('x', { scope: 'standard' })).toThrow('is not for dialect `aws`')
  expect(() => aws.keys.get('runner').rotate()).toThrow('dialect `aws` does not rotate keys')
  expect(mock.keys.names()).toEqual(['runner'])
})
