import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const create = async (iam: ReturnType<typeof setup>['iam']) =>
  (await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))).Policy!.Arn!

test('the policy is gone, and its name is free', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const PolicyArn = await create(iam)

  await iam.send(new DeletePolicyCommand({ PolicyArn }))

  const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn })))
  expect(refusal[1]).toBe('NoSuchEntity')
  expect(await create(iam)).toBe(PolicyArn)
})

test('an attached policy is refused until it is detached', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = await create(iam)
  const runner = mock.keys.get('runner')
  runner.attach(PolicyArn)

  const refusal = await refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn })))
  await iam.send(new DetachUserPolicyCommand({ UserName: runner.id, PolicyArn }))
  await iam.send(new DeletePolicyCommand({ PolicyArn }))

  expect(refusal).toEqual([409, 'DeleteConflict', 'Cannot delete a policy attached to entities.'])
})

test('aws refuses a policy with a second version', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const PolicyArn = await create(iam)
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: readImages }))

  const [status, code, message] = await refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn })))

  expect([status, code]).toEqual([409, 'DeleteConflict'])
  expect(message).toMatch(/^This policy has more than one version\./)
})

test('a policy that is not there is NoSuchEntity', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })
  const PolicyArn = `arn:aws:iam::${mock.dialect.identity.account}:policy/nothing`

  const refusal = await refusalOf(iam.send(new DeletePolicyCommand({ PolicyArn })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`])
})

test('a key without rights may not delete policies', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = await create(iam)

  const [status, code] = await refusalOf(clientOf(mock.as('runner')).send(new DeletePolicyCommand({ PolicyArn })))

  expect([status, code]).toEqual([403, 'AccessDenied'])
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.Arn).toBe(PolicyArn)
})
