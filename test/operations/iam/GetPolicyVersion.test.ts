import { CreatePolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

const written = `{
  "Version": "2012-10-17",
  "Statement": [ {
    "Sid": "A1", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::images/(it's)!~%20é+*"
  } ]
}
`

const create = async (iam: ReturnType<typeof setup>['iam']) =>
  (await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: written }))).Policy!

test('answers the text as it was given, percent-encoded by RFC 3986', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const { Arn, CreateDate } = await create(iam)

  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: 'v1' }))

  expect(PolicyVersion).toEqual({ Document: expect.any(String), VersionId: 'v1', IsDefaultVersion: true, CreateDate })
  expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(written)
  expect(PolicyVersion!.Document).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/)
})

test('a version that is not there is NoSuchEntity', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const { Arn } = await create(iam)

  const refusal = await refusalOf(iam.send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: 'v2' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${Arn} version v2 does not exist or is not attachable.`])
})

test('a version of a policy that is not there is NoSuchEntity', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })
  const PolicyArn = `arn:aws:iam::${mock.dialect.identity.account}:policy/nothing`

  const refusal = await refusalOf(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`])
})

test('text that is no version is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const { Arn } = await create(iam)

  const [status, code, message] = await refusalOf(
    iam.send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: '1' })),
  )

  expect([status, code]).toEqual([400, 'ValidationError'])
  expect(message).toContain("Value '1' at 'versionId' failed to satisfy constraint")
})

test('a key without rights may not read policies', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const { Arn } = await create(iam)

  const [status, code] = await refusalOf(
    clientOf(mock.as('runner')).send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: 'v1' })),
  )

  expect([status, code]).toEqual([403, 'AccessDenied'])
})
