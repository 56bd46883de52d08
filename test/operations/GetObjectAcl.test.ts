import {
  DeleteObjectCommand,
  GetObjectAclCommand,
  type GetObjectAclCommandInput,
  PutBucketAclCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, altId, everything, openAcls } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const target = { Bucket: 'samples', Key: 'sample.txt' }
const get = (input: Partial<GetObjectAclCommandInput> = {}) => new GetObjectAclCommand({ ...target, ...input })

test('an object gives its owner all rights', async () => {
  const { s3, mainId } = accounts()

  const { Owner, Grants } = await s3.send(get())

  expect(Owner).toEqual({ ID: mainId })
  expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission])).toEqual([[mainId, 'FULL_CONTROL']])
})

test.each([
  ['bucket-owner-read', 'READ'],
  ['bucket-owner-full-control', 'FULL_CONTROL'],
] as const)('what another account writes is its own, and %s shares it with the bucket', async (ACL, permission) => {
  const { s3, alt, mainId } = accounts()
  await openAcls(s3)
  await s3.send(
    new PutBucketAclCommand({ Bucket: 'samples', GrantFullControl: `id=${mainId}`, GrantWrite: `id=${altId}` }),
  )
  await alt.send(new PutObjectCommand({ ...target, Key: 'theirs', Body: 'x', ACL }))

  const { Owner, Grants } = await alt.send(get({ Key: 'theirs' }))

  expect(Owner).toEqual({ ID: altId })
  expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Permission])).toEqual([
    [altId, 'FULL_CONTROL'],
    [mainId, permission],
  ])
})

test('the owner of the bucket sees nothing of an object that another account keeps for itself', async () => {
  const { mock, s3, writer, alt, mainId } = accounts()
  await openAcls(s3)
  await s3.send(
    new PutBucketAclCommand({ Bucket: 'samples', GrantFullControl: `id=${mainId}`, GrantWrite: `id=${altId}` }),
  )
  await alt.send(new PutObjectCommand({ ...target, Key: 'theirs', Body: 'x' }))

  expect(await refusalOf(s3.send(get({ Key: 'theirs' })))).toEqual([403, 'AccessDenied'])
  expect(await refusalOf(writer.send(get({ Key: 'theirs' })))).toEqual([403, 'AccessDenied'])
  expect(mock.log.last?.denied?.because).toContain('belongs to another account')
  await s3.send(new DeleteObjectCommand({ ...target, Key: 'theirs' }))
})

test('each version has its own ACL', async () => {
  const { s3 } = accounts()
  await openAcls(s3)
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'samples', VersioningConfiguration }))
  const first = await s3.send(new PutObjectCommand({ ...target, Body: '1', ACL: 'public-read' }))
  const second = await s3.send(new PutObjectCommand({ ...target, Body: '2' }))

  const old = await s3.send(get({ VersionId: first.VersionId }))
  const current = await s3.send(get())

  expect([old.Grants?.length, current.Grants?.length]).toEqual([2, 1])
  await s3.send(new PutObjectAclCommand({ ...target, VersionId: second.VersionId, ACL: 'authenticated-read' }))
  expect((await s3.send(get())).Grants?.length).toBe(2)
})

test('a version needs the right to versions', async () => {
  const Statement = [{ Effect: 'Allow', Action: ['s3:GetObjectAcl', 's3:ListBucket'], Resource: '*' }] as const
  const { mock, clientOf } = setup({
    dialect: 'aws',
    buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
    keys: { reader: { policies: [{ Version: '2012-10-17', Statement }] }, all: { policies: [everything] } },
  })
  const reader = clientOf(mock.as('reader'))

  await reader.send(get())

  expect(await refusalOf(reader.send(get({ VersionId: 'null' })))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectVersionAcl', 'arn:aws:s3:::samples/sample.txt'])
})

test('on Tigris an object has the ACL of its bucket', async () => {
  const { s3 } = setup()
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ACL: 'public-read' }))

  expect((await s3.send(get())).Grants?.map(grant => grant.Permission)).toEqual(['FULL_CONTROL', 'READ'])
})

test('a missing key is NoSuchKey', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get({ Key: 'missing' })))).toEqual([404, 'NoSuchKey'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetObjectAcl', 'arn:aws:s3:::samples/sample.txt'])
})
