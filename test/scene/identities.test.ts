import { expect, test } from 'vitest'
import { createMock } from '../../src/mock.js'
import type { Scene } from '../../src/scene/types.js'

const readImages = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
} as const
const trust = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' },
} as const

test('users have the key, path, tags and groups that the scene gives them', () => {
  const mock = createMock({
    dialect: 'aws',
    policies: { images: readImages },
    buckets: { images: {} },
    groups: { devs: { policies: ['images'], path: '/teams/' } },
    users: {
      ann: { id: 'AKIAANN', secret: 'hers', path: '/people/', tags: { team: 'red' }, groups: ['devs'] },
      bob: {},
    },
  })
  const { registry } = mock.world()

  expect(mock.as('ann').credentials).toEqual({ accessKeyId: 'AKIAANN', secretAccessKey: 'hers' })
  expect(mock.as('bob').credentials.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
  expect(registry.identity('123456789012', 'ann')).toMatchObject({
    ...{ arn: 'arn:aws:iam::123456789012:user/people/ann', path: '/people/', tags: { team: 'red' }, groups: ['devs'] },
  })
  expect(registry.identity('123456789012', 'devs', 'group')?.arn).toBe('arn:aws:iam::123456789012:group/teams/devs')
  expect(mock.whoCan('s3:GetObject', 'images/a.png')).toEqual(['ann'])
})

test('a role and a user may share a name', () => {
  const mock = createMock({
    dialect: 'aws',
    users: { reader: {} },
    roles: { reader: { trust, longestSession: 43_200 } },
  })
  const { registry } = mock.world()

  expect(registry.identity('123456789012', 'reader')?.kind).toBe('user')
  expect(registry.identity('123456789012', 'reader', 'role')).toMatchObject({
    ...{ kind: 'role', arn: 'arn:aws:iam::123456789012:role/reader', longestSession: 43_200 },
    trust: { kind: 'trust' },
  })
})

test('service accounts have roles, a static key and an id of their own', () => {
  const mock = createMock({
    dialect: 'yandex',
    buckets: { images: {}, other: {} },
    serviceAccounts: {
      ci: { roles: { images: 'storage.uploader' }, subject: 'ajeci', id: 'YCAJEci', secret: 'YCsecret' },
    },
  })

  expect(mock.as('ci').credentials).toEqual({ accessKeyId: 'YCAJEci', secretAccessKey: 'YCsecret' })
  expect(mock.as('ci').can('s3:PutObject', 'images/a.png').decision).toBe('allowed')
  expect(mock.as('ci').can('s3:PutObject', 'other/a.png').decision).toBe('implicitDeny')
  expect(mock.world().registry.identity(mock.dialect.identity.account, 'ci')?.id).toBe('ajeci')
})

test('another account has its root, users, roles and buckets', () => {
  const mock = createMock({
    dialect: 'aws',
    policies: { images: readImages },
    users: { ann: { policies: ['images'] } },
    buckets: { images: { objects: { 'a.png': 'a' } } },
    accounts: {
      alt: {
        ...{ id: '210987654321', canonicalId: 'c'.repeat(64), displayName: 'Alt', email: 'alt@example.org' },
        root: { id: 'AKIAALTROOT', secret: 'root' },
        users: { ann: { policies: ['images'] } },
        roles: { reader: { trust } },
        buckets: { theirs: { objects: { 'b.png': 'b' }, owner: 'ann' } },
      },
    },
  })
  const { registry, store } = mock.world()
  const who = (name: 'alt' | 'alt/ann' | 'ann', bucket: string) =>
    mock.as(name).can('s3:GetObject', `${bucket}/x`).decision

  expect(registry.account('210987654321')).toEqual({
    ...{ id: '210987654321', canonicalId: 'c'.repeat(64), displayName: 'Alt', email: 'alt@example.org' },
  })
  expect(mock.as('alt').credentials).toEqual({ accessKeyId: 'AKIAALTROOT', secretAccessKey: 'root' })
  expect(registry.identity('210987654321', 'ann')?.arn).toBe('arn:aws:iam::210987654321:user/ann')
  expect(registry.identity('210987654321', 'ann')?.attached).toEqual(['arn:aws:iam::210987654321:policy/images'])
  expect(registry.identity('210987654321', 'ann')?.id).not.toBe(registry.identity('123456789012', 'ann')?.id)
  expect(registry.identity('210987654321', 'reader', 'role')?.account).toBe('210987654321')
  expect(store.bucket('theirs')).toMatchObject({
    ...{ account: '210987654321', owner: 'c'.repeat(64), creator: 'arn:aws:iam::210987654321:user/ann' },
  })
  expect(store.object('theirs', 'b.png')?.owner).toBe('c'.repeat(64))
  expect([who('alt', 'theirs'), who('alt', 'images'), who('alt/ann', 'images'), who('ann', 'images')]).toEqual([
    ...['allowed', 'implicitDeny', 'implicitDeny', 'allowed'],
  ])
})

test('the account main may be given its id, names and root key', () => {
  const mock = createMock({
    dialect: 'aws',
    users: { ann: {} },
    accounts: {
      main: {
        id: '111122223333',
        canonicalId: 'main-canonical',
        displayName: 'M. Tester',
        root: { id: 'AKIAMAIN', secret: 's' },
      },
    },
  })
  const { registry } = mock.world()

  expect(mock.admin().credentials).toEqual({ accessKeyId: 'AKIAMAIN', secretAccessKey: 's' })
  expect(registry.account('111122223333')).toMatchObject({ canonicalId: 'main-canonical', displayName: 'M. Tester' })
  expect(registry.identity('111122223333', 'ann')?.arn).toBe('arn:aws:iam::111122223333:user/ann')
})

test('names of keys, users, service accounts and other accounts are known to the compiler', () => {
  const mock = createMock({
    dialect: 'aws',
    keys: { runner: {} },
    users: { ann: {} },
    accounts: { alt: { users: { bob: {} } }, beta: {} },
  })

  for (const name of ['runner', 'ann', 'alt', 'alt/bob', 'beta'] as const) expect(mock.as(name).name).toBe(name)
  // @ts-expect-error: a user of another account goes by that account's name
  expect(() => mock.as('bob')).toThrow('there is no key `bob`')
  // @ts-expect-error: an account without users has none
  expect(() => mock.as('beta/ann')).toThrow('there is no key `beta/ann`')
})

const refused: readonly (readonly [string, Scene | object, string])[] = [
  [
    'a key and a user of one name',
    { dialect: 'aws', keys: { ann: {} }, users: { ann: {} } },
    '`users.ann` is a name twice: `ann` stands for another caller too',
  ],
  [
    'a key that is called as an account',
    { dialect: 'aws', keys: { alt: {} }, accounts: { alt: {} } },
    '`keys.alt` is a name twice',
  ],
  [
    'users in tigris',
    { users: { ann: {} } },
    '`users` is not for dialect `tigris`; it has access keys alone: write `keys`',
  ],
  ['groups in tigris', { groups: { devs: {} } }, '`groups` is not for dialect `tigris`'],
  ['roles in tigris', { roles: { reader: { trust } } }, '`roles` is not for dialect `tigris`'],
  ['accounts in tigris', { accounts: { alt: {} } }, '`accounts` is not for dialect `tigris`; it has one account'],
  [
    'users in yandex',
    { dialect: 'yandex', users: { ann: {} } },
    '`users` is not for dialect `yandex`; write `serviceAccounts`',
  ],
  [
    'service accounts in aws',
    { dialect: 'aws', serviceAccounts: { ci: {} } },
    '`serviceAccounts` is not for dialect `aws`',
  ],
  [
    'a scope in aws',
    { dialect: 'aws', keys: { ann: { scope: 'standard' } } },
    '`keys.ann.scope` is not for dialect `aws`',
  ],
  [
    'an unknown group',
    { dialect: 'aws', groups: { devs: {} }, users: { ann: { groups: ['dev'] } } },
    '`users.ann.groups.0` is no group: `dev`; did you mean `devs`?',
  ],
  ['a role without trust', { dialect: 'aws', roles: { reader: {} } }, '`roles.reader` needs `trust`'],
  [
    'a trust policy with a resource',
    { dialect: 'aws', roles: { reader: { trust: readImages } } },
    '`roles.reader.trust` is refused by the service',
  ],
  [
    'a session that is too long',
    { dialect: 'aws', roles: { reader: { trust, longestSession: 43_201 } } },
    '`roles.reader.longestSession` must be between 3600 and 43200 seconds',
  ],
  [
    'an account id that is none',
    { dialect: 'aws', accounts: { alt: { id: '12' } } },
    '`accounts.alt.id` is no account id: `12`; write twelve digits',
  ],
  [
    'an account id as a number',
    { dialect: 'aws', accounts: { alt: { id: 210987654321 } } },
    '`accounts.alt.id` must be a string, not number; write it in quotes: "210987654321"',
  ],
  [
    'an account id twice',
    { dialect: 'aws', accounts: { alt: { id: '123456789012' } } },
    '`accounts.alt.id` `123456789012` stands for another account too',
  ],
  [
    'users of main under accounts',
    { dialect: 'aws', accounts: { main: { users: {} } } },
    '`accounts.main.users` stands at the top of the scene',
  ],
  [
    'one bucket in two accounts',
    { dialect: 'aws', buckets: { b123: {} }, accounts: { alt: { buckets: { b123: {} } } } },
    '`accounts.alt.buckets.b123` is a bucket of another account too',
  ],
  [
    'an owner of another account',
    { dialect: 'aws', users: { ann: {} }, accounts: { alt: { buckets: { b123: { owner: 'ann' } } } } },
    '`accounts.alt.buckets.b123.owner` names no key `ann`',
  ],
  [
    'an unknown member of a user',
    { dialect: 'aws', users: { ann: { polices: [] } } },
    '`users.ann.polices` is unknown; did you mean `policies`?',
  ],
  [
    'an unknown role of a service account',
    { dialect: 'yandex', buckets: { bbb: {} }, serviceAccounts: { ci: { roles: { bbb: 'storage.viewr' } } } },
    'did you mean `storage.viewer`?',
  ],
]

test.each(refused)('refuses %s', (_, scene, message) => {
  expect(() => createMock(scene as Scene)).toThrow(message)
})

test('users and roles of a scene have boundaries, and policies that the service provides, by name', () => {
  const mock = createMock({
    dialect: 'aws',
    policies: { images: readImages },
    buckets: { images: {} },
    users: { ann: { policies: ['AmazonS3FullAccess'], boundary: 'images' }, bob: { policies: ['AmazonS3FullAccess'] } },
    roles: { reader: { trust, boundary: readImages } },
  })
  const { registry } = mock.world()

  expect(mock.as('ann').can('s3:GetObject', 'images/a.png').decision).toBe('allowed')
  expect(mock.as('ann').can('s3:PutObject', 'images/a.png')).toMatchObject({ decision: 'implicitDeny', at: 'boundary' })
  expect(mock.whoCan('s3:PutObject', 'images/a.png')).toEqual(['bob'])
  expect(registry.identity('123456789012', 'reader', 'role')?.boundary).toMatch(/policy\/reader-boundary$/)
})

test('a boundary that names no policy is refused where it stands', () => {
  const scene = { dialect: 'aws', policies: { images: readImages }, users: { ann: { boundary: 'image' } } } as const

  expect(() => createMock(scene)).toThrow(/users\.ann\.boundary.*names no policy `image`.*images/s)
})

test('an admin of aws is a user with a policy that allows everything, which a bucket policy may still deny', async () => {
  const closed = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::closed' }],
  } as const
  const mock = createMock({
    dialect: 'aws',
    buckets: { closed: { policy: closed } },
    keys: { boss: { admin: true } },
  })

  expect(mock.as('boss').can('s3:CreateBucket', 'arn:aws:s3:::new').decision).toBe('allowed')
  expect(mock.as('boss').can('iam:CreateUser', '*').decision).toBe('allowed')
  expect(mock.as('boss').can('s3:DeleteBucket', 'arn:aws:s3:::closed').decision).toBe('explicitDeny')
})

test('a scene may call a bucket `b`, which CreateBucket would refuse', () => {
  const mock = createMock({
    buckets: { b: { snapshots: true, objects: { k: 'x' } } },
    keys: { reader: { roles: { b: 'ReadOnly' } } },
  })

  mock.bucket('b').fork('c')

  expect(mock.as('reader').can('s3:GetObject', 'b/k').decision).toBe('allowed')
  expect(() => createMock({ buckets: { B: {} } })).toThrow(/`buckets.B` is no name/)
})
