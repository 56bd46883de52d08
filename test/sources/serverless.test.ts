import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createTigrisMock, type TigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'

const sam = { cloudformation: 'fixtures/sources/sam/template.yaml', stackName: 'sam' }
const compiled = {
  cloudformation: 'fixtures/sources/serverless/cloudformation-template-update-stack.json',
  stackName: 'shop-dev',
}
const bucket = 'arn:aws:s3:::sam-images'
const objects = `${bucket}/*`

const roleOf = (mock: TigrisMock, name: string) => {
  const { registry } = wholeOf(mock).world()
  const role = registry.identity('123456789012', name, 'role')!
  return {
    attached: role.attached,
    inline: role.inline.map(({ name: called, policy }) => ({ name: called, ...JSON.parse(policy.text) })),
    positions: role.inline.flatMap(({ policy }) => policy.statements.map(({ position }) => position)),
  }
}

test('functions of SAM have the roles that its transform makes', () => {
  const mock = createTigrisMock({ from: sam }) as TigrisMock

  expect(roleOf(mock, 'sam-ReaderRole')).toEqual({
    attached: [
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
      'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    ],
    inline: [
      {
        name: 'ReaderRolePolicy0',
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              's3:GetObject',
              's3:ListBucket',
              's3:GetBucketLocation',
              's3:GetObjectVersion',
              's3:GetLifecycleConfiguration',
            ],
            Resource: [bucket, objects],
          },
        ],
      },
      {
        name: 'ReaderRolePolicy2',
        Version: '2012-10-17',
        Statement: [{ Sid: 'Thumbnails', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket}/thumbs/*` }],
      },
    ],
    positions: [
      { file: sam.cloudformation, line: 18, column: 11, resource: 'ReaderRole' },
      { file: sam.cloudformation, line: 23, column: 15, resource: 'ReaderRole' },
    ],
  })
  expect(roleOf(mock, 'sam-WriterRole')).toMatchObject({
    attached: [
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
      'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
    ],
    inline: [
      {
        Statement: [
          { Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:PutLifecycleConfiguration'], Resource: [bucket, objects] },
        ],
      },
    ],
  })
  expect(roleOf(mock, 'sam-CleanerRole').inline).toMatchObject([
    {
      Statement: [{ Action: expect.arrayContaining(['s3:DeleteObject', 's3:PutObject']), Resource: [bucket, objects] }],
    },
    {
      Statement: [
        { Action: expect.arrayContaining(['s3:PutObjectVersionTagging']), Resource: [objects] },
        { Action: expect.arrayContaining(['s3:ListBucket']), Resource: [bucket] },
      ],
    },
    { Statement: [{ Action: ['sqs:SendMessage*'], Resource: ['arn:aws:sqs:us-east-1:123456789012:sam-Jobs'] }] },
  ])
})

test('the role of a function is taken as its service takes it', async () => {
  const mock = createTigrisMock({ from: sam })
  const client = (role: string) =>
    new S3Client({ ...mock.as({ role }).clientConfig, requestHandler: mock.requestHandler() })
  const object = { Bucket: 'sam-images', Key: 'a.png' }

  await client('sam-WriterRole').send(new PutObjectCommand({ ...object, Body: 'x' }))
  await client('sam-ReaderRole').send(new GetObjectCommand(object))
  await expect(client('sam-ReaderRole').send(new DeleteObjectCommand(object))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  expect([...mock.log].at(-1)?.caller).toBe('sam-ReaderRole')
})

test('a role that no service may take is refused, and so is one that there is not', () => {
  const mock = createTigrisMock({ from: { cloudformation: 'fixtures/sources/cdk/Storage.template.json' } })
  const trusting = createTigrisMock({
    dialect: 'aws',
    roles: {
      auditor: {
        trust: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
  })

  expect(() => mock.as({ role: 'auditor' })).toThrow('there is no role `auditor`')
  expect(() => trusting.as({ role: 'auditor' })).toThrow(
    'no service may take the role `auditor`: take it by AssumeRole',
  )
})

test('the template that Serverless compiles is a scene', async () => {
  const mock = createTigrisMock({ from: compiled, buckets: { 'shop-dev-uploads': { objects: { 'a.png': 'x' } } } })
  const caller = mock.as({ role: 'shop-dev-us-east-1-lambdaRole', sessionName: 'shop-dev-upload' })
  const s3 = new S3Client({ ...caller.clientConfig, requestHandler: mock.requestHandler() })

  await s3.send(new PutObjectCommand({ Bucket: 'shop-dev-uploads', Key: 'b.png', Body: 'x' }))
  expect(caller.can('s3:DeleteObject', 'shop-dev-uploads/a.png').decision).toBe('implicitDeny')
  expect(mock.bucket('shop-dev-uploads').keys()).toEqual(['a.png', 'b.png'])
  expect(mock.bucket('shop-dev-serverlessdeploymentbucket').keys()).toEqual([])
})

test('a policy template that is unknown names the nearest', () => {
  const template = {
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      F: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ S3RaedPolicy: { BucketName: 'b' } }] } },
    },
  }

  expect(() => createTigrisMock({ from: { cloudformation: template } })).toThrow(
    'names no policy template that is known, `S3RaedPolicy`: write its statements; did you mean `S3ReadPolicy`?',
  )
})
