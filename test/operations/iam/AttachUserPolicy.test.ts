import { AttachUserPolicyCommand, CreatePolicyCommand, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const create = async (iam: ReturnType<typeof setup>['iam'], PolicyName = 'images') =>
  (await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: readImages }))).Policy!.Arn!

test('an access key has the rights of a policy as soon as it is attached', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = await create(iam)
  const before = mock.as('runner').can('s3:GetObject', 'images/a.png').decision

  await iam.send(new AttachUserPolicyCommand({ UserName: mock.keys.get('runner').id, PolicyArn }))

  expect(before).toBe('implicitDeny')
  expect(mock.as('runner').can('s3:GetObject', 'images/a.png').decision).toBe('allowed')
  expect(mock.as('runner').can('s3:PutObject', 'images/a.png').decision).toBe('implicitDeny')
})

test('attaching twice is attaching once', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = await create(iam)
  const attach = new AttachUserPolicyCommand({ UserName: mock.keys.get('runner').id, PolicyArn })

  await iam.send(attach)
  await iam.send(attach)

  expect(mock.keys.get('runner').policies).toEqual([PolicyArn])
})

test('a policy that is not there is not attachable', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const PolicyArn = `arn:aws:iam::${mock.dialect.identity.account}:policy/nothing`

  const refusal = await refusalOf(
    iam.send(new AttachUserPolicyCommand({ UserName: mock.keys.get('runner').id, PolicyArn })),
  )

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${PolicyArn} does not exist or is not attachable.`])
})

test('a key that is not there is NoSuchEntity', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const PolicyArn = await create(iam)

  const refusal = await refusalOf(iam.send(new AttachUserPolicyCommand({ UserName: 'tid_nothing', PolicyArn })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name tid_nothing cannot be found.'])
})

test('text that is no ARN is refused with the two spaces of the service', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  const { id } = mock.keys.get('runner')

  const refusal = await refusalOf(
    iam.send(new AttachUserPolicyCommand({ UserName: id, PolicyArn: 'longer than twenty letters' })),
  )

  expect(refusal).toEqual([400, 'ValidationError', 'Invalid ARN:  Could not be parsed!'])
})

test('aws refuses an eleventh policy of a user', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })
  const arns: string[] = []
  for (let made = 0; made < 11; made++) arns.push(await create(iam, `images-${made}`))
  for (const PolicyArn of arns.slice(0, 10)) await iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn }))

  const refusal = await refusalOf(iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: arns[10] })))

  expect(refusal).toEqual([409, 'LimitExceeded', 'Cannot exceed quota for PoliciesPerUser: 10'])
})

test('aws judges by the user and by the policy that is attached', async () => {
  const arn = 'arn:aws:iam::123456789012:policy/images'
  const { iam, clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: {
        policies: [
          {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Action: ['iam:AttachUserPolicy', 'iam:ListAttachedUserPolicies'],
              Resource: 'arn:aws:iam::123456789012:user/bob',
              Condition: { ArnEqualsIfExists: { 'iam:PolicyARN': arn } },
            },
          },
        ],
      },
      bob: {},
    },
  })
  const ann = clientOf(mock.as('ann'))
  await create(iam)
  const other = await create(iam, 'other')

  await ann.send(new AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: arn }))
  const otherPolicy = await refusalOf(ann.send(new AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: other })))
  const otherUser = await refusalOf(ann.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: arn })))

  const { AttachedPolicies } = await ann.send(new ListAttachedUserPoliciesCommand({ UserName: 'bob' }))
  expect([otherPolicy[1], otherUser[1]]).toEqual(['AccessDenied', 'AccessDenied'])
  expect(AttachedPolicies).toEqual([{ PolicyName: 'images', PolicyArn: arn }])
})
