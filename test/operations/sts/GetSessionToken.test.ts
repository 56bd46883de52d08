import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { refusalOf } from '../iam/setup.js'
import { allow, main, roleArn, setup, trust } from './setup.js'

const ann = `arn:aws:iam::${main}:user/ann`

const begin = () =>
  setup({
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image', 'ann/b.png': 'own' } } },
    users: {
      ann: {
        policies: [
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
          allow(['s3:GetObject', 'iam:*'], ['arn:aws:s3:::images/${aws:username}/*', 'arn:aws:iam::*:user/*']),
        ],
      },
    },
    roles: { reader: { trust: trust(ann) } },
  })

const sessionOf = async (made: ReturnType<typeof begin>, DurationSeconds?: number) => {
  const { Credentials } = await made.sts(made.mock.as('ann')).send(new GetSessionTokenCommand({ DurationSeconds }))
  return made.withCredentials(Credentials!)
}

test('a session of a user is the user, with its rights', async () => {
  const made = begin()
  const session = await sessionOf(made)
  const { s3, sts } = made

  const identity = await sts(session).send(new GetCallerIdentityCommand({}))

  expect(identity).toMatchObject({ Arn: ann, UserId: expect.stringMatching(/^AIDA/), Account: main })
  await expect(s3(session).send(new GetObjectCommand({ Bucket: 'images', Key: 'ann/b.png' }))).resolves.toBeDefined()
  expect((await refusalOf(s3(session).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))))[1]).toBe(
    'AccessDenied',
  )
})

test('it lives twelve hours if not told otherwise', async () => {
  const made = begin()
  const session = await sessionOf(made)
  const read = () => made.s3(session).send(new GetObjectCommand({ Bucket: 'images', Key: 'ann/b.png' }))

  made.mock.clock.advance(43_198_000)
  await expect(read()).resolves.toBeDefined()
  made.mock.clock.advance(2000)

  expect((await refusalOf(read()))[1]).toBe('ExpiredToken')
})

test('it takes roles, and neither calls IAM nor begets another session', async () => {
  const made = begin()
  const session = await sessionOf(made)
  const { sts } = made

  const taken = await sts(session).send(new AssumeRoleCommand({ RoleArn: roleArn('reader'), RoleSessionName: 'job' }))
  const iam = await refusalOf(new IAMClient(made.options(session)).send(new GetUserCommand({})))
  const again = await refusalOf(sts(session).send(new GetSessionTokenCommand({})))
  const byRole = await refusalOf(sts(made.withCredentials(taken.Credentials!)).send(new GetSessionTokenCommand({})))

  expect(iam).toEqual([403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'])
  expect(again).toEqual([403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials'])
  expect(byRole).toEqual(again)
})

test('a session of the root is the root for one hour at most', async () => {
  const made = begin()
  const { mock, sts, s3, withCredentials } = made
  const { Credentials } = await sts(mock.admin()).send(new GetSessionTokenCommand({ DurationSeconds: 7200 }))
  const session = withCredentials(Credentials!)
  const put = () => s3(session).send(new PutObjectCommand({ Bucket: 'images', Key: 'x', Body: 'x' }))

  await expect(put()).resolves.toBeDefined()
  mock.clock.advance(3_601_000)

  expect((await refusalOf(put()))[1]).toBe('ExpiredToken')
})

test.each([
  [899, 'greater than or equal to 900'],
  [129_601, 'less than or equal to 129600'],
])('refuses %d seconds', async (DurationSeconds, constraint) => {
  const made = begin()

  const refusal = await refusalOf(made.sts(made.mock.as('ann')).send(new GetSessionTokenCommand({ DurationSeconds })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    `1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${constraint}`,
  ])
})
