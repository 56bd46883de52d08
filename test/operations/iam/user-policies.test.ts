import { DeleteUserPolicyCommand, GetUserPolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const input = { UserName: 'ann', PolicyName: 'own', PolicyDocument: readImages }

test('an inline policy counts at once, is read back as written, and ends when it is deleted', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  const mayRead = () => mock.as('ann').can('s3:GetObject', 'images/a.png').decision

  await iam.send(new PutUserPolicyCommand(input))
  const during = mayRead()
  const read = await iam.send(new GetUserPolicyCommand({ UserName: 'ann', PolicyName: 'own' }))
  await iam.send(new DeleteUserPolicyCommand({ UserName: 'ann', PolicyName: 'own' }))

  expect([during, mayRead()]).toEqual(['allowed', 'implicitDeny'])
  expect(read).toMatchObject({ UserName: 'ann', PolicyName: 'own' })
  expect(decodeURIComponent(read.PolicyDocument!)).toBe(readImages)
})

test('a second policy of that name replaces the first', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  await iam.send(new PutUserPolicyCommand(input))

  await iam.send(new PutUserPolicyCommand({ ...input, PolicyDocument: readImages.replace('Get', 'Put') }))

  expect(mock.as('ann').can('s3:GetObject', 'images/a.png').decision).toBe('implicitDeny')
  expect(mock.as('ann').can('s3:PutObject', 'images/a.png').decision).toBe('allowed')
})

test('inline policies of a user may have 2048 characters together', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })
  const PolicyDocument = readImages.replace('images', 'i'.repeat(2048 - 2 * readImages.length + 'images'.length))
  await iam.send(new PutUserPolicyCommand(input))

  await iam.send(new PutUserPolicyCommand({ ...input, PolicyName: 'full', PolicyDocument }))
  const refusal = await refusalOf(iam.send(new PutUserPolicyCommand({ ...input, PolicyName: 'over' })))

  expect(refusal).toEqual([409, 'LimitExceeded', 'Maximum policy size of 2048 bytes exceeded for user ann'])
})

test('a policy or a user that is not there is NoSuchEntity', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {} } })

  const read = await refusalOf(iam.send(new GetUserPolicyCommand({ UserName: 'ann', PolicyName: 'nothing' })))
  const deleted = await refusalOf(iam.send(new DeleteUserPolicyCommand({ UserName: 'ann', PolicyName: 'nothing' })))
  const put = await refusalOf(iam.send(new PutUserPolicyCommand({ ...input, UserName: 'nobody' })))

  expect(read).toEqual([404, 'NoSuchEntity', 'The user policy with name nothing cannot be found.'])
  expect(deleted).toEqual(read)
  expect(put).toEqual([404, 'NoSuchEntity', 'The user with name nobody cannot be found.'])
})

test('a malformed policy is refused and changes nothing', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  await iam.send(new PutUserPolicyCommand(input))

  const [status, code] = await refusalOf(iam.send(new PutUserPolicyCommand({ ...input, PolicyDocument: '{}' })))

  expect([status, code]).toEqual([400, 'MalformedPolicyDocument'])
  expect(mock.as('ann').can('s3:GetObject', 'images/a.png').decision).toBe('allowed')
})
