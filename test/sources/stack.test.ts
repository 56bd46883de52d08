import { expect, test } from 'vitest'
import { createTigrisMock, type TigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'
import { checksOf } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'

const from = { cloudformation: 'fixtures/sources/cloudformation/stack.yaml' }

test('buckets of a template have its properties', () => {
  const { buckets } = createTigrisMock({ from }).toJSON({ partly: true })

  expect(buckets?.['stack-images']).toMatchObject({
    tags: { team: 'shop' },
    versioning: 'Enabled',
    ownership: 'BucketOwnerPreferred',
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    },
    cors: [
      {
        ID: 'site',
        AllowedMethods: ['GET'],
        AllowedOrigins: ['https://shop.example'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 600,
      },
    ],
    lifecycle: [
      { ID: 'tmp', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } },
      {
        ...{ ID: 'old', Status: 'Enabled', Filter: { Tag: { Key: 'kept', Value: 'no' } } },
        Transitions: [{ StorageClass: 'GLACIER', Days: 90 }],
        NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 2 },
      },
      { ID: 'parts', Status: 'Enabled', Filter: {}, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    ],
    encryption: [{ BucketKeyEnabled: true, ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    website: { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } },
    logging: { TargetBucket: 'stack-logs', TargetPrefix: 'images/' },
    notification: {
      QueueConfigurations: [
        {
          QueueArn: 'arn:aws:sqs:us-east-1:123456789012:stack-Queue',
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'uploads/' }] } },
        },
      ],
    },
    policy: { Statement: [{ Sid: 'NoDeletes' }] },
  })
})

test('users, groups, boundaries and roles are those of the template', () => {
  const mock = createTigrisMock({ from }) as TigrisMock
  const { registry } = wholeOf(mock).world()

  expect(registry.identity('123456789012', 'ann')).toMatchObject({
    ...{ path: '/people/', tags: { team: 'red' }, groups: ['readers'] },
    boundary: 'arn:aws:iam::123456789012:policy/boundary',
    attached: ['arn:aws:iam::123456789012:policy/writes'],
  })
  expect(registry.identity('123456789012', 'writer', 'role')).toMatchObject({
    longestSession: 7200,
    attached: ['arn:aws:iam::123456789012:policy/writes'],
    inline: [{ name: 'listing' }],
  })
  expect(mock.as('ann').can('s3:GetObject', 'stack-images/public/a.png').decision).toBe('allowed')
  expect(mock.as('ann').can('s3:GetObject', 'stack-images/a.png').at).toBe('boundary')
})

test('what the scene says goes before what the template says', () => {
  const mock = createTigrisMock({
    from,
    buckets: { 'stack-images': { versioning: 'Suspended', objects: { 'a.png': 'png' } } },
    users: { bob: { groups: ['readers'] } },
  })

  expect(mock.bucket('stack-images').keys()).toEqual(['a.png'])
  expect(mock.toJSON({ partly: true }).buckets?.['stack-images']).toMatchObject({
    versioning: 'Suspended',
    tags: { team: 'shop' },
  })
  expect(mock.as('bob').can('s3:GetObject', 'stack-images/a.png').decision).toBe('allowed')
})

test('a permission file tests a template', async () => {
  const checks = checksOf(loadPermissionFile('fixtures/sources/cloudformation/stack.perm.yaml'))

  await Promise.all(checks.map(check => check.run()))
  expect(checks.length).toBeGreaterThan(8)
})

test('a fault of the scene that a template makes is told at its own line', () => {
  const bucket = (name: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: name } })
  const trust = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject' },
  }

  expect(() => createTigrisMock({ from: { cloudformation: { Resources: { Images: bucket('No_Bucket') } } } })).toThrow(
    '`Images`: `buckets.No_Bucket` is no name for a bucket',
  )
  expect(() =>
    createTigrisMock({ from: { cloudformation: { Resources: { A: bucket('images'), B: bucket('images') } } } }),
  ).toThrow('makes a second bucket `images`, after `A`')
  expect(() =>
    createTigrisMock({
      from: {
        cloudformation: {
          Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } } },
        },
      },
    }),
  ).toThrow(
    '`R`: `roles.Stack-R.trust` is refused by the service: MalformedPolicyDocument: AssumeRole policy may only specify STS',
  )
  expect(() => createTigrisMock({ from, dialect: 'tigris' })).toThrow(
    /stack\.yaml:\d+:3: `Ann`: `users` is not for dialect `tigris`/,
  )
})

test('a managed policy that stands elsewhere is given by its ARN', () => {
  const arn = 'arn:aws:iam::aws:policy/AmazonAthenaFullAccess'
  const role = (more: object) => ({
    cloudformation: {
      Resources: {
        R: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'analyst',
            AssumeRolePolicyDocument: {
              Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
            },
            ManagedPolicyArns: [arn],
          },
        },
      },
    },
    ...more,
  })
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
  const mock = createTigrisMock({ from: role({ managedPolicies: { [arn]: document } }), buckets: { b: {} } })

  expect(mock.as({ role: 'analyst' }).can('s3:GetObject', 'b/k').decision).toBe('allowed')
  expect(() => createTigrisMock({ from: role({}) })).toThrow(
    `\`R\`: \`roles.analyst.policies.0\` names no managed policy \`${arn}\`; give its document, in a template's \`managedPolicies: { '${arn}': ... }\``,
  )
})
