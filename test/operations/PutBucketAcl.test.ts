import {
  GetBucketAclCommand,
  GetObjectCommand,
  type Grant,
  ListObjectsV2Command,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, altId, openAcls } from './access-setup.js'
import { answerOf, refusalOf, refusedRight, setup } from './s3-setup.js'

const Bucket = 'samples'
const put = (input: Partial<PutBucketAclCommandInput>) => new PutBucketAclCommand({ Bucket, ...input })
const list = new ListObjectsV2Command({ Bucket })
const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers'

const shown = (grants: readonly Grant[] = []) =>
  grants.map(({ Grantee, Permission }) => [Grantee?.ID ?? Grantee?.URI, Permission])

test('while ownership is enforced, as of every new bucket, no ACL is taken but that of the owner', async () => {
  const { s3, mainId } = accounts()

  await s3.send(put({ ACL: 'bucket-owner-full-control' as never }))
  await s3.send(put({ GrantFullControl: `id=${mainId}` }))

  for (const ACL of ['private', 'public-read'] as const) {
    expect(await refusalOf(s3.send(put({ ACL })))).toEqual([400, 'AccessControlListNotSupported'])
  }
  expect(await refusalOf(s3.send(put({ GrantRead: `id=${altId}` })))).toEqual([400, 'AccessControlListNotSupported'])
})

test('grants of headers come back by canonical id, an email address as the account that has it', async () => {
  const { s3, mainId } = accounts()
  await openAcls(s3)

  await s3.send(
    put({
      GrantFullControl: `id="${mainId}"`,
      GrantRead: `emailAddress="alt@example.com", uri="${allUsers}"`,
      GrantWriteACP: `id=${altId}`,
    }),
  )

  const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket }))
  expect(shown(Grants)).toEqual([
    [mainId, 'FULL_CONTROL'],
    [altId, 'READ'],
    [allUsers, 'READ'],
    [altId, 'WRITE_ACP'],
  ])
  expect(Grants?.[1]?.Grantee).toEqual({ Type: 'CanonicalUser', ID: altId })
})

test('a document that was read can be written back', async () => {
  const { s3, mainId } = accounts()
  await openAcls(s3)
  await s3.send(put({ GrantFullControl: `id=${mainId}`, GrantReadACP: `id=${altId}`, GrantRead: `uri=${allUsers}` }))
  const { Owner, Grants } = await s3.send(new GetBucketAclCommand({ Bucket }))

  await s3.send(put({ ACL: 'private' }))
  await s3.send(put({ AccessControlPolicy: { Owner, Grants } }))

  const again = await s3.send(new GetBucketAclCommand({ Bucket }))
  expect([again.Owner, again.Grants]).toEqual([Owner, Grants])
})

test('a grant to an account gives its users what their own policies allow, and no more', async () => {
  const { mock, s3, bob, eve, nobody, mainId } = accounts()
  await openAcls(s3)
  expect(await refusalOf(bob.send(list))).toEqual([403, 'AccessDenied'])

  await s3.send(put({ GrantFullControl: `id=${mainId}`, GrantRead: `id=${altId}` }))

  expect((await bob.send(list)).KeyCount).toBe(1)
  expect(mock.log.last?.decisions[0]?.verdict.decision).toBe('allowed')
  expect(await refusalOf(eve.send(list))).toEqual([403, 'AccessDenied'])
  expect(await refusalOf(nobody.send(list))).toEqual([403, 'AccessDenied'])
  expect(await refusalOf(bob.send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' })))).toEqual([
    403,
    'AccessDenied',
  ])
})

test('public-read lets everyone list, and public-read-write lets everyone write', async () => {
  const { mock, s3, anyone, nobody } = accounts()
  await openAcls(s3)

  await s3.send(put({ ACL: 'public-read' }))
  expect((await anyone.send(list)).KeyCount).toBe(1)
  expect(mock.log.last?.decisions[0]?.verdict).toMatchObject({ decision: 'allowed', at: 'bucketAcl' })
  expect((await nobody.send(list)).KeyCount).toBe(1)
  const write = new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' })
  expect(await refusalOf(anyone.send(write))).toEqual([403, 'AccessDenied'])

  await s3.send(put({ ACL: 'public-read-write' }))
  await anyone.send(write)
  expect((await anyone.send(list)).KeyCount).toBe(2)
})

test('authenticated-read lets every account list, and nobody without credentials', async () => {
  const { s3, anyone, bob } = accounts()
  await openAcls(s3)

  await s3.send(put({ ACL: 'authenticated-read' }))

  expect((await bob.send(list)).KeyCount).toBe(1)
  expect(await refusalOf(anyone.send(list))).toEqual([403, 'AccessDenied'])
})

test('Block Public Access refuses a public ACL in its own words', async () => {
  const { s3, writer } = accounts()
  await openAcls(s3)
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true }
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))

  await writer.send(put({ ACL: 'private' }))

  await expect(writer.send(put({ ACL: 'public-read' }))).rejects.toThrow(
    'User: arn:aws:iam::123456789012:user/writer is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::samples" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
  )
  expect(await refusalOf(writer.send(put({ GrantRead: `uri=${allUsers}` })))).toEqual([403, 'AccessDenied'])
})

test.each([
  ['a canned name that is none', { ACL: 'public' as never }, 'InvalidArgument'],
  ['a canned name and grants', { ACL: 'private', GrantRead: `id=${altId}` }, 'InvalidRequest'],
  ['an id that is none', { GrantRead: 'id=_foo' }, 'InvalidArgument'],
  ['a group that is none', { GrantRead: 'uri=http://example.com/everyone' }, 'InvalidArgument'],
  ['an address of nobody', { GrantRead: 'emailAddress=nobody@example.com' }, 'UnresolvableGrantByEmailAddress'],
  ['another kind of grantee', { GrantRead: 'name=alt' }, 'InvalidArgument'],
  ['nothing at all', {}, 'MissingSecurityHeader'],
  [
    'a document and a header',
    { ACL: 'private', AccessControlPolicy: { Owner: { ID: altId }, Grants: [] } },
    'UnexpectedContent',
  ],
  ['a document without an owner', { AccessControlPolicy: { Grants: [] } }, 'MalformedACLError'],
] as const)('refuses %s', async (_case, input, code) => {
  const { s3 } = accounts()
  await openAcls(s3)

  expect(await refusalOf(s3.send(put(input as Partial<PutBucketAclCommandInput>)))).toEqual([400, code])
})

test('a document cannot give the bucket to another owner', async () => {
  const { s3 } = accounts()
  await openAcls(s3)

  const AccessControlPolicy = { Owner: { ID: altId }, Grants: [] }
  expect(await refusalOf(s3.send(put({ AccessControlPolicy })))).toEqual([403, 'AccessDenied'])
})

test.each([
  '<AccessControlPolicy><Owner><ID>x</ID></Owner>',
  '<AccessControlPolicy><Owner><ID>x</ID></Owner><AccessControlList><Grant><Grantee><ID>x</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>',
])('refuses a document that is none: %s', async body => {
  const { mock, s3 } = accounts()
  await openAcls(s3)

  const response = await mock.admin().fetch('/samples?acl', { method: 'PUT', body })

  expect(await answerOf(response)).toEqual([400, 'MalformedACLError'])
})

test('a condition can name the ACL', async () => {
  const Condition = { StringEquals: { 's3:x-amz-acl': 'private' } }
  const Statement = [{ Effect: 'Allow', Action: 's3:PutBucketAcl', Resource: '*', Condition }] as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, s3, clientOf } = setup({ dialect: 'aws', buckets: { samples: {} }, keys: { keeper: { policies } } })
  await openAcls(s3)
  const keeper = clientOf(mock.as('keeper'))

  await keeper.send(put({ ACL: 'private' }))

  expect(await refusalOf(keeper.send(put({ ACL: 'authenticated-read' })))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketAcl', 'arn:aws:s3:::samples'])
})

test('Tigris takes private and public-read, and switches its public hosts with them', async () => {
  const { mock, s3, clientOf } = setup()
  const visitor = clientOf(mock.anonymous(), { endpoint: 'https://t3.tigrisfiles.io' })
  const read = () => visitor.send(new GetObjectCommand({ Bucket, Key: 'sample.txt' }))

  await s3.send(put({ ACL: 'public-read' }))
  expect(await (await read()).Body?.transformToString()).toBe('sample')
  await s3.send(put({ ACL: 'private' }))
  expect(await refusalOf(read())).toEqual([403, 'AccessDenied'])

  expect(await refusalOf(s3.send(put({ ACL: 'authenticated-read' })))).toEqual([400, 'InvalidArgument'])
  expect(await refusalOf(s3.send(put({ GrantRead: 'id=x' })))).toEqual([501, 'NotImplemented'])
  const AccessControlPolicy = { Owner: { ID: 'x' }, Grants: [] }
  expect(await refusalOf(s3.send(put({ AccessControlPolicy })))).toEqual([501, 'NotImplemented'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(put({ Bucket: 'missing', ACL: 'private' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put({ ACL: 'private' })))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketAcl', 'arn:aws:s3:::samples'])
})

test.each([
  ['WRITE alone', { GrantWrite: 'id="one"' }, false],
  ['WRITE of one and READ of another', { GrantWrite: 'id="one"', GrantRead: 'id="two"' }, false],
  ['WRITE and READ', { GrantWrite: 'id="one"', GrantRead: 'id="one"' }, true],
  ['FULL_CONTROL', { GrantFullControl: 'id="one"' }, true],
])('yandex takes a grant of %s', async (_case, grants, taken) => {
  const { s3 } = setup({ dialect: 'yandex', buckets: { samples: {} } })

  const answer = s3.send(put(grants))

  if (taken) await answer
  else expect(await refusalOf(answer)).toEqual([501, 'NotImplemented'])
})
