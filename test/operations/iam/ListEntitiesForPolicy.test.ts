import { CreatePolicyCommand, ListEntitiesForPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const create = async (iam: ReturnType<typeof setup>['iam']) =>
  (await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))).Policy!.Arn!

test('tigris lists the access keys that have the policy', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {}, other: {} } })
  const PolicyArn = await create(iam)
  mock.keys.get('runner').attach(PolicyArn)

  const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }))

  expect(entities).toMatchObject({
    PolicyGroups: [],
    PolicyUsers: [{ UserName: 'runner', UserId: mock.keys.get('runner').id }],
    PolicyRoles: [],
    IsTruncated: false,
  })
})

test('aws lists users, in pages, and filters by the kind of entity', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {}, bob: {} } })
  const PolicyArn = await create(iam)
  mock.keys.get('ann').attach(PolicyArn)
  mock.keys.get('bob').attach(PolicyArn)

  const first = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 1 }))
  const second = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, Marker: first.Marker }))
  const roles = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter: 'Role' }))

  expect(first.PolicyUsers).toEqual([{ UserName: 'ann', UserId: expect.stringMatching(/^AIDA/) }])
  expect(second.PolicyUsers!.map(({ UserName }) => UserName)).toEqual(['bob'])
  expect([first.IsTruncated, second.IsTruncated, roles.PolicyUsers]).toEqual([true, false, []])
})

test('a policy that is not there is NoSuchEntity', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })
  const PolicyArn = `arn:aws:iam::${mock.dialect.identity.account}:policy/nothing`

  const refusal = await refusalOf(iam.send(new ListEntitiesForPolicyCommand({ PolicyArn })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`])
})

test('a key without rights may not list entities', async () => {
  const { iam, clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = await create(iam)

  const [status, code] = await refusalOf(
    clientOf(mock.as('runner')).send(new ListEntitiesForPolicyCommand({ PolicyArn })),
  )

  expect([status, code]).toEqual([403, 'AccessDenied'])
})
