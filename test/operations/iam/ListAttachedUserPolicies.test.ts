import { AttachUserPolicyCommand, CreatePolicyCommand, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

test('aws lists attached policies by ARN, filtered by path', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })
  for (const [PolicyName, Path] of [
    ['b', '/'],
    ['a', '/team/'],
  ] as const) {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, Path, PolicyDocument: readImages }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: Policy!.Arn }))
  }

  const all = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'ann' }))
  const team = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'ann', PathPrefix: '/team/' }))

  const a = { PolicyName: 'a', PolicyArn: 'arn:aws:iam::123456789012:policy/team/a' }
  expect(all.AttachedPolicies).toEqual([{ PolicyName: 'b', PolicyArn: 'arn:aws:iam::123456789012:policy/b' }, a])
  expect(team.AttachedPolicies).toEqual([a])
})

test('aws refuses a user that does not exist', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const refusal = await refusalOf(iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'nobody' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name nobody cannot be found.'])
})

test('tigris refuses the call by name', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'tid_runner' })))

  expect(refusal).toEqual([501, 'NotImplemented', 'ListAttachedUserPolicies is not supported by Tigris'])
})
