import * as sdk from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { main, trust } from '../sts/setup.js'
import { refusalOf, setup } from './setup.js'

const RoleName = 'reader'
const ann = `arn:aws:iam::${main}:user/ann`

const begin = () =>
  setup({ dialect: 'aws', users: { ann: {} }, roles: { reader: { trust: trust(ann), longestSession: 7200 } } })

const roleOf = async (iam: sdk.IAMClient) => (await iam.send(new sdk.GetRoleCommand({ RoleName }))).Role!

test('UpdateRole sets description and longest session, which is an hour when nothing is said of it', async () => {
  const { iam } = begin()

  await iam.send(new sdk.UpdateRoleCommand({ RoleName, Description: 'Reads.', MaxSessionDuration: 43_200 }))
  const said = await roleOf(iam)
  await iam.send(new sdk.UpdateRoleCommand({ RoleName }))
  const unsaid = await roleOf(iam)

  expect(said).toMatchObject({ Description: 'Reads.', MaxSessionDuration: 43_200 })
  expect(unsaid).toMatchObject({ Description: 'Reads.', MaxSessionDuration: 3600 })
})

test('UpdateRoleDescription answers the role', async () => {
  const { iam } = begin()

  const { Role } = await iam.send(new sdk.UpdateRoleDescriptionCommand({ RoleName, Description: '' }))

  expect(Role).toMatchObject({ RoleName, Description: '', MaxSessionDuration: 7200 })
})

test('tags of a role are set, listed and taken away', async () => {
  const { iam } = begin()
  const team = { Key: 'team', Value: 'red' }

  await iam.send(new sdk.TagRoleCommand({ RoleName, Tags: [team, { Key: 'stage', Value: 'test' }] }))
  const listed = await iam.send(new sdk.ListRoleTagsCommand({ RoleName }))
  await iam.send(new sdk.UntagRoleCommand({ RoleName, TagKeys: ['Stage'] }))

  expect(listed.Tags).toEqual([{ Key: 'stage', Value: 'test' }, team])
  expect((await roleOf(iam)).Tags).toEqual([team])
})

test.each([
  new sdk.UpdateRoleCommand({ RoleName: 'none' }),
  new sdk.UpdateRoleDescriptionCommand({ RoleName: 'none', Description: 'a' }),
  new sdk.TagRoleCommand({ RoleName: 'none', Tags: [] }),
  new sdk.ListRoleTagsCommand({ RoleName: 'none' }),
])('a role that is not there is not found', async command => {
  const { iam } = begin()

  expect(await refusalOf(iam.send(command as sdk.UpdateRoleCommand))).toEqual([
    404,
    'NoSuchEntity',
    'The role with name none cannot be found.',
  ])
})

test.each([
  ['a user that is not there', `arn:aws:iam::${main}:user/nobody`],
  ['a user under another path', `arn:aws:iam::${main}:user/team/ann`],
  ['a role that is not there', `arn:aws:iam::${main}:role/nobody`],
  ['the id of a user that is gone', 'AIDAIIIIIIIIIIIIIIIII'],
])('a trust policy that names %s is refused', async (_, name) => {
  const { iam } = begin()
  const PolicyDocument = JSON.stringify(trust(name))

  const created = await refusalOf(
    iam.send(new sdk.CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument: PolicyDocument })),
  )
  const updated = await refusalOf(iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })))

  const refusal = [400, 'MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${name}"`]
  expect([created, updated]).toEqual([refusal, refusal])
})

test.each(['ann', 'arn:aws:iam:::user/ann', 'arn:aws:s3:::images'])(
  'a trust policy whose principal is %s is refused',
  async name => {
    const { iam } = begin()
    const PolicyDocument = JSON.stringify(trust(name))

    const refusal = await refusalOf(iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })))

    expect(refusal).toEqual([400, 'MalformedPolicyDocument', 'Invalid principal in policy'])
  },
)
