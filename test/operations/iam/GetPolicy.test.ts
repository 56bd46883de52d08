import { CreatePolicyCommand, GetPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

test('answers the policy with description and tags', async () => {
  const { iam } = setup({ dialect: 'aws' })
  const Tags = [{ Key: 'team', Value: 'vision' }]
  const made = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'images', PolicyDocument: readImages, Description: 'reads <images>', Tags }),
  )

  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: made.Policy!.Arn }))

  expect(Policy).toEqual({ ...made.Policy, Description: 'reads <images>', Tags })
})

test('a policy that is not there is NoSuchEntity', async () => {
  const { iam, mock } = setup({ dialect: 'tigris' })
  const PolicyArn = `arn:aws:iam::${mock.dialect.identity.account}:policy/nothing`

  const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn })))

  expect(refusal).toEqual([404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`])
})

test('text that is no ARN of a policy is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:s3:::images-of-2026' })))

  expect(refusal).toEqual([400, 'ValidationError', 'Invalid ARN:  Could not be parsed!'])
})

test('an ARN of fewer than 20 characters is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new GetPolicyCommand({ PolicyArn: 'images' })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    "1 validation error detected: Value 'images' at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ])
})

test('the right is judged by the ARN asked for', async () => {
  const arn = 'arn:aws:iam::123456789012:policy/mine'
  const { clientOf, mock } = setup({
    dialect: 'aws',
    keys: {
      ann: {
        policies: [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetPolicy', Resource: arn } }],
      },
    },
  })
  const ann = clientOf(mock.as('ann'))

  const mine = await refusalOf(ann.send(new GetPolicyCommand({ PolicyArn: arn })))
  const other = await refusalOf(ann.send(new GetPolicyCommand({ PolicyArn: `${arn}-not` })))

  expect([mine[1], other[1]]).toEqual(['NoSuchEntity', 'AccessDenied'])
})
