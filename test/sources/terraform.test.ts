import { readFileSync } from 'node:fs'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { createTigrisMock, type TigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'

const file = (name: string) => `fixtures/sources/terraform/${name}.json`
const text = (name: string) => readFileSync(file(name), 'utf8')
const arn = 'arn:aws:s3:::shop-images'
const unknown = {
  'aws_iam_policy.reader.policy': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` }],
  },
  'aws_s3_bucket_policy.images.policy': JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Sid: 'OnlyEncrypted', Effect: 'Deny', Principal: '*', Action: 's3:*' },
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }),
}

const policiesOf = (mock: TigrisMock, name: string) => {
  const { registry } = wholeOf(mock).world()
  return registry.policiesOf(registry.identity('123456789012', name, 'role')!).map(({ text: own }) => JSON.parse(own))
}

test.each([
  ['a state', { terraform: file('state') }],
  ['a plan, with what is unknown given', { terraform: file('plan'), values: unknown }],
])('%s is a scene: its role is taken, and its bucket is written to', async (_, from) => {
  const mock = createTigrisMock({ from, keys: { ci: { admin: true } } })
  const sts = new STSClient({ ...mock.as('ci').clientConfig, requestHandler: mock.requestHandler() })
  const { Credentials: taken } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/uploader', RoleSessionName: 'test' }),
  )
  const credentials = {
    accessKeyId: taken!.AccessKeyId!,
    secretAccessKey: taken!.SecretAccessKey!,
    sessionToken: taken!.SessionToken!,
  }
  const s3 = new S3Client({ ...mock.as('ci').clientConfig, credentials, requestHandler: mock.requestHandler() })

  await s3.send(new PutObjectCommand({ Bucket: 'shop-images', Key: 'uploads/a.png', Body: 'x' }))
  await expect(s3.send(new PutObjectCommand({ Bucket: 'shop-images', Key: 'a.png', Body: 'x' }))).rejects.toMatchObject(
    {
      name: 'AccessDenied',
    },
  )
  expect(policiesOf(mock as TigrisMock, 'uploader')).toEqual([
    {
      Version: '2012-10-17',
      Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: 's3:PutObject', Resource: `${arn}/uploads/*` }],
    },
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: arn }] },
  ])
  expect(mock.whoCan('s3:GetObject', 'shop-images/a.png')).toEqual(['ci', 'ann', 'bob'])
  expect(mock.toJSON({ partly: true }).buckets).toMatchObject({
    'shop-images': {
      versioning: 'Enabled',
      tags: { team: 'shop' },
      cors: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://shop.example'], MaxAgeSeconds: 600 }],
      lifecycle: [{ ID: 'tmp', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } }],
      policy: { Statement: [{ Sid: 'OnlyEncrypted' }] },
    },
  })
})

test('unknown values of a plan are named with what they depend on, never guessed', () => {
  expect(() => createTigrisMock({ from: { terraform: file('plan') } })).toThrow(
    /`from` is refused: fixtures\/sources\/terraform\/plan\.json:1:\d+: `aws_iam_policy\.reader` has a `policy` that is known only after apply: it depends on `aws_s3_bucket\.images\.arn`; read the state after apply, or give `values: \{ 'aws_iam_policy\.reader\.policy': \.\.\. \}`/,
  )
})

test('a statement stands where its text stands in the plan, and at its address', () => {
  const mock = createTigrisMock({
    dialect: 'aws',
    buckets: { 'shop-images': {} },
    keys: { uploader: { policies: [{ terraform: file('plan'), resource: 'aws_iam_policy.uploader' }] } },
  })
  const { statements } = mock.as('uploader').can('s3:PutObject', 'shop-images/uploads/a.png')
  const { position } = statements[0]!

  expect(position).toMatchObject({ file: file('plan'), line: 1, resource: 'aws_iam_policy.uploader' })
  expect(text('plan').slice(position.column - 1)).toMatch(/^\{\\"Sid\\":\s?\\"Upload/)
})

test.each([
  ['a policy', 'aws_iam_policy.uploader', 's3:PutObject'],
  ['the document of a policy', 'data.aws_iam_policy_document.uploader', 's3:PutObject'],
  ['a role', 'aws_iam_role.uploader', 's3:PutObject'],
  ['an inline policy', 'aws_iam_role_policy.listing', 's3:ListBucket'],
  ['a user of a module', 'module.people.aws_iam_user.this["ann"]', 's3:GetObject'],
])('the policies of %s are had by its address', (_, resource, action) => {
  const policies = [{ terraform: file('state'), resource }]
  const mock = createTigrisMock({ dialect: 'aws', buckets: { 'shop-images': {} }, keys: { key: { policies } } })
  const target = action === 's3:ListBucket' ? 'shop-images' : 'shop-images/uploads/a.png'

  expect(mock.as('key').can(action, target).decision).toBe('allowed')
})

test("buckets and keys of Tigris' provider make a scene of Tigris", () => {
  const mock = createTigrisMock({ from: { terraform: file('tigris') } })

  expect(mock.dialect.name).toBe('tigris')
  expect(mock.as('tid_Uploader').credentials.accessKeyId).toBe('tid_Uploader')
  expect(mock.as('tid_Uploader').can('s3:PutObject', 'shop-images/a.png').decision).toBe('allowed')
  expect(mock.toJSON().buckets).toMatchObject({ 'shop-images': { snapshots: true }, 'shop-site': { public: true } })
})

const plan = JSON.parse(text('plan'))
const state = JSON.parse(text('state'))
const withResource = (address: string, type: string, values: object) => ({
  ...state,
  values: { root_module: { resources: [{ address, mode: 'managed', type, name: 'x', values }] } },
})

test.each([
  [
    'a plan of another version',
    { ...plan, format_version: '2.0' },
    {},
    'is of format version 2.0; versions 0 and 1 are read',
  ],
  [
    'a raw state',
    { version: 4, terraform_version: '1.9.8', lineage: 'x', resources: [] },
    {},
    'is a state file; write what `terraform show -json` prints of it',
  ],
  [
    'a template of another tool',
    { Resources: {} },
    {},
    'is no document of terraform; it looks like one of cloudformation: write `cloudformation`',
  ],
  [
    'a value for what there is not',
    plan,
    { values: { 'aws_iam_policy.raeder.policy': {} } },
    'has no resource `aws_iam_policy.raeder`; did you mean `aws_iam_policy.reader`?',
  ],
  [
    'a policy that is no JSON',
    withResource('aws_iam_policy.x', 'aws_iam_policy', { name: 'x', policy: '{' }),
    {},
    '`aws_iam_policy.x` has a `policy` that is not JSON',
  ],
  [
    'a type that is not modelled',
    withResource('aws_s3_bucket_object_lock_configuration.x', 'aws_s3_bucket_object_lock_configuration', {}),
    {},
    "`aws_s3_bucket_object_lock_configuration.x` is of type aws_s3_bucket_object_lock_configuration, which is not modelled; leave it out with `without: ['aws_s3_bucket_object_lock_configuration.x']`",
  ],
])('%s is refused', (_, terraform, options, message) => {
  expect(() => createTigrisMock({ from: { terraform, ...options } })).toThrow(message)
})
