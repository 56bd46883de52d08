import { CreateBucketCommand, GetBucketAclCommand, PutBucketAclCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, openAcls } from './access-setup.js'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

const get = (Bucket = 'samples') => new GetBucketAclCommand({ Bucket })

test('a new bucket gives its owner all rights, under its canonical id', async () => {
  const { s3, mainId } = accounts()
  await s3.send(new CreateBucketCommand({ Bucket: 'made' }))

  const { Owner, Grants } = await s3.send(get('made'))

  expect(mainId).toMatch(/^[0-9a-f]{64}$/)
  expect(Owner).toEqual({ ID: mainId })
  const Grantee = { Type: 'CanonicalUser', ID: mainId }
  expect(Grants).toEqual([{ Grantee, Permission: 'FULL_CONTROL' }])
})

test('a canned ACL is told as its grants, the owner first', async () => {
  const { s3, mainId } = accounts()
  await openAcls(s3)
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ACL: 'public-read-write' }))

  const { Grants } = await s3.send(get())

  const group = 'http://acs.amazonaws.com/groups/global/AllUsers'
  expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.ID ?? Grantee?.URI, Permission])).toEqual([
    [mainId, 'FULL_CONTROL'],
    [group, 'READ'],
    [group, 'WRITE'],
  ])
})

test('answers on Tigris too, with the organization as owner', async () => {
  const { mock, s3 } = setup()

  const { Owner, Grants } = await s3.send(get())

  expect(Owner?.ID).toBe(mock.dialect.identity.account)
  expect(Grants?.map(grant => grant.Permission)).toEqual(['FULL_CONTROL'])
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(get('missing')))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(get()))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:GetBucketAcl', 'arn:aws:s3:::samples'])
})
