import { readFileSync } from 'node:fs'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { createTigrisMock, type TigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'
import { explain } from '../../src/policy/index.js'

const template = (name: string) => `fixtures/sources/cdk/${name}.template.json`
const storage = { cloudformation: template('Storage') }
const api = { cloudformation: template('Api') }
/** The documents of all policies of a key, as the service keeps them. */
const documentsOf = (mock: TigrisMock, name: string): unknown[] =>
  mock.keys.get(name).policies.map(arn => JSON.parse(wholeOf(mock).world().registry.managedPolicy(arn)!.policy.text))

test('a policy of a CDK app is what CloudFormation would make of it', () => {
  const mock = createTigrisMock({
    dialect: 'aws',
    buckets: { 'shop-uploads': {} },
    keys: { uploader: { policies: [{ ...api, stacks: [storage.cloudformation], resource: 'UploaderDefaultPolicy' }] } },
  })

  expect(documentsOf(mock as TigrisMock, 'uploader')).toEqual([
    {
      Statement: [
        {
          Action: expect.arrayContaining(['s3:PutObject', 's3:Abort*']),
          Effect: 'Allow',
          Resource: 'arn:aws:s3:::shop-uploads/images/*',
        },
        {
          Action: 's3:GetObject',
          Effect: 'Allow',
          Resource: 'arn:aws:s3:::shop-uploads/test/images/*',
          Sid: 'ByStage',
        },
      ],
      Version: '2012-10-17',
    },
  ])
})

test('explanations name the line of the template and the logical name', () => {
  const mock = createTigrisMock({
    dialect: 'aws',
    buckets: { 'shop-uploads': {} },
    keys: { uploader: { policies: [{ ...api, stacks: [storage.cloudformation], resource: 'UploaderDefaultPolicy' }] } },
  })
  const lines = readFileSync(api.cloudformation, 'utf8').split('\n')
  const verdict = mock.as('uploader').can('s3:GetObject', 'shop-uploads/images/a.png')
  const line = lines.findIndex(text => text.includes('"Sid": "ByStage"')) - 23

  expect(verdict.nearest?.statement.position).toMatchObject({
    file: api.cloudformation,
    resource: 'UploaderDefaultPolicy3E3749F0',
  })
  expect(lines[verdict.nearest!.statement.position.line - 1]).toMatch(/^ {6}\{$/)
  expect(verdict.nearest!.statement.position.line).toBe(line)
  expect(explain(verdict).replace(/\s+/g, ' ')).toContain(
    `(${api.cloudformation}:${line}, UploaderDefaultPolicy3E3749F0)`,
  )
})

test('a template in memory, or what makes one, needs no file', () => {
  const stack = JSON.parse(readFileSync(storage.cloudformation, 'utf8'))
  const mock = createTigrisMock({ from: { cloudformation: { toJSON: () => stack }, stackName: 'Storage' } })

  expect(mock.bucket('shop-uploads').keys()).toEqual([])
  expect(mock.bucket('storage-assets9a31d427').keys()).toEqual([])
})

test('the whole stack is a scene: its role is taken, and its bucket is written to', async () => {
  const mock = createTigrisMock({
    from: [storage, api],
    buckets: { 'shop-uploads': { objects: { 'test/images/a.png': 'png' } } },
    keys: {
      ci: {
        policies: [
          { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
        ],
      },
    },
  })
  const sts = new STSClient({ ...mock.as('ci').clientConfig, requestHandler: mock.requestHandler() })
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/uploader', RoleSessionName: 'test' }),
  )
  const s3 = new S3Client({
    ...mock.as('ci').clientConfig,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
    requestHandler: mock.requestHandler(),
  })

  expect(mock.dialect.name).toBe('aws')
  await s3.send(new PutObjectCommand({ Bucket: 'shop-uploads', Key: 'images/b.png', Body: 'x' }))
  await s3.send(new GetObjectCommand({ Bucket: 'shop-uploads', Key: 'test/images/a.png' }))
  await expect(
    s3.send(new PutObjectCommand({ Bucket: 'shop-uploads', Key: 'b.png', Body: 'x' })),
  ).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  expect(mock.bucket('shop-uploads').keys()).toEqual(['images/b.png', 'test/images/a.png'])
})
