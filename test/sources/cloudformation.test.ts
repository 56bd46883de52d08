import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import mistakes from '../../fixtures/sources/cloudformation/mistakes.json' with { type: 'json' }
import { createTigrisMock, type Scene, type TigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'

const file = 'fixtures/sources/cloudformation/intrinsics.yaml'
const expected: Record<string, unknown> = JSON.parse(
  readFileSync('fixtures/sources/cloudformation/intrinsics.json', 'utf8'),
)
const given = {
  stackName: 'shop',
  account: '111122223333',
  region: 'eu-west-1',
  imports: { 'dev-bucket-arn': 'arn:aws:s3:::imported' },
  attributes: { 'Custom.BucketArn': 'arn:aws:s3:::custom' },
}

const lineOf = (text: string): number => readFileSync(file, 'utf8').split('\n').indexOf(text) + 1

const policyOf = (policy: object) => {
  const scene: Scene = { dialect: 'aws', keys: { key: { policies: [policy as never] } } }
  const mock = createTigrisMock(scene)
  const { registry } = wholeOf(mock as TigrisMock).world()
  const [arn] = mock.keys.get('key').policies
  return JSON.parse(registry.managedPolicy(arn!)!.policy.text)
}

test.each(Object.entries(expected))('%s gives what CloudFormation makes of it', (resource, statement) => {
  const document = policyOf({ cloudformation: file, resource, ...given })

  if (Array.isArray(statement)) expect(document.Statement).toEqual(statement)
  else expect(document.Statement).toMatchObject(statement as object)
})

test('parameters decide what is made', () => {
  const parameters = { Stage: 'prod', Team: 'shop' }

  expect(policyOf({ cloudformation: file, resource: 'If', ...given, parameters }).Statement).toEqual([
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
    { Effect: 'Allow', Action: 's3:PutObject', Resource: ['*', 'arn:aws:s3:::x'] },
  ])
  expect(
    policyOf({ cloudformation: file, resource: 'OnlyInProduction', ...given, parameters }).Statement.Resource,
  ).toBe('arn:aws:s3:::images')
  expect(() => policyOf({ cloudformation: file, resource: 'OnlyInProduction', ...given })).toThrow(
    `${file}:${lineOf('  OnlyInProduction:')}:3: \`OnlyInProduction\` of type AWS::IAM::ManagedPolicy has no policy`,
  )
  expect(
    policyOf({ cloudformation: file, resource: 'If', ...given, parameters: { Team: 'shop' } }).Statement[1],
  ).toEqual({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
})

test('names and attributes that only the deployed stack knows can be given', () => {
  const names = { Unnamed: 'shop-unnamed-1a2b3c' }

  expect(policyOf({ cloudformation: file, resource: 'GetAtt', ...given, names }).Statement.Resource[2]).toBe(
    'arn:aws:s3:::shop-unnamed-1a2b3c',
  )
})

const document = (resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }],
})
const base = {
  Parameters: { Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] } },
  Resources: {
    Reader: { policy: { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Stage' }, '/*']] } },
    Writer: { policy: '*' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Twin0A1B2C3D: { Type: 'AWS::SQS::Queue' },
    Twin4E5F6A7B: { Type: 'AWS::SQS::Queue' },
    ImagesPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'images', PolicyDocument: document('*') } },
  },
}

/** `ref:Name`, `if:Name` and `{ policy }` stand for a policy whose resource is that. */
const expand = (resource: unknown): unknown => {
  const policy = (value: unknown) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(value) },
  })
  if (typeof resource === 'string') {
    const [kind, name] = resource.split(':')
    return policy(kind === 'ref' ? { Ref: name } : { 'Fn::If': [name, 'a', 'b'] })
  }
  return typeof resource === 'object' && resource !== null && 'policy' in resource ? policy(resource.policy) : resource
}

test.each(mistakes as [string, object | 'base', object, string][])('%s is refused', (_, template, options, message) => {
  const whole: { Resources?: object } = template === 'base' ? base : (template as object)
  const cloudformation =
    whole.Resources === undefined
      ? whole
      : {
          ...whole,
          Resources: Object.fromEntries(Object.entries(whole.Resources).map(([name, each]) => [name, expand(each)])),
        }

  expect(() => policyOf({ cloudformation, ...options })).toThrow(message)
  expect(() => policyOf({ cloudformation, ...options })).toThrow(/^`keys\.key\.policies\.0` /)
})

test('an option of a template that is mistyped names the nearest', () => {
  expect(() => policyOf({ cloudformation: file, resorce: 'Ref' })).toThrow(
    '`keys.key.policies.0.resorce` is unknown; did you mean `resource`?',
  )
})

test('inline and trust policies may be of the older version, as templates without one make them', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'reader',
      AssumeRolePolicyDocument: { Statement: trust },
      Policies: [{ PolicyName: 'read', PolicyDocument: { Statement: statement } }],
    },
  }
  const managed = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: statement } } }
  const mock = createTigrisMock({ from: { cloudformation: { Resources: { Reader: role } } }, buckets: { b: {} } })

  expect(mock.as({ role: 'reader' }).can('s3:GetObject', 'b/k').decision).toBe('allowed')
  expect(() => createTigrisMock({ from: { cloudformation: { Resources: { Managed: managed } } } })).toThrow(
    'Policy document must be version 2012-10-17 or greater.',
  )
})
