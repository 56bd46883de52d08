// https://www.tigrisdata.com/docs/iam/policies/ : what a policy may hold, row by row
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-iam'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

interface Table {
  readonly blocks: readonly { readonly block: string; readonly accepted: object; readonly refused: readonly object[] }[]
  readonly operators: readonly {
    readonly operator: string
    readonly accepted: object
    readonly refused: readonly object[]
  }[]
  readonly otherOperators: readonly string[]
  readonly actions: { readonly accepted: readonly string[]; readonly refused: readonly string[] }
}

const table = JSON.parse(readFileSync('fixtures/seeds/policy-support.json', 'utf8')) as Table
const textOf = (name: string) => readFileSync(`fixtures/policies/${name}.json`, 'utf8')

const tigris = setupTigrisMock({
  buckets: {
    images: {
      objects: { 'a.png': 'a', 'nature/mountains/alps.jpg': 'm', 'nature/sea.jpg': 's', 'pets/Scooby-Doo.jpg': 'dog' },
    },
  },
  keys: {
    reader: { policies: [{ file: 'fixtures/policies/images-read-only.json' }], scope: 'no_default_allow' },
    hiker: { policies: [{ file: 'fixtures/policies/images-prefix.json' }], scope: 'no_default_allow' },
  },
})

const iam = () => new sdk.IAMClient({ ...tigris.admin().clientConfig, maxAttempts: 1 })
const s3 = (who: 'reader' | 'hiker') => new S3Client({ ...tigris.as(who).clientConfig, maxAttempts: 1 })
const create = (document: object) =>
  iam().send(new sdk.CreatePolicyCommand({ PolicyName: 'row', PolicyDocument: JSON.stringify(document) }))
const withCondition = (Condition: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*', Condition }],
})
const withAction = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [Action], Resource: ['arn:aws:s3:::images', 'arn:aws:s3:::images/*'] }],
})
const malformed = {
  name: 'MalformedPolicyDocumentException',
  $metadata: expect.objectContaining({ httpStatusCode: 400 }),
}

test('the operations of the first table do what they say', async () => {
  const client = iam()
  const UserName = tigris.keys.get('reader').id
  const document = textOf('images-read-only')

  const { Policy } = await client.send(new sdk.CreatePolicyCommand({ PolicyName: 'row', PolicyDocument: document }))
  const PolicyArn = Policy!.Arn!
  await client.send(new sdk.AttachUserPolicyCommand({ UserName, PolicyArn }))
  const listed = await client.send(new sdk.ListPoliciesCommand({}))
  const got = await client.send(new sdk.GetPolicyCommand({ PolicyArn }))
  const version = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
  const ofKey = await client.send(new sdk.ListUserPoliciesCommand({ UserName }))
  const entities = await client.send(new sdk.ListEntitiesForPolicyCommand({ PolicyArn }))
  await client.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn }))
  await client.send(new sdk.DeletePolicyCommand({ PolicyArn }))

  expect(listed.Policies!.map(({ PolicyName }) => PolicyName)).toContain('row')
  expect(got.Policy).toMatchObject({ PolicyName: 'row', Arn: PolicyArn, AttachmentCount: 1, DefaultVersionId: 'v1' })
  expect(decodeURIComponent(version.PolicyVersion!.Document!)).toBe(document)
  expect(ofKey.PolicyNames).toContain('row')
  expect(entities.PolicyUsers!.map(({ UserId }) => UserId)).toEqual([UserName])
  await expect(client.send(new sdk.GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  })
})

test.each([
  ['GetUser', new sdk.GetUserCommand({ UserName: 'ann' })],
  ['CreatePolicyVersion', new sdk.CreatePolicyVersionCommand({ PolicyArn: 'arn', PolicyDocument: '{}' })],
  ['PutUserPolicy', new sdk.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'a', PolicyDocument: '{}' })],
  ['AttachRolePolicy', new sdk.AttachRolePolicyCommand({ RoleName: 'a', PolicyArn: 'arn:aws:iam::org:policy/row' })],
  ['AttachGroupPolicy', new sdk.AttachGroupPolicyCommand({ GroupName: 'a', PolicyArn: 'arn:aws:iam::org:policy/row' })],
] as const)('%s stands in no table and is refused by its name', async (name, command) => {
  await expect(iam().send(command as sdk.GetUserCommand)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: `${name} is not supported by Tigris`,
  })
})

test.each(table.blocks)('the block $block is taken', async ({ accepted }) => {
  expect((await create(accepted)).Policy!.PolicyName).toBe('row')
})

test.each(table.blocks.flatMap(({ block, refused }) => refused.map(document => ({ block, document }))))(
  'the block $block is refused in $document',
  async ({ document }) => {
    await expect(create(document)).rejects.toMatchObject(malformed)
  },
)

test.each(table.operators)('the operator $operator is taken', async ({ accepted }) => {
  expect((await create(withCondition(accepted))).Policy!.PolicyName).toBe('row')
})

test.each([
  ...table.operators.flatMap(({ refused }) => refused),
  ...table.otherOperators.map(operator => ({ [operator]: { 'aws:CurrentTime': '2026-05-01T00:00:00Z' } })),
])('the condition %j is refused', async condition => {
  await expect(create(withCondition(condition))).rejects.toMatchObject(malformed)
})

test.each(table.actions.accepted)('the action %s is taken', async action => {
  expect((await create(withAction(action))).Policy!.PolicyName).toBe('row')
})

test.each(table.actions.refused)('the action %s is refused', async action => {
  await expect(create(withAction(action))).rejects.toMatchObject(malformed)
})

test('the read-only policy lets its key read and list the bucket, and nothing more', async () => {
  const client = s3('reader')

  await expect(client.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))).toBeAllowed()
  await expect(client.send(new ListObjectsV2Command({ Bucket: 'images' }))).toBeAllowed()
  await expect(client.send(new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'b' }))).toBeDenied({
    action: 's3:PutObject',
    effect: 'implicit',
  })
})

test.each([
  ['nature/mountains/alps.jpg', true],
  ['pets/Scooby-Doo.jpg', true],
  ['pets/scooby-doo.jpg', false],
  ['nature/sea.jpg', false],
  ['nature/mountains', false],
] as const)('the prefix policy judges %s by its exact text', async (Key, allowed) => {
  const call = s3('hiker').send(new GetObjectCommand({ Bucket: 'images', Key }))

  if (allowed) await expect(call).toBeAllowed()
  else await expect(call).toBeDenied({ action: 's3:GetObject', resource: `arn:aws:s3:::images/${Key}` })
})
