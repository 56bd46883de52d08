import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  GetUserCommand,
  ListPolicyTagsCommand,
  ListUserTagsCommand,
  TagPolicyCommand,
  TagUserCommand,
  UntagPolicyCommand,
  UntagUserCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const UserName = 'ann'

test('tags of a user are added, replaced and removed', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })
  await iam.send(
    new TagUserCommand({
      UserName,
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'old', Value: '' },
      ],
    }),
  )

  await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'b' }] }))
  await iam.send(new UntagUserCommand({ UserName, TagKeys: ['old', 'never there'] }))

  const { Tags } = await iam.send(new ListUserTagsCommand({ UserName }))
  const { User } = await iam.send(new GetUserCommand({ UserName }))
  expect([Tags, User?.Tags]).toEqual([[{ Key: 'team', Value: 'b' }], [{ Key: 'team', Value: 'b' }]])
})

test('tags of a policy are added, listed in pages, and removed', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages }))
  const PolicyArn = made.Policy!.Arn!
  await iam.send(
    new TagPolicyCommand({
      PolicyArn,
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
    }),
  )

  const first = await iam.send(new ListPolicyTagsCommand({ PolicyArn, MaxItems: 1 }))
  await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }))
  const rest = await iam.send(new ListPolicyTagsCommand({ PolicyArn }))

  expect([first.Tags, first.IsTruncated]).toEqual([[{ Key: 'a', Value: '1' }], true])
  expect(rest.Tags).toEqual([{ Key: 'b', Value: '2' }])
})

test('a user has at most 50 tags', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })
  const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
  await iam.send(new TagUserCommand({ UserName, Tags }))

  const [status, code] = await refusalOf(
    iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'one more', Value: 'v' }] })),
  )

  expect([status, code]).toEqual([409, 'LimitExceeded'])
})

test('a tag key with a character outside of the set is refused', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })

  const [status, code, message] = await refusalOf(
    iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'a#b', Value: 'v' }] })),
  )

  expect([status, code]).toEqual([400, 'ValidationError'])
  expect(message).toContain("Value 'a#b' at 'tags.1.member.key' failed to satisfy constraint")
})

test('a right may depend on the tags of the request', async () => {
  const { clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: {
        policies: [
          {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Action: 'iam:TagUser',
              Resource: '*',
              Condition: { StringEquals: { 'aws:RequestTag/team': 'vision' } },
            },
          },
        ],
      },
    },
  })
  const ann = clientOf(mock.as('ann'))

  await ann.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'vision' }] }))
  const refusal = await refusalOf(ann.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'other' }] })))

  expect(refusal.slice(0, 2)).toEqual([403, 'AccessDenied'])
})

test.each(['aws', 'iam'])(
  'a Deny on %s:ResourceTag keeps tagged users, roles and policies from a caller who may do all else',
  async prefix => {
    const everything = { Effect: 'Allow', Action: 'iam:*', Resource: '*' } as const
    const Condition = { StringEquals: { [`${prefix}:ResourceTag/Kept`]: 'yes' } }
    const Statement = [everything, { ...everything, Effect: 'Deny', Condition }] as const
    const { iam, clientOf, mock } = setup({
      dialect: 'aws',
      users: { ann: {}, bob: {} },
      keys: { eve: { policies: [{ Version: '2012-10-17', Statement }] } },
    })
    const Tags = [{ Key: 'kept', Value: 'yes' }]
    const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' } }
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages, Tags }),
    )
    const AssumeRolePolicyDocument = JSON.stringify(trust)
    await iam.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument, Tags }))
    await iam.send(new TagUserCommand({ UserName, Tags }))
    const eve = clientOf(mock.as('eve'))

    for (const call of [
      eve.send(new CreateAccessKeyCommand({ UserName })),
      eve.send(new UntagUserCommand({ UserName, TagKeys: ['kept'] })),
      eve.send(new UpdateRoleCommand({ RoleName: 'worker', Description: 'mine' })),
      eve.send(new CreatePolicyVersionCommand({ PolicyArn: Policy!.Arn!, PolicyDocument: readImages })),
    ])
      expect((await refusalOf(call)).slice(0, 2)).toEqual([403, 'AccessDenied'])
    expect((await eve.send(new CreateAccessKeyCommand({ UserName: 'bob' }))).AccessKey).toBeDefined()
  },
)
