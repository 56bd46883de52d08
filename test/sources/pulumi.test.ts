import { readFileSync } from 'node:fs'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const file = (name: string) => `fixtures/sources/pulumi/${name}.json`
const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'))
const arn = 'arn:aws:s3:::shop-images'
const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})
const values = {
  'upload.policy': allow('s3:PutObject', `${arn}/uploads/*`),
  'listing.policy': JSON.stringify(allow('s3:ListBucket', arn)),
}

test('a role of aws-native is refused by name, unless it is left out', () => {
  const exported = read('export')
  const native = {
    urn: 'urn:pulumi:dev::shop::aws-native:iam:Role::native-role',
    type: 'aws-native:iam:Role',
    inputs: {},
    outputs: {},
  }
  const pulumi = {
    ...exported,
    deployment: { ...exported.deployment, resources: [...exported.deployment.resources, native] },
  }

  expect(() => createTigrisMock({ from: { pulumi } })).toThrow(/native-role.*aws-native.*without/s)
  expect(() => createTigrisMock({ from: { pulumi, without: ['native-role'] } })).not.toThrow()
})

test.each([
  ['an export', { pulumi: file('export') }],
  ['a checkpoint, as SST keeps it', { pulumi: { version: 3, checkpoint: { latest: read('export').deployment } } }],
  ['a preview, with what is unknown given', { pulumi: file('preview'), values }],
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
  const { roles, buckets } = mock.toJSON({ partly: true })
  expect(roles?.uploader).toMatchObject({
    policies: ['upload'],
    inlinePolicies: { listing: allow('s3:ListBucket', arn) },
  })
  expect(buckets?.['shop-images']).toMatchObject({
    versioning: 'Enabled',
    tags: { team: 'shop' },
    lifecycle: [{ ID: 'tmp', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } }],
  })
})

test('a statement stands on the line of its text, under the name of its resource', () => {
  const mock = createTigrisMock({
    dialect: 'aws',
    buckets: { 'shop-images': {} },
    keys: { uploader: { policies: [{ pulumi: file('export'), resource: 'upload' }] } },
  })
  const line = readFileSync(file('export'), 'utf8')
    .split('\n')
    .findLastIndex(text => text.includes('\\"Upload\\"'))
  const [statement] = mock.as('uploader').can('s3:PutObject', 'shop-images/uploads/a.png').statements

  expect(statement?.position).toMatchObject({ file: file('export'), line: line + 1, resource: 'upload' })
})

const exported = read('export')
const withPolicy = (policy: unknown) => ({
  ...exported,
  deployment: {
    resources: exported.deployment.resources.map((each: { urn: string; inputs: object; outputs: object }) =>
      each.urn.endsWith('::upload') ? { ...each, outputs: { ...each.outputs, policy } } : each,
    ),
  },
})
const signature = '4dabf18193072939515e22adb298388d'
const secret = '1b47061264138c4ac30d75fd1eb44270'

test('a secret is read where it is shown', () => {
  const policy = { [signature]: secret, plaintext: JSON.stringify(JSON.stringify(allow('s3:GetObject', `${arn}/*`))) }
  const policies = [{ pulumi: withPolicy(policy), resource: 'upload' }]
  const mock = createTigrisMock({ buckets: { 'shop-images': {} }, keys: { key: { policies } } })

  expect(mock.as('key').can('s3:GetObject', 'shop-images/a.png').decision).toBe('allowed')
})

test.each([
  [
    'what is known only after it is deployed',
    { pulumi: file('preview') },
    "`upload` has a `policy` that is known only after it is deployed: it depends on `images`; read `pulumi stack export`, or give `values: { 'upload.policy': ... }`",
  ],
  [
    'a secret that is not shown',
    { pulumi: withPolicy({ [signature]: secret, ciphertext: 'x' }) },
    '`upload` has a `policy` that is a secret; export the stack with `--show-secrets`',
  ],
  [
    'a deployment of another version',
    { pulumi: { ...exported, version: 1 } },
    'is a deployment of version 1; versions 3 and 4 are read',
  ],
  [
    'a value for what there is not',
    { pulumi: file('export'), values: { 'uplaod.policy': {} } },
    'has no resource `uplaod`; did you mean `upload`?',
  ],
])('%s is refused', (_, from, message) => {
  expect(() => createTigrisMock({ from })).toThrow(message)
})
