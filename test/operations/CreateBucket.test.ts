import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import names from '../../fixtures/bucket-names.json' with { type: 'json' }
import { twoAccounts } from './access-setup.js'
import { answerOf, refusalOf, refusedRight, samples, setup } from './s3-setup.js'

test('makes a bucket and answers its location', async () => {
  const { s3 } = setup()

  const made = await s3.send(new CreateBucketCommand({ Bucket: 'new-one' }))

  expect(made.Location).toBe('/new-one')
  const { Buckets } = await s3.send(new ListBucketsCommand({}))
  expect(Buckets?.map(bucket => bucket.Name)).toEqual(['new-one', 'samples'])
})

test('keeps account, creator and public switch of the bucket', async () => {
  const { mock, s3 } = setup()

  await s3.send(new CreateBucketCommand({ Bucket: 'open', ACL: 'public-read' }))

  const record = mock.world().store.requireBucket('open')
  expect(record).toMatchObject({ public: true, acl: { canned: 'public-read' }, region: 'auto' })
  expect(record.account).toBe(mock.dialect.identity.account)
  expect(record.creator).toBe(mock.log.last?.principal?.arn)
})

test('keeps the tags of its configuration', async () => {
  const { s3 } = setup()
  const TagSet = [{ Key: 'team', Value: 'blue' }]

  await s3.send(new CreateBucketCommand({ Bucket: 'tagged', CreateBucketConfiguration: { Tags: TagSet } }))

  expect((await s3.send(new GetBucketTaggingCommand({ Bucket: 'tagged' }))).TagSet).toEqual(TagSet)
})

test.each([
  ['tigris', 'BucketAlreadyExists', {}],
  ['aws', 'BucketAlreadyOwnedByYou', { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }],
] as const)('%s refuses to make an own bucket again with %s', async (dialect, code, place) => {
  const { s3 } = setup({ dialect })
  const make = () => s3.send(new CreateBucketCommand({ Bucket: 'mine', ...place }))
  await make()

  expect(await refusalOf(make())).toEqual([409, code])
})

test('the first region of aws makes an own bucket again: its ACL is new, its objects stay', async () => {
  const { s3, clientOf, mock } = setup({ ...twoAccounts, newBuckets: 'before-2023' })
  const make = (ACL?: 'public-read') => s3.send(new CreateBucketCommand({ Bucket: 'mine', ACL }))
  await make('public-read')
  await s3.send(new PutObjectCommand({ Bucket: 'mine', Key: 'k', Body: 'x' }))

  await make()

  expect((await s3.send(new GetBucketAclCommand({ Bucket: 'mine' }))).Grants).toHaveLength(1)
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'mine' }))).KeyCount).toBe(1)
  const theirs = clientOf(mock.as('alt')).send(new CreateBucketCommand({ Bucket: 'mine' }))
  expect(await refusalOf(theirs)).toEqual([409, 'BucketAlreadyExists'])
})

test('a bucket that is made again in aws gets no public ACL while it blocks them', async () => {
  const { s3 } = setup({ dialect: 'aws', newBuckets: 'before-2023', buckets: { mine: {} } })
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true }
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: 'mine', PublicAccessBlockConfiguration }))

  const again = s3.send(new CreateBucketCommand({ Bucket: 'mine', ACL: 'public-read' }))

  expect(await refusalOf(again)).toEqual([400, 'InvalidBucketAclWithBlockPublicAccessError'])
})

test('a key that may create no buckets is told which right it lacks', async () => {
  const { mock, clientOf } = setup()
  const s3 = clientOf(mock.as('nobody'))

  expect(await refusalOf(s3.send(new CreateBucketCommand({ Bucket: 'new-one' })))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:CreateBucket', 'arn:aws:s3:::new-one'])
})

test('setting an ACL needs its own right', async () => {
  const { mock, clientOf } = setup({ ...samples, keys: { maker: {} } })
  const s3 = clientOf(mock.as('maker'))

  expect(await refusalOf(s3.send(new CreateBucketCommand({ Bucket: 'open', ACL: 'public-read' })))).toEqual([
    403,
    'AccessDenied',
  ])
  expect(refusedRight(mock)).toEqual(['s3:PutBucketAcl', 'arn:aws:s3:::open'])
})

test('a policy may name the ACL and the location that a new bucket must have', async () => {
  const condition = { StringEquals: { 's3:x-amz-acl': 'private', 's3:LocationConstraint': 'eu-west-1' } }
  const actions = ['s3:CreateBucket', 's3:PutBucketAcl']
  const allow = { Statement: { Effect: 'Allow', Action: actions, Resource: '*', Condition: condition } } as const
  const { mock, clientOf } = setup({
    dialect: 'aws',
    keys: { maker: { policies: [{ Version: '2012-10-17', ...allow }] } },
  })
  const s3 = clientOf(mock.as('maker'))
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const

  await s3.send(new CreateBucketCommand({ Bucket: 'right', ACL: 'private', CreateBucketConfiguration }))

  const wrong = s3.send(new CreateBucketCommand({ Bucket: 'wrong', ACL: 'private' }))
  expect(await refusalOf(wrong)).toEqual([403, 'AccessDenied'])
})

test.each(names.invalid)('refuses the name %s', async name => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch(`/${name}`, { method: 'PUT' }))).toEqual([400, 'InvalidBucketName'])
})

test.each(names.valid)('takes the name %s', async name => {
  const { mock } = setup()

  expect((await mock.admin().fetch(`/${name}`, { method: 'PUT' })).status).toBe(200)
})

test('refuses a canned ACL that Tigris has not', async () => {
  const { s3 } = setup()

  const call = s3.send(new CreateBucketCommand({ Bucket: 'open', ACL: 'public-read-write' }))
  expect(await refusalOf(call)).toEqual([400, 'InvalidArgument'])
})

test.each([
  ['a root that is none of its own', '<Wrong/>'],
  ['an unknown element', '<CreateBucketConfiguration><Colour>red</Colour></CreateBucketConfiguration>'],
  ['text that is no XML', 'LocationConstraint=eu'],
])('refuses a configuration with %s', async (_case, body) => {
  const { mock } = setup()

  expect(await answerOf(await mock.admin().fetch('/new-one', { method: 'PUT', body }))).toEqual([400, 'MalformedXML'])
})

test('refuses by name what is not modelled', async () => {
  const { s3 } = setup()
  const Location = { Type: 'AvailabilityZone', Name: 'use1-az4' } as const

  const locked = s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }))
  const directory = s3.send(new CreateBucketCommand({ Bucket: 'zoned', CreateBucketConfiguration: { Location } }))

  expect(await refusalOf(locked)).toEqual([501, 'NotImplemented'])
  expect(await refusalOf(directory)).toEqual([501, 'NotImplemented'])
})

test('refuses two tags of one key', async () => {
  const { s3 } = setup()
  const Tags = [
    { Key: 'team', Value: 'blue' },
    { Key: 'team', Value: 'red' },
  ]

  const call = s3.send(new CreateBucketCommand({ Bucket: 'tagged', CreateBucketConfiguration: { Tags } }))
  expect(await refusalOf(call)).toEqual([400, 'InvalidTag'])
})

test.each([
  [{ ACL: 'public-read' }, 'InvalidBucketAclWithObjectOwnership'],
  [{ GrantRead: `id=${'a'.repeat(64)}` }, 'InvalidBucketAclWithObjectOwnership'],
  [{ ACL: 'public-read', ObjectOwnership: 'ObjectWriter' }, 'InvalidBucketAclWithBlockPublicAccessError'],
  [
    { GrantRead: 'uri=http://acs.amazonaws.com/groups/global/AllUsers', ObjectOwnership: 'ObjectWriter' },
    'InvalidBucketAclWithBlockPublicAccessError',
  ],
  [{ ACL: 'private', GrantRead: `id=${'a'.repeat(64)}` }, 'InvalidRequest'],
] as const)('aws makes no bucket with %j', async (input, code) => {
  const { s3 } = setup({ dialect: 'aws' })

  expect(await refusalOf(s3.send(new CreateBucketCommand({ Bucket: 'made', ...input })))).toEqual([400, code])
})

test('aws takes grants to accounts where ACLs count, and needs rights for all that is asked', async () => {
  const Statement = [{ Effect: 'Allow', Action: 's3:CreateBucket', Resource: '*' }] as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, s3, clientOf } = setup({ dialect: 'aws', keys: { maker: { policies } } })
  const GrantRead = `id=${'a'.repeat(64)}`
  const maker = clientOf(mock.as('maker'))

  await s3.send(new CreateBucketCommand({ Bucket: 'shared', ObjectOwnership: 'ObjectWriter', GrantRead }))

  expect(mock.world().store.requireBucket('shared').acl.grants).toHaveLength(1)
  const missing = async (input: object) => {
    expect(await refusalOf(maker.send(new CreateBucketCommand({ Bucket: 'mine', ...input })))).toEqual([
      403,
      'AccessDenied',
    ])
    return refusedRight(mock)?.[0]
  }
  expect(await missing({ GrantRead })).toBe('s3:PutBucketAcl')
  expect(await missing({ ObjectOwnership: 'ObjectWriter' })).toBe('s3:PutBucketOwnershipControls')
  expect(await missing({ ObjectLockEnabledForBucket: true })).toBe('s3:PutBucketObjectLockConfiguration')
  const CreateBucketConfiguration = { Tags: [{ Key: 'team', Value: 'red' }] }
  expect(await missing({ CreateBucketConfiguration })).toBe('s3:TagResource')
})

test('a scene may ask for buckets as they were made before April 2023: ACLs count, and nothing blocks public access', async () => {
  const { s3, mock, clientOf } = setup({ ...twoAccounts, newBuckets: 'before-2023' })
  await s3.send(new CreateBucketCommand({ Bucket: 'older', ACL: 'public-read-write' }))
  const anyone = clientOf(mock.anonymous())

  await anyone.send(new PutObjectCommand({ Bucket: 'older', Key: 'k', Body: 'x' }))

  const controls = s3.send(new GetBucketOwnershipControlsCommand({ Bucket: 'older' }))
  expect(await refusalOf(controls)).toEqual([404, 'OwnershipControlsNotFoundError'])
})

test('the age of new buckets is an option of aws alone', () => {
  expect(() => setup({ newBuckets: 'today' })).toThrow(/`newBuckets` is not for dialect `tigris`/)
})
