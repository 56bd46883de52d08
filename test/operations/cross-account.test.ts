import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam'
import * as sdk from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'
import { refusalOf } from './s3-setup.js'

const main = '123456789012'
const alt = '210987654321'
const canonicalId = 'd'.repeat(64)

const allow = (Action: string | readonly string[], Resource: string) =>
  ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } }) as const
const share = (AWS: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow' as const,
      Principal: { AWS },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::images/*',
      ...more,
    },
  ],
})

const begin = (policy?: ReturnType<typeof share>) => {
  const mock = createTigrisMock({
    dialect: 'aws',
    users: { ann: { policies: [allow('s3:*', '*')] } },
    buckets: { images: { objects: { 'a.png': 'image' }, ...(policy && { policy }) } },
    accounts: {
      alt: {
        ...{ id: alt, canonicalId, displayName: 'The Others' },
        users: { reader: { policies: [allow('s3:*', '*')] }, nobody: {} },
        buckets: { theirs: { objects: { 'b.png': 'other' } } },
      },
    },
  })
  const clientOf = (who: 'ann' | 'alt' | 'alt/reader' | 'alt/nobody') =>
    new sdk.S3Client({ ...mock.as(who).clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 })
  const read = (who: Parameters<typeof clientOf>[0]) =>
    clientOf(who)
      .send(new sdk.GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
      .then(
        () => 'allowed',
        (error: Error) =>
          error.message.replace(/^User: \S+ is not authorized to perform: s3:GetObject on resource: \S+ /, ''),
      )
  return { mock, clientOf, read }
}

const byIdentity = 'because no identity-based policy allows the s3:GetObject action'
const byResource = 'because no resource-based policy allows the s3:GetObject action'

test.each([
  ['no bucket policy', undefined, byResource, byIdentity, byResource],
  ['a policy for the account', share(`arn:aws:iam::${alt}:root`), 'allowed', byIdentity, 'allowed'],
  ['a policy for the number of the account', share(alt), 'allowed', byIdentity, 'allowed'],
  ['a policy for one user', share(`arn:aws:iam::${alt}:user/reader`), 'allowed', byIdentity, byResource],
  ['a policy for the other user', share(`arn:aws:iam::${alt}:user/nobody`), byResource, byIdentity, byResource],
  ['a policy for another account', share(`arn:aws:iam::${main}:root`), byResource, byIdentity, byResource],
] as const)('both sides must allow: %s', async (_, policy, reader, nobody, root) => {
  const { read } = begin(policy)

  expect([await read('alt/reader'), await read('alt/nobody'), await read('alt')]).toEqual([reader, nobody, root])
})

test("a Deny of the bucket's policy beats the rights of another account", async () => {
  const { read } = begin({
    Version: '2012-10-17',
    Statement: [...share(alt).Statement, ...share(alt, { Effect: 'Deny' }).Statement],
  })

  expect(await read('alt/reader')).toBe('with an explicit deny in a resource-based policy')
})

test('the owner of a bucket keeps its own way in', async () => {
  const { read } = begin(share(alt))

  expect(await read('ann')).toBe('allowed')
})

test('each account lists its own buckets under its canonical id', async () => {
  const { clientOf } = begin()

  const ours = await clientOf('ann').send(new sdk.ListBucketsCommand({}))
  const theirs = await clientOf('alt/reader').send(new sdk.ListBucketsCommand({}))

  expect(ours.Buckets!.map(({ Name }) => Name)).toEqual(['images'])
  expect(theirs).toMatchObject({ Buckets: [{ Name: 'theirs' }], Owner: { ID: canonicalId } })
  expect(ours.Owner!.ID).toMatch(/^[0-9a-f]{64}$/)
  expect(ours.Owner!.ID).not.toBe(canonicalId)
})

test('a new bucket belongs to the account that made it, and its name is taken for all', async () => {
  const { clientOf, mock } = begin()
  await clientOf('alt/reader').send(new sdk.CreateBucketCommand({ Bucket: 'fresh-bucket' }))

  const again = (who: 'ann' | 'alt') => clientOf(who).send(new sdk.CreateBucketCommand({ Bucket: 'theirs' }))

  expect(wholeOf(mock).world().store.bucket('fresh-bucket')).toMatchObject({ account: alt, owner: canonicalId })
  expect(await refusalOf(again('ann'))).toEqual([409, 'BucketAlreadyExists'])
  expect((await refusalOf(clientOf('ann').send(new sdk.DeleteBucketCommand({ Bucket: 'fresh-bucket' }))))[1]).toBe(
    'AccessDenied',
  )
})

test('the ACL of a bucket names its account', async () => {
  const { clientOf } = begin()

  const { Owner } = await clientOf('alt').send(new sdk.GetBucketAclCommand({ Bucket: 'theirs' }))

  expect(Owner).toEqual({ ID: canonicalId })
})

test('the root of another account may do all with what is its own, and is named by its ARN', async () => {
  const { clientOf, mock } = begin()
  const iam = new IAMClient({ ...mock.as('alt').clientConfig, requestHandler: mock.requestHandler() })

  const { User } = await iam.send(new GetUserCommand({}))

  expect(User).toMatchObject({ Arn: `arn:aws:iam::${alt}:root`, UserId: alt })
  await expect(
    clientOf('alt').send(new sdk.PutObjectCommand({ Bucket: 'theirs', Key: 'c.png', Body: 'c' })),
  ).resolves.toBeDefined()
})

test('GetUser by the root key of main answers its ARN', async () => {
  const { mock } = begin()
  const iam = new IAMClient({ ...mock.admin().clientConfig, requestHandler: mock.requestHandler() })

  const { User } = await iam.send(new GetUserCommand({}))

  expect(User).toMatchObject({ Arn: `arn:aws:iam::${main}:root`, UserId: main })
  expect(User!.UserName).toBeUndefined()
})

test('a policy for the canonical id of an account is one for the account', async () => {
  const policy = share('*')
  const [statement] = policy.Statement
  const { read } = begin({
    ...policy,
    Statement: [{ ...statement!, Principal: { CanonicalUser: canonicalId } as unknown as { AWS: string } }],
  })

  expect([await read('alt/reader'), await read('alt/nobody'), await read('alt')]).toEqual([
    'allowed',
    byIdentity,
    'allowed',
  ])
})
