import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { misfit } from '../../../src/permissions/assertions.js'
import { refusalOf } from '../iam/setup.js'
import { allow, alt, main, roleArn, setup, trust } from './setup.js'

const ann = `arn:aws:iam::${main}:user/ann`

const scene = {
  dialect: 'aws',
  buckets: { images: { objects: { 'a.png': 'image', 'b/c.png': 'other' } } },
  policies: { look: allow('s3:GetObject', 'arn:aws:s3:::images/b/*') },
  users: { ann: {}, bob: {}, eve: { policies: [allow('sts:AssumeRole')] } },
  roles: {
    reader: { trust: trust(ann), policies: [allow(['s3:GetObject', 's3:ListBucket'])], tags: { team: 'red' } },
    main: { trust: trust(main), policies: [allow('s3:*')], longestSession: 7200, path: '/jobs/' },
  },
} as const

const job: AssumeRoleCommandInput = { RoleArn: roleArn('reader'), RoleSessionName: 'job' }

const assume = (change: Partial<AssumeRoleCommandInput> = {}, who: 'ann' | 'bob' | 'eve' = 'ann') => {
  const made = setup(scene)
  made.mock.clock.freeze()
  const call = made.sts(made.mock.as(who)).send(new AssumeRoleCommand({ ...job, ...change }))
  return { ...made, call }
}

test('a user whom the trust policy names takes the role without a policy of its own', async () => {
  const { call, sts, s3, withCredentials, mock } = assume()

  const { Credentials, AssumedRoleUser, PackedPolicySize } = await call

  const session = withCredentials(Credentials!)
  const identity = await sts(session).send(new GetCallerIdentityCommand({}))
  expect(Credentials!.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
  expect(Credentials!.Expiration).toEqual(new Date(Math.floor(mock.clock.now().getTime() / 1000) * 1000 + 3_600_000))
  expect(AssumedRoleUser).toEqual({
    AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:job$/),
    Arn: `arn:aws:sts::${main}:assumed-role/reader/job`,
  })
  expect(PackedPolicySize).toBeUndefined()
  expect(identity).toMatchObject({ Arn: AssumedRoleUser!.Arn, UserId: AssumedRoleUser!.AssumedRoleId, Account: main })
  await expect(s3(session).send(new ListObjectsV2Command({ Bucket: 'images' }))).resolves.toMatchObject({ KeyCount: 2 })
  expect(await refusalOf(s3(session).send(new PutObjectCommand({ Bucket: 'images', Key: 'x', Body: 'x' })))).toEqual([
    403,
    'AccessDenied',
    `User: ${AssumedRoleUser!.Arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::images/x" because no identity-based policy allows the s3:PutObject action`,
  ])
})

test('a trust policy refuses at `resource`, for which `bucket` stands until the next release', async () => {
  const { call, mock } = assume({}, 'eve')

  await refusalOf(call)

  const denied = mock.log.last!.denied!
  expect(denied.at).toBe('resource')
  expect(misfit(denied, { at: 'resource' })).toBeUndefined()
  expect(misfit(denied, { at: 'bucket' })).toBeUndefined()
  expect(misfit(denied, { at: 'identity' })).toBe('at: expected identity, it was resource')
})

test.each([
  ['a user whom the trust policy does not name', 'bob', roleArn('reader')],
  ['a user with a policy whom the trust policy does not name', 'eve', roleArn('reader')],
  ['a user without a policy where the account is trusted', 'bob', roleArn('jobs/main')],
  ['a role that is not there', 'eve', roleArn('nothing')],
  ['a role of an account that is not there', 'eve', roleArn('reader', '999999999999')],
  ['a role under another path than its own', 'eve', roleArn('main')],
] as const)('refuses %s', async (_, who, RoleArn) => {
  const { call, mock } = assume({ RoleArn }, who)

  expect(await refusalOf(call)).toEqual([
    403,
    'AccessDenied',
    `User: arn:aws:iam::${main}:user/${who} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
  ])
  expect(mock.log.last?.denied).toMatchObject({ decision: 'implicitDeny', action: 'sts:AssumeRole', resource: RoleArn })
})

test('a user with a policy takes a role that trusts its account', async () => {
  const { call } = assume({ RoleArn: roleArn('jobs/main') }, 'eve')

  expect((await call).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${main}:assumed-role/main/job`)
})

test('the root of an account takes no role', async () => {
  const { mock, sts } = setup(scene)

  expect(await refusalOf(sts(mock.admin()).send(new AssumeRoleCommand(job)))).toEqual([
    403,
    'AccessDenied',
    'Roles may not be assumed by root accounts.',
  ])
})

test('a session policy narrows the role and adds nothing', async () => {
  const Policy = JSON.stringify(allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::images/*'))
  const { call, s3, withCredentials } = assume({ Policy })

  const { Credentials, PackedPolicySize } = await call
  const client = s3(withCredentials(Credentials!))
  const put = await refusalOf(client.send(new PutObjectCommand({ Bucket: 'images', Key: 'x', Body: 'x' })))
  const list = await refusalOf(client.send(new ListObjectsV2Command({ Bucket: 'images' })))

  await expect(client.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))).resolves.toBeDefined()
  expect(put[2]).toContain('because no identity-based policy allows the s3:PutObject action')
  expect(list[2]).toContain('because no session policy allows the s3:ListBucket action')
  expect(PackedPolicySize).toBe(Math.ceil((Policy.length * 100) / 2048))
})

test('managed policies narrow a session, too', async () => {
  const { call, s3, withCredentials } = assume({ PolicyArns: [{ arn: `arn:aws:iam::${main}:policy/look` }] })

  const client = s3(withCredentials((await call).Credentials!))

  await expect(client.send(new GetObjectCommand({ Bucket: 'images', Key: 'b/c.png' }))).resolves.toBeDefined()
  expect((await refusalOf(client.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))))[1]).toBe(
    'AccessDenied',
  )
})

test('tags of a session stand beside those of its role in conditions', async () => {
  const teams = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::images/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:PrincipalTag/stage': 'test' } },
    },
  } as const
  const tagged = { ...scene, roles: { reader: { ...scene.roles.reader, policies: [teams] } } }
  const { mock, sts, s3, withCredentials } = setup(tagged)
  const read = async (Tags: { Key: string; Value: string }[]) => {
    const { Credentials } = await sts(mock.as('ann')).send(new AssumeRoleCommand({ ...job, Tags }))
    return s3(withCredentials(Credentials!)).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  }

  await expect(read([{ Key: 'stage', Value: 'test' }])).resolves.toBeDefined()
  expect((await refusalOf(read([{ Key: 'stage', Value: 'prod' }])))[1]).toBe('AccessDenied')
  expect(
    (
      await refusalOf(
        read([
          { Key: 'stage', Value: 'test' },
          { Key: 'Team', Value: 'blue' },
        ]),
      )
    )[1],
  ).toBe('AccessDenied')
})

test('a trust policy may ask for an external id, and for the right to tag the session', async () => {
  const asked = trust(ann, { Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'partner' } } })
  const { mock, sts } = setup({ dialect: 'aws', users: { ann: {} }, roles: { reader: { trust: asked } } })
  const send = (change: object) => sts(mock.as('ann')).send(new AssumeRoleCommand({ ...job, ...change }))

  const without = await refusalOf(send({}))
  const tagged = await refusalOf(send({ ExternalId: 'partner', Tags: [{ Key: 'a', Value: 'b' }] }))

  await expect(send({ ExternalId: 'partner' })).resolves.toBeDefined()
  expect(without[1]).toBe('AccessDenied')
  expect(tagged).toEqual([
    403,
    'AccessDenied',
    `User: ${ann} is not authorized to perform: sts:TagSession on resource: ${roleArn('reader')}`,
  ])
})

const one = (text: string) => `1 validation error detected: Value ${text}`

test.each([
  [
    { DurationSeconds: 43_201 },
    one(
      "'43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ),
  ],
  [
    { DurationSeconds: 899 },
    one("'899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"),
  ],
  [{ DurationSeconds: 3601 }, 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'],
  [
    { RoleArn: 'too short' },
    one("'too short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20"),
  ],
  [{ RoleArn: 'this is text and no ARN' }, 'this is text and no ARN is invalid'],
  [{ RoleArn: `arn:aws:iam::${main}:user/ann/and/more` }, `arn:aws:iam::${main}:user/ann/and/more is invalid`],
  [
    { RoleSessionName: 'my job' },
    one(
      "'my job' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ),
  ],
  [
    { RoleSessionName: undefined },
    one("null at 'roleSessionName' failed to satisfy constraint: Member must not be null"),
  ],
  [
    { RoleSessionName: 'my job', DurationSeconds: 1 },
    "2 validation errors detected: Value 'my job' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  ],
  [
    { PolicyArns: [{ arn: `arn:aws:iam::${main}:policy/nothing` }] },
    `The policy arn:aws:iam::${main}:policy/nothing does not exist or is not attachable.`,
  ],
] as const)('refuses %j', async (change, message) => {
  const { call } = assume(change as Partial<AssumeRoleCommandInput>)

  expect(await refusalOf(call)).toEqual([400, 'ValidationError', message])
})

test('a session policy is held to the grammar of policies and to a size', async () => {
  const size = 'arn:aws:s3:::images/'.padEnd(2040, 'x')
  const large = JSON.stringify(allow('s3:*', size))
  const nearly = JSON.stringify(allow('s3:*', size.slice(0, 1940)))

  expect(await refusalOf(assume({ Policy: '{"Version":"2012-10-17"}' }).call)).toEqual([
    400,
    'MalformedPolicyDocument',
    'Syntax errors in policy.',
  ])
  expect((await refusalOf(assume({ Policy: large }).call))[1]).toBe('ValidationError')
  expect(
    await refusalOf(assume({ Policy: nearly, PolicyArns: [{ arn: `arn:aws:iam::${main}:policy/look` }] }).call),
  ).toEqual([400, 'PackedPolicyTooLarge', 'Packed policy consumes 101% of allotted space, please use smaller policy.'])
})

test('a session lives as long as it says, by the clock of the mock', async () => {
  const { call, s3, sts, withCredentials, mock } = assume({ DurationSeconds: 900 })
  const session = withCredentials((await call).Credentials!)
  const read = () => s3(session).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))

  mock.clock.advance(898_000)
  await expect(read()).resolves.toBeDefined()
  mock.clock.advance(2000)

  expect((await refusalOf(read())).slice(0, 2)).toEqual([400, 'ExpiredToken'])
  expect((await refusalOf(sts(session).send(new GetCallerIdentityCommand({})))).slice(0, 2)).toEqual([
    403,
    'ExpiredToken',
  ])
})

test('a session ends with its role', async () => {
  const { call, s3, withCredentials, mock } = assume()
  const session = withCredentials((await call).Credentials!)
  const { registry } = mock.world()

  const [arn] = registry.identity(main, 'reader', 'role')!.attached
  registry.detach(main, 'reader', arn!, 'role')
  registry.removeIdentity(main, 'reader', 'role')

  const refusal = await refusalOf(s3(session).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })))
  expect(refusal.slice(0, 2)).toEqual([403, 'InvalidAccessKeyId'])
})

test('a temporary key is none without its token, and a long-term key none with it', async () => {
  const { call, s3, withCredentials, mock } = assume()
  const { clientConfig } = withCredentials((await call).Credentials!)
  const { sessionToken, ...alone } = clientConfig.credentials
  const with_ = (credentials: object) => ({
    clientConfig: { ...clientConfig, credentials: { ...alone, ...credentials } },
  })
  const read = (caller: Parameters<typeof s3>[0]) =>
    refusalOf(s3(caller).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })))

  expect((await read(with_({}))).slice(0, 2)).toEqual([403, 'InvalidAccessKeyId'])
  expect((await read(with_({ sessionToken: `${sessionToken}x` }))).slice(0, 2)).toEqual([400, 'InvalidToken'])
  expect((await read(with_({ ...mock.as('ann').credentials, sessionToken }))).slice(0, 2)).toEqual([
    400,
    'InvalidToken',
  ])
})

test('a role takes another for an hour at most, and keeps its source identity', async () => {
  const chain = {
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image' } } },
    users: { ann: {} },
    roles: {
      first: { trust: trust(ann), policies: [allow('sts:*')], longestSession: 7200 },
      second: {
        trust: trust(roleArn('first')),
        longestSession: 7200,
        policies: [
          {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Action: 's3:GetObject',
              Resource: '*',
              Condition: { StringEquals: { 'aws:SourceIdentity': 'ann' } },
            },
          },
        ],
      },
    },
  } as const
  const { mock, sts, s3, withCredentials } = setup(chain)
  const first = await sts(mock.as('ann')).send(
    new AssumeRoleCommand({ RoleArn: roleArn('first'), RoleSessionName: 'one', SourceIdentity: 'ann' }),
  )
  const again = (DurationSeconds?: number) =>
    sts(withCredentials(first.Credentials!)).send(
      new AssumeRoleCommand({ RoleArn: roleArn('second'), RoleSessionName: 'two', DurationSeconds }),
    )

  const second = await again()

  expect(second).toMatchObject({
    SourceIdentity: 'ann',
    AssumedRoleUser: { Arn: expect.stringContaining('second/two') },
  })
  await expect(
    s3(withCredentials(second.Credentials!)).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })),
  ).resolves.toBeDefined()
  expect((await refusalOf(again(3601)))[2]).toContain('1 hour session limit for roles assumed by role chaining')
})

test('a role of another account is taken when both sides allow it', async () => {
  const { mock, sts, s3, withCredentials } = setup({
    dialect: 'aws',
    users: { ann: { policies: [allow('sts:AssumeRole', roleArn('partner', alt))] }, bob: {} },
    accounts: {
      alt: {
        id: alt,
        buckets: { theirs: { objects: { 'a.png': 'image' } } },
        roles: { partner: { trust: trust(main), policies: [allow('s3:GetObject')] }, own: { trust: trust(alt) } },
      },
    },
  })
  const take = (who: 'ann' | 'bob', name: string) =>
    sts(mock.as(who)).send(new AssumeRoleCommand({ RoleArn: roleArn(name, alt), RoleSessionName: 'job' }))

  const { Credentials, AssumedRoleUser } = await take('ann', 'partner')

  const read = s3(withCredentials(Credentials!)).send(new GetObjectCommand({ Bucket: 'theirs', Key: 'a.png' }))
  await expect(read).resolves.toBeDefined()
  expect(AssumedRoleUser!.Arn).toBe(`arn:aws:sts::${alt}:assumed-role/partner/job`)
  expect((await refusalOf(take('bob', 'partner')))[1]).toBe('AccessDenied')
  expect((await refusalOf(take('ann', 'own')))[1]).toBe('AccessDenied')
})

test('what the mock does not model is refused by its name', async () => {
  expect(await refusalOf(assume({ ProvidedContexts: [{ ProviderArn: ann, ContextAssertion: 'text' }] }).call)).toEqual([
    501,
    'NotImplemented',
    'The parameter ProvidedContexts of AssumeRole is not supported by this mock',
  ])
})
