import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { listTeams } from '@tigrisdata/iam'
import { get, listBuckets, put, shareBucket } from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = {
  buckets: { files: { objects: { a: 'x' } }, others: { objects: { a: 'y' } } },
  keys: { ann: {}, bob: {}, cid: {}, machine: {} },
  organization: {
    users: { ann: { id: 'user-ann' }, bob: {}, cid: {} },
    teams: { red: { members: ['bob'] } },
  },
} as const

const shared = async (shares: Parameters<typeof shareBucket>[1]) => {
  const mock = await startMock(scene)
  await dataOf(shareBucket('files', shares))
  return mock
}

test('a bucket that is shared with a user gives the rights of the role to the keys of that user', async () => {
  const mock = await shared({ user: [{ userId: 'user-ann', role: 'ReadOnly' }] })

  actAs(mock.as('ann'))
  expect(await dataOf(get('a', 'string'))).toBe('x')
  expect(await errorOf(put('a', 'new'))).toMatch(/Access [dD]enied/)
  expect(await errorOf(get('a', 'string', { config: { bucket: 'others' } }))).toMatch(/Access [dD]enied/)
  actAs(mock.as('bob'))
  expect(await errorOf(get('a', 'string'))).toMatch(/Access [dD]enied/)
  expect(mock.as('ann').can('s3:GetObject', 'files/a')).toMatchObject({ decision: 'allowed', at: 'role' })
})

test('a share with a team reaches its members', async () => {
  const mock = await startMock(scene)
  const [team] = (await dataOf(listTeams())).teams
  await dataOf(shareBucket('files', { team: [{ teamId: team?.id ?? '', role: 'Editor' }] }))

  actAs(mock.as('bob'))
  await dataOf(put('a', 'new'))
  actAs(mock.as('cid'))
  expect(await errorOf(get('a', 'string'))).toMatch(/Access [dD]enied/)
})

test("a share with the organization reaches its people, and no key that is nobody's", async () => {
  const mock = await shared({ organization: { role: 'ReadOnly' } })

  actAs(mock.as('cid'))
  expect(await dataOf(get('a', 'string'))).toBe('x')
  actAs(mock.as('machine'))
  expect(await errorOf(get('a', 'string'))).toMatch(/Access [dD]enied/)
  expect((await dataOf(listBuckets())).buckets.length).toBe(2)
})

test('who only has a share does not pass it on', async () => {
  const mock = await shared({ user: [{ userId: 'user-ann', role: 'Editor' }] })

  actAs(mock.as('ann'))

  expect(await errorOf(shareBucket('files', { organization: { role: 'Editor' } }))).toMatch(/Access [dD]enied/)
})

test("a key that somebody names after a user has nothing of that user's", async () => {
  const mock = await shared({ user: [{ userId: 'user-ann', role: 'ReadOnly' }] })
  const { AccessKey } = await new IAMClient(mock.admin().clientConfig).send(
    new CreateAccessKeyCommand({ UserName: 'ann' }),
  )
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const posing = new S3Client({ ...mock.admin().clientConfig, credentials })

  const call = posing.send(new GetObjectCommand({ Bucket: 'files', Key: 'a' }))

  await expect(call).rejects.toMatchObject({ name: 'AccessDenied' })
})
