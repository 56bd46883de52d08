import { CreatePolicyCommand, ListUserPoliciesCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

test('tigris lists the names of the policies attached to the key', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const runner = mock.keys.get('runner')
  for (const PolicyName of ['b', 'a', 'other']) {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: readImages }))
    if (PolicyName !== 'other') runner.attach(Policy!.Arn!)
  }

  const { PolicyNames, IsTruncated } = await iam.send(new ListUserPoliciesCommand({ UserName: runner.id }))
  const first = await iam.send(new ListUserPoliciesCommand({ UserName: runner.id, MaxItems: 1 }))
  const second = await iam.send(new ListUserPoliciesCommand({ UserName: runner.id, MaxItems: 1, Marker: first.Marker }))

  expect([PolicyNames, IsTruncated]).toEqual([['a', 'b'], false])
  expect([first.PolicyNames, second.PolicyNames, second.IsTruncated]).toEqual([['a'], ['b'], false])
})

test('aws lists the names of inline policies, not of attached ones', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: readImages }))
  mock.keys.get('ann').attach(Policy!.Arn!)
  await iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'own', PolicyDocument: readImages }))

  const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName: 'ann' }))

  expect(PolicyNames).toEqual(['own'])
})

test.each(['tigris', 'aws'] as const)('%s refuses a user that does not exist', async dialect => {
  const { iam } = setup({ dialect })

  const refusal = await refusalOf(iam.send(new ListUserPoliciesCommand({ UserName: 'nobody' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name nobody cannot be found.'])
})

test('a key without rights may not list its own policies', async () => {
  const { clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const UserName = mock.keys.get('runner').id

  const [status, code] = await refusalOf(clientOf(mock.as('runner')).send(new ListUserPoliciesCommand({ UserName })))

  expect([status, code]).toEqual([403, 'AccessDenied'])
})
