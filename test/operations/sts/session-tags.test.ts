import { GetObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { refusalOf } from '../iam/setup.js'
import { allow, main, roleArn, setup, trust } from './setup.js'

const ann = `arn:aws:iam::${main}:user/ann`
const red = { Key: 'team', Value: 'red' }
const stage = { Key: 'stage', Value: 'test' }

const ofRedTeam = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalTag/Team': 'red' } },
  },
} as const

const begin = () => {
  const made = setup({
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image' } } },
    users: { ann: {} },
    roles: {
      first: { trust: trust(ann), policies: [allow('sts:*')] },
      second: { trust: trust(roleArn('first')), policies: [ofRedTeam] },
      untagged: { trust: trust(roleArn('first'), { Action: 'sts:AssumeRole' }) },
    },
  })
  const { mock, sts, withCredentials } = made
  const take = async (
    name: string,
    change: Partial<AssumeRoleCommandInput>,
    caller: Parameters<typeof sts>[0] = mock.as('ann'),
  ) => {
    const input = { RoleArn: roleArn(name), RoleSessionName: 'job', ...change }
    return withCredentials((await sts(caller).send(new AssumeRoleCommand(input))).Credentials!)
  }
  return { ...made, take }
}

const get = () => new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })

test('a transitive tag goes on to the next role of a chain, another one does not', async () => {
  const { take, s3 } = begin()
  const both = { Tags: [red, stage] }

  const handing = await take('second', {}, await take('first', { ...both, TransitiveTagKeys: ['TEAM'] }))
  const keeping = await take('second', {}, await take('first', { ...both, TransitiveTagKeys: ['stage'] }))

  await expect(s3(handing).send(get())).resolves.toBeDefined()
  expect((await refusalOf(s3(keeping).send(get())))[1]).toBe('AccessDenied')
})

test('a tag that was handed on cannot be set again', async () => {
  const { take } = begin()
  const first = await take('first', { Tags: [red], TransitiveTagKeys: ['team'] })

  expect(await refusalOf(take('second', { Tags: [{ Key: 'Team', Value: 'blue' }] }, first))).toEqual([
    400,
    'InvalidParameterValue',
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  ])
})

test('a role that lets no tags be set is not taken by a session that hands tags on', async () => {
  const { take } = begin()
  const first = await take('first', { Tags: [red], TransitiveTagKeys: ['team'] })

  await expect(take('untagged', {}, await take('first', { Tags: [red] }))).resolves.toBeDefined()
  expect((await refusalOf(take('untagged', {}, first)))[2]).toContain('sts:TagSession')
})

test.each([
  [
    { Tags: [red], TransitiveTagKeys: ['stage'] },
    'The specified transitive tag key must be included in the requested tags.',
  ],
  [
    { Tags: [red, { Key: 'TEAM', Value: 'blue' }] },
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ],
])('refuses %j', async (change, message) => {
  const { take } = begin()

  expect(await refusalOf(take('first', change))).toEqual([400, 'InvalidParameterValue', message])
})

test('a trust policy may say which tags may be handed on', async () => {
  const asked = trust(ann, {
    Condition: { 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } },
  })
  const { mock, sts } = setup({ dialect: 'aws', users: { ann: {} }, roles: { first: { trust: asked } } })
  const send = (TransitiveTagKeys: string[]) =>
    sts(mock.as('ann')).send(
      new AssumeRoleCommand({
        RoleArn: roleArn('first'),
        RoleSessionName: 'job',
        Tags: [red, stage],
        TransitiveTagKeys,
      }),
    )

  await expect(send(['team'])).resolves.toBeDefined()
  expect((await refusalOf(send(['team', 'stage'])))[1]).toBe('AccessDenied')
})
