import {
  addPolicy,
  attachPolicyToAccessKey,
  deletePolicy,
  detachPolicyFromAccessKey,
  editPolicy,
  getPolicy,
  listPolicies,
  listPoliciesForAccessKey,
} from '@tigrisdata/iam'
import { expect, test } from 'vitest'
import { actAs, dataOf, errorOf, startMock } from './setup.js'

const scene = { buckets: { files: {} }, keys: { runner: {} } } as const
const reading = (action: string) => ({
  version: '2012-10-17',
  statements: [{ effect: 'Allow' as const, action: [action], resource: ['arn:aws:s3:::files/*'] }],
})
const add = () => dataOf(addPolicy('readers', { description: 'may read', document: reading('s3:GetObject') }))

test('adds a policy and finds it with its document', async () => {
  await startMock(scene)

  const { resource } = await add()

  expect(resource).toMatch(/^arn:aws:iam::flyio_\w+:policy\/readers$/)
  expect(await dataOf(getPolicy(resource))).toMatchObject({
    name: 'readers',
    description: 'may read',
    document: reading('s3:GetObject'),
    users: [],
    attachmentCount: 0,
  })
  expect((await dataOf(listPolicies())).policies.map(({ name }) => name)).toEqual(['readers'])
})

test('attaches a policy to a key, tells the key with it, and detaches it', async () => {
  const mock = await startMock(scene)
  const { resource } = await add()
  const { id } = mock.keys.get('runner')

  await dataOf(attachPolicyToAccessKey(id, resource))

  expect((await dataOf(getPolicy(resource))).users).toEqual([{ id, name: 'runner' }])
  expect((await dataOf(listPoliciesForAccessKey(id))).policies).toEqual(['readers'])
  expect(mock.as('runner').can('s3:GetObject', 'files/a').decision).toBe('allowed')
  await dataOf(detachPolicyFromAccessKey(id, resource))
  expect((await dataOf(listPoliciesForAccessKey(id))).policies).toEqual([])
})

test('edits a policy in place: its keys have the new rights at once', async () => {
  const mock = await startMock(scene)
  const { resource } = await add()
  await dataOf(attachPolicyToAccessKey(mock.keys.get('runner').id, resource))

  await dataOf(editPolicy(resource, { description: 'may write', document: reading('s3:PutObject') }))

  expect(await dataOf(getPolicy(resource))).toMatchObject({
    description: 'may write',
    document: reading('s3:PutObject'),
  })
  expect(mock.as('runner').can('s3:GetObject', 'files/a').decision).toBe('implicitDeny')
  expect(mock.as('runner').can('s3:PutObject', 'files/a').decision).toBe('allowed')
})

test('deletes a policy although it is attached', async () => {
  const mock = await startMock(scene)
  const { resource } = await add()
  await dataOf(attachPolicyToAccessKey(mock.keys.get('runner').id, resource))

  await dataOf(deletePolicy(resource))

  expect((await dataOf(listPolicies())).policies).toEqual([])
  expect(mock.keys.get('runner').policies).toEqual([])
})

test("tells the service's own message of an error", async () => {
  const mock = await startMock(scene)
  await add()

  expect(await errorOf(addPolicy('readers', { description: '', document: reading('s3:GetObject') }))).toMatch(
    /^A policy called readers already exists/,
  )
  expect(await errorOf(addPolicy('wrong', { description: '', document: reading('s3:Nothing') }))).toMatch(
    /s3:Nothing is not supported/,
  )
  actAs(mock.as('runner'))
  expect(await errorOf(listPolicies())).toBe('Access Denied')
})
