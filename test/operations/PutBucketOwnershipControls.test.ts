import {
  GetBucketOwnershipControlsCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, altId, openAcls } from './access-setup.js'
import { answerOf, refusalOf, refusedRight } from './s3-setup.js'

const put = (...ownerships: ObjectOwnership[]) =>
  new PutBucketOwnershipControlsCommand({
    Bucket: 'samples',
    OwnershipControls: { Rules: ownerships.map(each => ({ ObjectOwnership: each })) },
  })

test.each(['ObjectWriter', 'BucketOwnerPreferred', 'BucketOwnerEnforced'] as const)('keeps %s', async ownership => {
  const { s3 } = accounts()

  await s3.send(put(ownership))

  const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: 'samples' }))
  expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: ownership }])
})

test('ownership cannot be enforced while the ACL of the bucket shares it', async () => {
  const { s3, mainId } = accounts()
  await openAcls(s3)
  const shared = { GrantFullControl: `id=${mainId}`, GrantRead: `id=${altId}` }
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ...shared }))

  expect(await refusalOf(s3.send(put('BucketOwnerEnforced')))).toEqual([400, 'InvalidBucketAclWithObjectOwnership'])

  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ACL: 'private' }))
  await s3.send(put('BucketOwnerEnforced'))
})

test.each([
  ['two rules', put('ObjectWriter', 'BucketOwnerPreferred')],
  ['no rule', put()],
  ['a value that is none', put('Nobody' as never)],
])('refuses %s', async (_case, command) => {
  const { s3 } = accounts()

  expect(await refusalOf(s3.send(command))).toEqual([400, 'MalformedXML'])
})

test('refuses a document that is none', async () => {
  const { mock } = accounts()

  const response = await mock.admin().fetch('/samples?ownershipControls', { method: 'PUT', body: 'ObjectWriter' })

  expect(await answerOf(response)).toEqual([400, 'MalformedXML'])
})

test('needs its right', async () => {
  const { mock, nobody } = accounts()

  expect(await refusalOf(nobody.send(put('ObjectWriter')))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketOwnershipControls', 'arn:aws:s3:::samples'])
  expect(mock.log.last?.denied?.context).toMatchObject({ 's3:x-amz-object-ownership': 'ObjectWriter' })
})
