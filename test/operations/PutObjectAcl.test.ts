import {
  CopyObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, altId, openAcls } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const target = { Bucket: 'samples', Key: 'sample.txt' }
const put = (input: Partial<PutObjectAclCommandInput>) => new PutObjectAclCommand({ ...target, ...input })
const read = new GetObjectCommand(target)

test('while ownership is enforced, no ACL is taken but that of the owner of the bucket', async () => {
  const { s3 } = accounts()

  await s3.send(put({ ACL: 'bucket-owner-full-control' }))
  await s3.send(new PutObjectCommand({ ...target, Body: 'x', ACL: 'bucket-owner-full-control' }))

  const refused = [400, 'AccessControlListNotSupported']
  expect(await refusalOf(s3.send(put({ ACL: 'public-read' })))).toEqual(refused)
  expect(await refusalOf(s3.send(new PutObjectCommand({ ...target, Body: 'x', ACL: 'private' })))).toEqual(refused)
  const copy = new CopyObjectCommand({ ...target, Key: 'copy', CopySource: 'samples/sample.txt', ACL: 'public-read' })
  expect(await refusalOf(s3.send(copy))).toEqual(refused)
})

test('public-read lets everyone read the object, and ownership that is enforced again ends that', async () => {
  const { mock, s3, anyone, nobody } = accounts()
  await openAcls(s3)
  expect(await refusalOf(anyone.send(read))).toEqual([403, 'AccessDenied'])

  await s3.send(put({ ACL: 'public-read' }))

  expect(await (await anyone.send(read)).Body?.transformToString()).toBe('sample')
  expect(mock.log.last?.decisions[0]?.verdict).toMatchObject({ decision: 'allowed', at: 'objectAcl' })
  expect(await (await nobody.send(read)).Body?.transformToString()).toBe('sample')
  mock.world().store.updateBucket('samples', { ownership: 'BucketOwnerEnforced' })
  expect(await refusalOf(anyone.send(read))).toEqual([403, 'AccessDenied'])
})

test('IgnorePublicAcls takes the effect of a public ACL, which stays stored', async () => {
  const { s3, anyone } = accounts()
  await openAcls(s3)
  await s3.send(put({ ACL: 'public-read' }))

  const PublicAccessBlockConfiguration = { IgnorePublicAcls: true }
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: 'samples', PublicAccessBlockConfiguration }))

  expect(await refusalOf(anyone.send(read))).toEqual([403, 'AccessDenied'])
  expect((await s3.send(new GetObjectAclCommand(target))).Grants).toHaveLength(2)
})

test('BlockPublicAcls refuses public ACLs of writes too', async () => {
  const { s3, writer } = accounts()
  await openAcls(s3)
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true }
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: 'samples', PublicAccessBlockConfiguration }))

  const write = new PutObjectCommand({ ...target, Body: 'x', ACL: 'public-read' })

  await expect(writer.send(write)).rejects.toThrow(/s3:PutObjectAcl on resource: .* prevented by the BlockPublicAcls/)
  expect(await refusalOf(writer.send(put({ ACL: 'authenticated-read' })))).toEqual([403, 'AccessDenied'])
})

test('READ, READ_ACP and WRITE_ACP are three rights', async () => {
  const { s3, alt, mainId } = accounts()
  await openAcls(s3)
  const owner = { GrantFullControl: `id=${mainId}` }
  const getAcl = new GetObjectAclCommand(target)
  const denied = [403, 'AccessDenied']

  await s3.send(put({ ...owner, GrantRead: `id=${altId}` }))
  expect(await (await alt.send(read)).Body?.transformToString()).toBe('sample')
  expect(await refusalOf(alt.send(getAcl))).toEqual(denied)

  await s3.send(put({ ...owner, GrantReadACP: `id=${altId}` }))
  expect(await refusalOf(alt.send(read))).toEqual(denied)
  expect((await alt.send(getAcl)).Grants).toHaveLength(2)
  expect(await refusalOf(alt.send(put({ ACL: 'private' })))).toEqual(denied)

  await s3.send(put({ ...owner, GrantWriteACP: `id=${altId}` }))
  await alt.send(put({ GrantFullControl: `id=${mainId}`, GrantRead: `id=${altId}` }))
  expect(await (await alt.send(read)).Body?.transformToString()).toBe('sample')
})

test('a document keeps the owner of the object', async () => {
  const { s3, mainId } = accounts()
  await openAcls(s3)
  const Grants = [{ Grantee: { Type: 'CanonicalUser', ID: altId }, Permission: 'READ' }] as const

  await s3.send(put({ AccessControlPolicy: { Owner: { ID: mainId }, Grants: [...Grants] } }))

  const { Owner, Grants: kept } = await s3.send(new GetObjectAclCommand(target))
  expect(Owner?.ID).toBe(mainId)
  expect(kept?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission])).toEqual([[altId, 'READ']])
})

test('with BucketOwnerPreferred the writer gives the object away by bucket-owner-full-control', async () => {
  const { s3, alt, mainId } = accounts()
  await openAcls(s3, 'BucketOwnerPreferred')
  await s3.send(
    new PutBucketAclCommand({ Bucket: 'samples', GrantFullControl: `id=${mainId}`, GrantWrite: `id=${altId}` }),
  )

  await alt.send(new PutObjectCommand({ ...target, Key: 'given', Body: 'x', ACL: 'bucket-owner-full-control' }))
  await alt.send(new PutObjectCommand({ ...target, Key: 'kept', Body: 'x' }))

  const { Owner } = await s3.send(new GetObjectAclCommand({ ...target, Key: 'given' }))
  expect(Owner?.ID).toBe(mainId)
  expect((await alt.send(new GetObjectAclCommand({ ...target, Key: 'kept' }))).Owner?.ID).toBe(altId)
})

test('grants in headers of a write are kept, and need the right to set them', async () => {
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, s3, clientOf } = setup({ dialect: 'aws', buckets: { samples: {} }, keys: { writer: { policies } } })
  await openAcls(s3)
  const write = new PutObjectCommand({ ...target, Body: 'x', GrantRead: `id=${altId}` })

  await s3.send(write)

  const { Grants } = await s3.send(new GetObjectAclCommand(target))
  expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission])).toEqual([[altId, 'READ']])
  expect(await refusalOf(clientOf(mock.as('writer')).send(write))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObjectAcl', 'arn:aws:s3:::samples/sample.txt'])
})

test('on Tigris an ACL of an object has its effect only where the bucket allows that', async () => {
  const { mock, s3, clientOf } = setup()
  const visitor = clientOf(mock.anonymous(), { endpoint: 'https://t3.tigrisfiles.io' })

  await s3.send(put({ ACL: 'public-read' }))
  expect(await refusalOf(visitor.send(read))).toEqual([403, 'AccessDenied'])

  mock.world().store.updateBucket('samples', { settings: { objectAcls: true } })
  expect(await (await visitor.send(read)).Body?.transformToString()).toBe('sample')
  expect((await s3.send(new GetObjectAclCommand(target))).Grants).toHaveLength(2)
  expect(await refusalOf(s3.send(put({ ACL: 'bucket-owner-read' })))).toEqual([400, 'InvalidArgument'])
})

test('on Yandex an ACL names service accounts by their ids, and opens what no role does', async () => {
  const buckets = { samples: { objects: { 'sample.txt': 'sample', other: 'x' } } }
  const { mock, s3, clientOf } = setup({ dialect: 'yandex', buckets, keys: { guest: {} } })
  const { registry } = mock.world()
  const key = registry.key(mock.keys.get('guest').id)
  const id = registry.identity(key?.account ?? '', key?.identity ?? '')?.id
  const guest = clientOf(mock.as('guest'))
  expect(await refusalOf(guest.send(read))).toEqual([403, 'AccessDenied'])

  await s3.send(put({ GrantRead: `id=${id}` }))

  expect(await (await guest.send(read)).Body?.transformToString()).toBe('sample')
  const other = new GetObjectCommand({ ...target, Key: 'other' })
  expect(await refusalOf(guest.send(other))).toEqual([403, 'AccessDenied'])
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', GrantRead: `id=${id}` }))
  expect(await (await guest.send(other)).Body?.transformToString()).toBe('x')
})

test.each([
  [{ ACL: 'everyone' as never }, 'InvalidArgument'],
  [{}, 'MissingSecurityHeader'],
  [{ GrantRead: 'uri=everyone' }, 'InvalidArgument'],
])('refuses %j', async (input, code) => {
  const { s3 } = accounts()
  await openAcls(s3)

  expect(await refusalOf(s3.send(put(input)))).toEqual([400, code])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(put({ Key: 'missing', ACL: 'private' })))).toEqual([404, 'NoSuchKey'])
})

test('needs its right, of versions where one is named', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put({ ACL: 'private' })))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutObjectAcl', 'arn:aws:s3:::samples/sample.txt'])
  await refusalOf(nobody.send(put({ ACL: 'private', VersionId: 'null' })))
  expect(refusedRight(mock)).toEqual(['s3:PutObjectVersionAcl', 'arn:aws:s3:::samples/sample.txt'])
})
