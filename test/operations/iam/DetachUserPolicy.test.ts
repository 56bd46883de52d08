import { AttachUserPolicyCommand, CreatePolicyCommand, DetachUserPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const arrange = async () => {
  const { iam, mock, clientOf } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  return { iam, mock, clientOf, input: { UserName: mock.keys.get('runner').id, PolicyArn: Policy!.Arn! } }
}

test('the rights of the policy are gone as soon as it is detached', async () => {
  const { iam, mock, input } = await arrange()
  await iam.send(new AttachUserPolicyCommand(input))

  await iam.send(new DetachUserPolicyCommand(input))

  expect(mock.as('runner').can('s3:GetObject', 'images/a.png').decision).toBe('implicitDeny')
  expect(mock.keys.get('runner').policies).toEqual([])
})

test('a policy that is not attached is NoSuchEntity', async () => {
  const { iam, input } = await arrange()

  const refusal = await refusalOf(iam.send(new DetachUserPolicyCommand(input)))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${input.PolicyArn} was not found.`])
})

test('a key that is not there is NoSuchEntity', async () => {
  const { iam, input } = await arrange()

  const refusal = await refusalOf(iam.send(new DetachUserPolicyCommand({ ...input, UserName: 'tid_nothing' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name tid_nothing cannot be found.'])
})

test('a key may not detach its own policy', async () => {
  const { iam, clientOf, mock, input } = await arrange()
  await iam.send(new AttachUserPolicyCommand(input))

  const [status, code] = await refusalOf(clientOf(mock.as('runner')).send(new DetachUserPolicyCommand(input)))

  expect([status, code, mock.keys.get('runner').policies]).toEqual([403, 'AccessDenied', [input.PolicyArn]])
})
