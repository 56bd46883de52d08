import * as sdk from '@aws-sdk/client-iam'
import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { allow, main, roleArn, setup as setupSts, trust } from '../sts/setup.js'
import { refusalOf, setup } from './setup.js'

const arnOf = (name: string) => `arn:aws:iam::${main}:policy/${name}`
const annArn = `arn:aws:iam::${main}:user/ann`

const begin = () => {
  const made = setupSts({
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image' } } },
    policies: { reads: allow('s3:GetObject'), elsewhere: allow('s3:*', 'arn:aws:s3:::elsewhere/*') },
    users: { ann: { policies: [allow('s3:*')] } },
    roles: { worker: { trust: trust(annArn), policies: [allow('s3:*')] } },
  })
  const { mock, s3, options, sts, withCredentials } = made
  return {
    ...made,
    iam: new sdk.IAMClient(options(mock.admin())),
    root: s3(mock.admin()),
    ann: s3(mock.as('ann')),
    worker: async () => {
      const { Credentials } = await sts(mock.as('ann')).send(
        new AssumeRoleCommand({ RoleArn: roleArn('worker'), RoleSessionName: 'job' }),
      )
      return s3(withCredentials(Credentials!))
    },
  }
}

const get = () => new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })
const put = () => new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'b' })
const bound = (PermissionsBoundary: string, UserName = 'ann') =>
  new sdk.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary })

test('a user may do what its policies and its boundary both allow, until the boundary is gone', async () => {
  const { iam, ann, mock } = begin()

  await iam.send(bound(arnOf('reads')))
  const refused = await refusalOf(ann.send(put()))
  const record = mock.log.last!
  await expect(ann.send(get())).resolves.toBeDefined()
  await iam.send(new sdk.DeleteUserPermissionsBoundaryCommand({ UserName: 'ann' }))
  await expect(ann.send(put())).resolves.toBeDefined()

  expect(refused).toEqual([
    403,
    'AccessDenied',
    `User: ${annArn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::images/b.png" because no permissions boundary allows the s3:PutObject action`,
  ])
  expect(record.denied).toMatchObject({ at: 'boundary', because: 'no permissions boundary allows s3:PutObject' })
  expect(mock.explain(record)).toContain('to allow  add "s3:PutObject" to the Action of statement 1 (reads:')
})

test('a boundary gives nothing by itself', async () => {
  const { iam, ann } = begin()
  const { AttachedPolicies } = await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName: 'ann' }))
  await iam.send(new sdk.DetachUserPolicyCommand({ UserName: 'ann', PolicyArn: AttachedPolicies![0]!.PolicyArn! }))
  await iam.send(bound(arnOf('reads')))

  expect((await refusalOf(ann.send(get())))[2]).toContain('because no identity-based policy allows')
})

test('a boundary holds a role, and what a bucket gives to it, but not what a bucket gives to a user or a session', async () => {
  const { iam, ann, root, worker } = begin()
  const give = (AWS: string) =>
    root.send(
      new PutBucketPolicyCommand({
        Bucket: 'images',
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Principal: { AWS }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
        }),
      }),
    )
  const client = await worker()
  await expect(client.send(get())).resolves.toBeDefined()

  await iam.send(
    new sdk.PutRolePermissionsBoundaryCommand({ RoleName: 'worker', PermissionsBoundary: arnOf('elsewhere') }),
  )
  await iam.send(bound(arnOf('elsewhere')))
  const alone = await refusalOf(client.send(get()))
  await give(roleArn('worker'))
  const toRole = await refusalOf(client.send(get()))
  await give(`arn:aws:sts::${main}:assumed-role/worker/job`)
  await expect(client.send(get())).resolves.toBeDefined()
  await give(annArn)
  await expect(ann.send(get())).resolves.toBeDefined()

  expect(alone[2]).toContain('because no permissions boundary allows')
  expect(toRole[2]).toContain('because no permissions boundary allows')
})

test('users and roles are made with a boundary, which answers and listings show', async () => {
  const { iam } = begin()
  const PermissionsBoundary = arnOf('reads')
  const shown = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary }

  const { User } = await iam.send(new sdk.CreateUserCommand({ UserName: 'bob', PermissionsBoundary }))
  await iam.send(
    new sdk.CreateRoleCommand({
      ...{ RoleName: 'other', PermissionsBoundary, AssumeRolePolicyDocument: JSON.stringify(trust(annArn)) },
    }),
  )

  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName: 'other' }))
  const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn: PermissionsBoundary }))
  const usage = { PolicyArn: PermissionsBoundary, PolicyUsageFilter: 'PermissionsBoundary' } as const
  const entities = await iam.send(new sdk.ListEntitiesForPolicyCommand(usage))
  const { Policies } = await iam.send(new sdk.ListPoliciesCommand({ PolicyUsageFilter: 'PermissionsBoundary' }))
  expect(User!.PermissionsBoundary).toEqual(shown)
  expect(Role!.PermissionsBoundary).toEqual(shown)
  expect(Policy).toMatchObject({ PermissionsBoundaryUsageCount: 2, AttachmentCount: 0 })
  expect(entities).toMatchObject({ PolicyUsers: [{ UserName: 'bob' }], PolicyRoles: [{ RoleName: 'other' }] })
  expect(Policies!.map(({ PolicyName }) => PolicyName)).toEqual(['reads'])
  expect((await refusalOf(iam.send(new sdk.DeletePolicyCommand({ PolicyArn: PermissionsBoundary }))))[1]).toBe(
    'DeleteConflict',
  )
})

test('a boundary that is not there is named, to be set and to be taken away', async () => {
  const { iam } = begin()

  expect(await refusalOf(iam.send(bound(arnOf('nothing'))))).toEqual([
    404,
    'NoSuchEntity',
    `Scope ARN: ${arnOf('nothing')} does not exist or is not attachable.`,
  ])
  expect(await refusalOf(iam.send(new sdk.DeleteUserPermissionsBoundaryCommand({ UserName: 'ann' })))).toEqual([
    404,
    'NoSuchEntity',
    'The user with name ann does not have a permissions boundary.',
  ])
})

test('the right to make and to extend users may depend on their boundary', async () => {
  const condition = { StringEquals: { 'iam:PermissionsBoundary': arnOf('reads') } }
  const Action = ['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:PutUserPolicy']
  const delegated = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource: '*', Condition: condition },
  } as const
  const { mock, iam, clientOf } = setup({
    dialect: 'aws',
    policies: { reads: allow('s3:GetObject') },
    users: { lead: { policies: [delegated] }, free: {} },
  })
  const lead = clientOf(mock.as('lead'))
  const attach = (UserName: string) =>
    lead.send(new sdk.AttachUserPolicyCommand({ UserName, PolicyArn: arnOf('reads') }))

  const unbounded = await refusalOf(lead.send(new sdk.CreateUserCommand({ UserName: 'bob' })))
  await lead.send(new sdk.CreateUserCommand({ UserName: 'bob', PermissionsBoundary: arnOf('reads') }))
  await attach('bob')
  const toFree = await refusalOf(attach('free'))
  await iam.send(bound(arnOf('reads'), 'free'))
  await attach('free')

  expect([unbounded[1], toFree[1]]).toEqual(['AccessDenied', 'AccessDenied'])
})
