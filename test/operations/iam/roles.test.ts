import * as sdk from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const account = '123456789012'
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
})
const RoleName = 'reader'

const begin = async () => {
  const made = setup({ dialect: 'aws', users: { reader: {} } })
  const { Role } = await made.iam.send(
    new sdk.CreateRoleCommand({
      ...{ RoleName, AssumeRolePolicyDocument: trust, Path: '/jobs/', Description: 'Reads.', MaxSessionDuration: 7200 },
      Tags: [{ Key: 'team', Value: 'red' }],
    }),
  )
  return { ...made, Role: Role! }
}

test('a new role is shown as it was made, and a user may have its name', async () => {
  const { iam, Role } = await begin()

  const { Role: got } = await iam.send(new sdk.GetRoleCommand({ RoleName }))
  const { Roles } = await iam.send(new sdk.ListRolesCommand({ PathPrefix: '/jobs' }))
  const { User } = await iam.send(new sdk.GetUserCommand({ UserName: 'reader' }))

  expect(Role).toEqual({
    ...{ RoleName, Path: '/jobs/', Arn: `arn:aws:iam::${account}:role/jobs/reader` },
    ...{ RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/), CreateDate: expect.any(Date) },
    AssumeRolePolicyDocument: encodeURIComponent(trust),
    Tags: [{ Key: 'team', Value: 'red' }],
  })
  // CreateRole does not answer these three
  expect(got).toEqual({ ...Role, Description: 'Reads.', MaxSessionDuration: 7200, RoleLastUsed: {} })
  expect(Roles!.map(role => role.Arn)).toEqual([Role.Arn])
  expect((await iam.send(new sdk.ListRolesCommand({ PathPrefix: '/other/' }))).Roles).toEqual([])
  expect(User!.Arn).toBe(`arn:aws:iam::${account}:user/reader`)
})

test('the name of a role is free once, whatever its case and path', async () => {
  const { iam } = await begin()

  const again = new sdk.CreateRoleCommand({ RoleName: 'Reader', AssumeRolePolicyDocument: trust })

  expect(await refusalOf(iam.send(again))).toEqual([
    409,
    'EntityAlreadyExists',
    'Role with name Reader already exists.',
  ])
})

test.each([
  ['{}', 'Syntax errors in policy.'],
  ['no json', 'This policy contains invalid Json'],
  [trust.replace('sts:AssumeRole', 's3:GetObject'), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  [readImages, 'Missing required field Principal'],
  [trust.replace('"Principal":{"AWS":"123456789012"},', ''), 'Missing required field Principal'],
  [trust.replace('"Action"', '"Resource":"*","Action"'), 'Has prohibited field Resource'],
])('the trust policy %s is refused', async (document, message) => {
  const { iam } = await begin()
  const create = new sdk.CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument: document })
  const update = new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document })

  for (const command of [create, update]) {
    const [status, code, text] = await refusalOf(iam.send(command as sdk.CreateRoleCommand))
    expect([status, code]).toEqual([400, 'MalformedPolicyDocument'])
    expect(text).toBe(message)
  }
})

test('a trust policy has its own limit', async () => {
  const { iam } = await begin()
  const PolicyDocument = trust.replace('"sts:AssumeRole"', JSON.stringify(Array(160).fill('sts:AssumeRole')))

  expect(await refusalOf(iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })))).toEqual([
    409,
    'LimitExceeded',
    'Cannot exceed quota for ACLSizePerRole: 2048',
  ])
})

test('a new trust policy takes the place of the old one', async () => {
  const { iam } = await begin()
  const PolicyDocument = trust.replace(account, '210987654321')

  await iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))

  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName }))
  expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(PolicyDocument)
})

test('a role has managed policies and its own, and goes only without them', async () => {
  const { iam } = await begin()
  const PolicyName = 'images'
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName, PolicyDocument: readImages }))
  const managed = { RoleName, PolicyArn: Policy!.Arn! }
  const inline = { RoleName, PolicyName: 'own' }

  await iam.send(new sdk.AttachRolePolicyCommand(managed))
  await iam.send(new sdk.PutRolePolicyCommand({ ...inline, PolicyDocument: readImages }))
  const attached = await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }))
  const own = await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }))
  const got = await iam.send(new sdk.GetRolePolicyCommand(inline))
  const entities = await iam.send(
    new sdk.ListEntitiesForPolicyCommand({ PolicyArn: Policy!.Arn!, EntityFilter: 'Role' }),
  )
  const withPolicies = await refusalOf(iam.send(new sdk.DeleteRoleCommand({ RoleName })))
  await iam.send(new sdk.DetachRolePolicyCommand(managed))
  const withOwn = await refusalOf(iam.send(new sdk.DeleteRoleCommand({ RoleName })))
  await iam.send(new sdk.DeleteRolePolicyCommand(inline))
  await iam.send(new sdk.DeleteRoleCommand({ RoleName }))

  expect(attached.AttachedPolicies).toEqual([{ PolicyName, PolicyArn: Policy!.Arn! }])
  expect(own.PolicyNames).toEqual(['own'])
  expect(got).toMatchObject({
    RoleName,
    PolicyName: 'own',
    PolicyDocument: encodeURIComponent(readImages).replaceAll('*', '%2A'),
  })
  expect(entities).toMatchObject({ PolicyRoles: [{ RoleName }], PolicyUsers: [], PolicyGroups: [] })
  expect(withPolicies).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must detach all policies first.'])
  expect(withOwn).toEqual([409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.'])
  expect(await refusalOf(iam.send(new sdk.GetRoleCommand({ RoleName })))).toEqual([
    404,
    'NoSuchEntity',
    'The role with name reader cannot be found.',
  ])
})

test('what is absent is told by its kind', async () => {
  const { iam } = await begin()
  const PolicyName = 'nothing'
  const PolicyArn = `arn:aws:iam::${account}:policy/nothing`

  expect((await refusalOf(iam.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }))))[2]).toBe(
    'The role policy with name nothing cannot be found.',
  )
  expect((await refusalOf(iam.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn }))))[2]).toBe(
    `Policy ${PolicyArn} does not exist or is not attachable.`,
  )
  expect((await refusalOf(iam.send(new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn }))))[2]).toBe(
    `Policy ${PolicyArn} was not found.`,
  )
})

test('the inline policies of a role have their own limit', async () => {
  const { iam } = await begin()
  const PolicyDocument = readImages.replace('images/*', 'i'.repeat(5500))
  const put = (PolicyName: string) => iam.send(new sdk.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))

  await put('one')

  expect(await refusalOf(put('two'))).toEqual([
    409,
    'LimitExceeded',
    'Maximum policy size of 10240 bytes exceeded for role reader',
  ])
  await expect(put('one')).resolves.toBeDefined()
})

test('a right on one role is none on another, by path and name', async () => {
  const { mock, clientOf, iam } = setup({
    dialect: 'aws',
    users: {
      ann: {
        policies: [
          {
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: 'iam:GetRole', Resource: `arn:aws:iam::${account}:role/jobs/*` },
          },
        ],
      },
    },
  })
  const make = (name: string, Path: string) =>
    iam.send(new sdk.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, Path }))
  await make('one', '/jobs/')
  await make('two', '/')
  const ann = clientOf(mock.as('ann'))

  await expect(ann.send(new sdk.GetRoleCommand({ RoleName: 'one' }))).resolves.toBeDefined()
  expect(await refusalOf(ann.send(new sdk.GetRoleCommand({ RoleName: 'two' })))).toEqual([
    403,
    'AccessDenied',
    `User: arn:aws:iam::${account}:user/ann is not authorized to perform: iam:GetRole on resource: arn:aws:iam::${account}:role/two because no identity-based policy allows the iam:GetRole action`,
  ])
})
