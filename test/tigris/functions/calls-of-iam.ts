import * as iam from '@tigrisdata/iam'
import { expect } from 'vitest'
import { dataOf } from '../setup.js'
import type { Calls, Stage } from './stage.js'

const document = {
  version: '2012-10-17',
  statements: [{ effect: 'Allow', action: 's3:GetObject', resource: 'arn:aws:s3:::files/*' }],
}
const asSent = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::files/*' }],
}

const namesOf = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name).sort()
const rolesOf = async ({ at, keyOfRunner }: Stage) => (await dataOf(iam.getAccessKey(keyOfRunner, at()))).roles
const newPolicy = ({ at }: Stage) => dataOf(iam.addPolicy('readers', { description: 'old', document, ...at() }))
const policiesOf = async ({ at, keyOfRunner }: Stage) =>
  (await dataOf(iam.listPoliciesForAccessKey(keyOfRunner, at()))).policies
const teamsOf = async ({ at }: Stage) => (await dataOf(iam.listTeams(at()))).teams
const peopleOf = ({ at }: Stage) => dataOf(iam.listUsers(at()))
const invite = ({ at }: Stage) => dataOf(iam.inviteUser([{ email: 'new@acme.example', role: 'member' }], at()))

const attach = async (stage: Stage) => {
  const { resource } = await newPolicy(stage)
  await dataOf(iam.attachPolicyToAccessKey(stage.keyOfRunner, resource, stage.at()))
  return resource
}

/** A call of each function of `@tigrisdata/iam`. */
export const callsOfIam: Calls<typeof iam> = {
  addPolicy: [newPolicy, { name: 'readers', resource: expect.stringMatching(/:policy\/readers$/) }],
  assignBucketRoles: [
    async stage => {
      await dataOf(iam.assignBucketRoles(stage.keyOfRunner, [{ bucket: 'past', role: 'Editor' }], stage.at()))
      return rolesOf(stage)
    },
    [
      { bucket: 'files', role: 'ReadOnly' },
      { bucket: 'past', role: 'Editor' },
    ],
  ],
  attachPolicyToAccessKey: [async stage => (await attach(stage)) !== '' && policiesOf(stage), ['readers']],
  createAccessKey: [
    ({ at }) => dataOf(iam.createAccessKey('new', { bucketsRole: [{ bucket: 'files', role: 'Editor' }], ...at() })),
    { name: 'new', secret: expect.stringMatching(/^tsec_/), roles: [{ bucket: 'files', role: 'Editor' }] },
  ],
  createOrganization: [({ at }) => dataOf(iam.createOrganization('Second', at())), { name: 'Second' }],
  createTeam: [
    async stage => {
      await dataOf(iam.createTeam({ name: 'blue' }, stage.at()))
      return namesOf(await teamsOf(stage))
    },
    ['blue', 'red'],
  ],
  deletePolicy: [
    async stage => {
      await dataOf(iam.deletePolicy((await newPolicy(stage)).resource, stage.at()))
      return dataOf(iam.listPolicies(stage.at()))
    },
    { policies: [] },
  ],
  deleteTeam: [
    async stage => {
      const [team] = await teamsOf(stage)
      const { data } = await iam.deleteTeam(team?.id ?? '', stage.at())
      return [data?.teamId === team?.id, await teamsOf(stage)]
    },
    [true, []],
  ],
  detachPolicyFromAccessKey: [
    async stage => {
      await dataOf(iam.detachPolicyFromAccessKey(stage.keyOfRunner, await attach(stage), stage.at()))
      return policiesOf(stage)
    },
    [],
  ],
  editPolicy: [
    async stage => {
      const { resource } = await newPolicy(stage)
      await dataOf(iam.editPolicy(resource, { description: 'new', document, ...stage.at() }))
      return dataOf(iam.getPolicy(resource, stage.at()))
    },
    { description: 'new' },
  ],
  editTeam: [
    async stage => {
      const [team] = await teamsOf(stage)
      await dataOf(iam.editTeam(team?.id ?? '', { name: 'blue', members: ['user-bob'] }, stage.at()))
      return teamsOf(stage)
    },
    [{ name: 'blue', members: ['user-bob'] }],
  ],
  fromApiDocument: [async () => iam.fromApiDocument(JSON.stringify(asSent)), document],
  getAccessKey: [
    ({ at, keyOfRunner }) => dataOf(iam.getAccessKey(keyOfRunner, at())),
    { name: 'runner', status: 'active', roles: [{ bucket: 'files', role: 'ReadOnly' }] },
  ],
  getPolicy: [
    async stage => dataOf(iam.getPolicy(await attach(stage), stage.at())),
    { attachmentCount: 1, users: [{ name: 'runner' }], document },
  ],
  inviteUser: [
    async stage => {
      await invite(stage)
      return (await peopleOf(stage)).invitations
    },
    [{ email: 'new@acme.example', role: 'member' }],
  ],
  listAccessKeys: [async ({ at }) => namesOf((await dataOf(iam.listAccessKeys(at()))).accessKeys), ['admin', 'runner']],
  listOrganizations: [({ at }) => dataOf(iam.listOrganizations(at())), { organizations: [{ name: 'acme' }] }],
  listPolicies: [
    async stage => {
      await newPolicy(stage)
      return namesOf((await dataOf(iam.listPolicies(stage.at()))).policies)
    },
    ['readers'],
  ],
  listPoliciesForAccessKey: [policiesOf, []],
  listTeams: [teamsOf, [{ name: 'red', members: ['user-ann'] }]],
  listUsers: [async stage => (await peopleOf(stage)).users, [{ userName: 'ann' }, { userName: 'bob' }]],
  removeAccessKey: [
    async ({ at, keyOfRunner }) => {
      await dataOf(iam.removeAccessKey(keyOfRunner, at()))
      return namesOf((await dataOf(iam.listAccessKeys(at()))).accessKeys)
    },
    ['admin'],
  ],
  removeUser: [
    async stage => {
      await dataOf(iam.removeUser(['user-bob'], stage.at()))
      return (await peopleOf(stage)).users
    },
    [{ userName: 'ann' }],
  ],
  revokeAllBucketRoles: [
    async stage => {
      await dataOf(iam.revokeAllBucketRoles(stage.keyOfRunner, stage.at()))
      return rolesOf(stage)
    },
    [],
  ],
  revokeInvitation: [
    async stage => {
      await invite(stage)
      const { invitations } = await peopleOf(stage)
      const ids = invitations.map(({ id }) => id)
      await dataOf(iam.revokeInvitation(ids, stage.at()))
      return [ids.length, (await peopleOf(stage)).invitations]
    },
    [1, []],
  ],
  rotateAccessKey: [
    ({ at, keyOfRunner }) => dataOf(iam.rotateAccessKey(keyOfRunner, at())),
    { newSecret: expect.stringMatching(/^tsec_/) },
  ],
  setTigrisHttpHooks: [
    async ({ at }) => {
      const seen: unknown[] = []
      iam.setTigrisHttpHooks({ onError: ({ source, method, status }) => void seen.push({ source, method, status }) })
      try {
        await iam.getPolicy('arn:aws:iam::flyio_none:policy/none', at())
      } finally {
        iam.setTigrisHttpHooks(undefined)
      }
      return seen
    },
    [{ method: 'POST', status: 404 }],
  ],
  toApiDocument: [async () => iam.toApiDocument(document), asSent],
  updateUserRole: [
    async stage => {
      await dataOf(iam.updateUserRole([{ userId: 'user-bob', role: 'admin' }], stage.at()))
      return (await peopleOf(stage)).users
    },
    [{ role: 'member' }, { role: 'admin' }],
  ],
  whoami: [({ at }) => dataOf(iam.whoami(at())), { organizationId: expect.stringMatching(/^flyio_/) }],
}
