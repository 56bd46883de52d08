import {
  createAccessKey,
  createOrganization,
  createTeam,
  deleteTeam,
  editTeam,
  inviteUser,
  listOrganizations,
  listTeams,
  listUsers,
  removeUser,
  revokeInvitation,
  updateUserRole,
  whoami,
} from '@tigrisdata/iam'
import { get, listBuckets, put } from '@tigrisdata/storage'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = {
  buckets: { files: { objects: { a: 'hello' } } },
  organization: {
    name: 'acme',
    users: { olga: { owner: true }, ann: { email: 'ann@acme.example' }, bob: { role: 'admin' } },
    teams: { red: { description: 'the first', members: ['ann'] } },
  },
  keys: {
    ann: { roles: { files: 'ReadOnly' }, sessionToken: 'token-of-ann' },
    idle: { sessionToken: 'x', status: 'Inactive' },
  },
} as const

const idsOf = async () => {
  const { users } = await dataOf(listUsers())
  return Object.fromEntries(users.map(({ userName, userId }) => [userName, userId]))
}

test('tells who calls', async () => {
  const mock = await startMock(scene)
  const { account } = mock.dialect.identity
  actAs(mock.as('ann'))
  const caller = await dataOf(whoami())

  expect(caller.organizationId).toBe(account)
  actAs(mock.admin())
  expect(caller.userId).toBe((await idsOf()).ann)
  expect((await dataOf(listOrganizations())).organizations).toEqual([{ id: account, name: 'acme', slug: 'acme' }])
})

test('lists, promotes and removes users, but not the owner', async () => {
  await startMock(scene)
  const { ann = '', bob = '', olga = '' } = await idsOf()

  await dataOf(updateUserRole([{ userId: ann, role: 'admin' }]))
  await dataOf(removeUser([bob]))

  const { users } = await dataOf(listUsers())
  expect(users.map(({ userName, role, isOrgOwner }) => [userName, role, isOrgOwner])).toEqual([
    ['olga', 'admin', true],
    ['ann', 'admin', false],
  ])
  expect(await errorOf(removeUser([olga]))).toMatch(/Cannot remove organization owner/)
  expect(await errorOf(removeUser(['nobody']))).toBe('There is no user nobody')
})

test('invites people, and takes an invitation back', async () => {
  await startMock(scene)

  await dataOf(inviteUser([{ email: 'new@acme.example', role: 'member' }]))

  const { invitations } = await dataOf(listUsers())
  expect(invitations).toMatchObject([{ email: 'new@acme.example', role: 'member', status: 'pending' }])
  await dataOf(revokeInvitation(invitations.map(({ id }) => id)))
  expect((await dataOf(listUsers())).invitations).toEqual([])
  expect(await errorOf(revokeInvitation(['none']))).toBe('There is no invitation none')
})

test('makes, edits, lists and deletes teams', async () => {
  await startMock(scene)
  const { ann = '', bob = '' } = await idsOf()

  const { teamId } = await dataOf(createTeam({ name: 'blue', members: [ann] }))
  await dataOf(editTeam(teamId, { description: 'the second', members: [ann, bob] }))

  const { teams } = await dataOf(listTeams())
  expect(teams.map(({ name, description, members }) => [name, description, members])).toEqual([
    ['red', 'the first', [ann]],
    ['blue', 'the second', [ann, bob]],
  ])
  await dataOf(deleteTeam(teamId))
  expect((await dataOf(listTeams())).teams).toHaveLength(1)
  expect(await errorOf(deleteTeam(teamId))).toMatch(/There is no team/)
})

test('answers at its own host, too', async () => {
  const mock = await startMock(scene)

  const { organizationId } = await dataOf(whoami({ config: { mgmtEndpoint: 'https://mgmt.storageapi.dev' } }))

  expect(organizationId).toBe(mock.dialect.identity.account)
})

test('makes another organization', async () => {
  await startMock(scene)

  const { id } = await dataOf(createOrganization('Second One'))

  expect((await dataOf(listOrganizations())).organizations).toContainEqual({
    id,
    name: 'Second One',
    slug: 'second-one',
  })
})

test('only an admin changes the organization', async () => {
  const mock = await startMock(scene)
  actAs(mock.as('ann'))

  expect(await errorOf(listTeams())).toBe('Access Denied')
  expect(mock.log.last?.denied?.action).toBe('iam:ListTeams')
})

test('a token of a login speaks for its key, on every host, without a signature', async () => {
  const mock = await startMock(scene)
  const config = { sessionToken: 'token-of-ann', organizationId: mock.dialect.identity.account, bucket: 'files' }

  expect((await dataOf(listBuckets({ config }))).buckets).toHaveLength(1)
  expect(await dataOf(get('a', 'string', { config }))).toBe('hello')
  expect(await errorOf(put('a', 'x', { config }))).toBe('Access Denied.')
  expect(mock.log.last?.principal?.name).toBe(mock.keys.get('ann').id)
  expect(await errorOf(createAccessKey('x', { config }))).toBe('Access Denied')
})

test('a token that is none, of another organization, or of an inactive key is refused', async () => {
  const mock = await startMock(scene)
  const organizationId = mock.dialect.identity.account
  const ask = (sessionToken: string, organization = organizationId) =>
    errorOf(listBuckets({ config: { sessionToken, organizationId: organization } }))

  expect(await ask('made up')).toMatch(/token is malformed or otherwise invalid/)
  expect(await ask('token-of-ann', 'other')).toMatch(/token is malformed or otherwise invalid/)
  expect(await ask('x')).toMatch(/not active/)
})
