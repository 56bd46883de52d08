import { CreatePolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const statement = (change: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*', ...change }],
  })

test('tigris answers the policy with an ARN of the organization', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })

  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'sdxl-runner', PolicyDocument: readImages, Description: 'for the runner' }),
  )

  const now = new Date(Math.floor(mock.clock.now().getTime() / 1000) * 1000)
  expect(Policy).toEqual({
    PolicyName: 'sdxl-runner',
    PolicyId: expect.stringMatching(/^\w+$/),
    Arn: `arn:aws:iam::${mock.dialect.identity.account}:policy/sdxl-runner`,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: 'for the runner',
    CreateDate: now,
    UpdateDate: now,
  })
})

test('aws answers path and tags, and keeps the description to itself', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'images',
      PolicyDocument: readImages,
      Path: '/team/vision/',
      Description: 'x',
      Tags: [{ Key: 'team', Value: 'vision' }],
    }),
  )

  expect(Policy).toMatchObject({
    Arn: 'arn:aws:iam::123456789012:policy/team/vision/images',
    Path: '/team/vision/',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Tags: [{ Key: 'team', Value: 'vision' }],
  })
  expect(Policy).not.toHaveProperty('Description')
})

test('a second policy of that name is refused, whatever its case', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))

  const refusal = await refusalOf(
    iam.send(new CreatePolicyCommand({ PolicyName: 'Images', PolicyDocument: readImages })),
  )

  expect(refusal).toEqual([
    409,
    'EntityAlreadyExists',
    'A policy called Images already exists. Duplicate names are not allowed.',
  ])
})

test.each([
  ['text that is no JSON', 'not json'],
  ['an action that Tigris does not support', statement({ Action: 's3:GetBucketPolicy' })],
  ['an action of another service', statement({ Action: 'iam:CreateUser' })],
  [
    'a condition operator that Tigris does not support',
    statement({ Condition: { StringEquals: { 's3:prefix': 'a' } } }),
  ],
  ['a principal', statement({ Principal: '*' })],
  ['an effect that is none', statement({ Effect: 'Maybe' })],
])('tigris refuses a document with %s', async (_what, PolicyDocument) => {
  const { iam } = setup({ dialect: 'tigris' })

  const [status, code] = await refusalOf(iam.send(new CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument })))

  expect([status, code]).toEqual([400, 'MalformedPolicyDocument'])
})

test('aws refuses a document of the old version in its own words', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const PolicyDocument = readImages.replace('2012-10-17', '2008-10-17')

  const refusal = await refusalOf(iam.send(new CreatePolicyCommand({ PolicyName: 'old', PolicyDocument })))

  expect(refusal).toEqual([400, 'MalformedPolicyDocument', 'Policy document must be version 2012-10-17 or greater.'])
})

test('aws counts 6144 characters without white space', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const ofSize = (size: number) => readImages.replace('images', 'i'.repeat(size - readImages.length + 'images'.length))

  await iam.send(new CreatePolicyCommand({ PolicyName: 'full', PolicyDocument: `${' '.repeat(99)}${ofSize(6144)}\n` }))
  const refusal = await refusalOf(
    iam.send(new CreatePolicyCommand({ PolicyName: 'over', PolicyDocument: ofSize(6145) })),
  )

  expect(refusal).toEqual([409, 'LimitExceeded', 'Cannot exceed quota for PolicySize: 6144'])
})

test('every violated constraint is told in one answer', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const [status, code, message] = await refusalOf(
    iam.send(new CreatePolicyCommand({ PolicyName: 'a b', PolicyDocument: undefined, Path: 'team' })),
  )

  expect([status, code]).toEqual([400, 'ValidationError'])
  expect(message).toMatch(/^3 validation errors detected: .*'policyName'.*; Value null at 'policyDocument'.*; .*'path'/)
})

test('one tag key twice is refused', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const Tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'Team', Value: 'b' },
  ]

  const refusal = await refusalOf(
    iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages, Tags })),
  )

  expect(refusal).toEqual([
    400,
    'InvalidInput',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ])
})

test('aws needs the right to tag for a policy with tags', async () => {
  const { clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: {
        policies: [
          { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:CreatePolicy', Resource: '*' } },
        ],
      },
    },
  })
  const ann = clientOf(mock.as('ann'))
  const input = { PolicyName: 'images', PolicyDocument: readImages }

  const [status, , message] = await refusalOf(
    ann.send(new CreatePolicyCommand({ ...input, Tags: [{ Key: 'a', Value: 'b' }] })),
  )
  const { Policy } = await ann.send(new CreatePolicyCommand(input))

  expect([status, message]).toEqual([403, expect.stringContaining('iam:TagPolicy')])
  expect(Policy?.PolicyName).toBe('images')
})

test('a key with a bucket role may not create policies', async () => {
  const { clientOf, mock } = setup({
    dialect: 'tigris',
    buckets: { images: {} },
    keys: { editor: { roles: { images: 'Editor' } } },
  })

  const [status, code] = await refusalOf(
    clientOf(mock.as('editor')).send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages })),
  )

  expect([status, code]).toEqual([403, 'AccessDenied'])
})
