import { CreatePolicyCommand, ListPoliciesCommand, paginateListPolicies } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { readImages, refusalOf, setup } from './setup.js'

const create = async (iam: ReturnType<typeof setup>['iam'], ...names: readonly string[]) => {
  for (const name of names) {
    const slash = name.lastIndexOf('/')
    const Path = slash < 0 ? undefined : name.slice(0, slash + 1)
    await iam.send(new CreatePolicyCommand({ PolicyName: name.slice(slash + 1), Path, PolicyDocument: readImages }))
  }
}

const namesOf = async (iam: ReturnType<typeof setup>['iam'], input = {}) =>
  (await iam.send(new ListPoliciesCommand(input))).Policies!.map(({ PolicyName }) => PolicyName)

test('lists the policies by name with the number of their attachments', async () => {
  const { iam, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })
  await create(iam, 'b', 'a')
  mock.keys.get('runner').attach(`arn:aws:iam::${mock.dialect.identity.account}:policy/b`)

  const { Policies, IsTruncated } = await iam.send(new ListPoliciesCommand({}))

  expect(Policies!.map(({ PolicyName, AttachmentCount }) => [PolicyName, AttachmentCount])).toEqual([
    ['a', 0],
    ['b', 1],
  ])
  expect(IsTruncated).toBe(false)
})

test('an organization without policies has an empty list', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  expect(await namesOf(iam)).toEqual([])
})

test('tigris tells the description in the list', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  await iam.send(new CreatePolicyCommand({ PolicyName: 'a', PolicyDocument: readImages, Description: 'for ci' }))

  const { Policies } = await iam.send(new ListPoliciesCommand({}))

  expect(Policies![0]!.Description).toBe('for ci')
})

test('filters by path, scope and attachment', async () => {
  const { iam, mock } = setup({ dialect: 'aws', keys: { ann: {} } })
  await create(iam, 'plain', '/team/vision/deep', '/team/other')
  mock.keys.get('ann').attach('arn:aws:iam::123456789012:policy/team/other')

  expect(await namesOf(iam, { PathPrefix: '/team/' })).toEqual(['other', 'deep'])
  expect(await namesOf(iam, { OnlyAttached: true })).toEqual(['other'])
  expect(await namesOf(iam, { Scope: 'Local' })).toHaveLength(3)
  expect(await namesOf(iam, { Scope: 'AWS' })).toContain('AmazonS3ReadOnlyAccess')
  expect(await namesOf(iam, { PolicyUsageFilter: 'PermissionsPolicy' })).toEqual(['other'])
  expect(await namesOf(iam, { PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([])
})

test('pages of any size joined are the whole list', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  await create(iam, 'e', 'b', 'd', 'a', 'c')

  for (const pageSize of [1, 2, 4, 5]) {
    const paged: (string | undefined)[] = []
    for await (const { Policies } of paginateListPolicies({ client: iam, pageSize }, {})) {
      paged.push(...Policies!.map(({ PolicyName }) => PolicyName))
    }
    expect(paged).toEqual(['a', 'b', 'c', 'd', 'e'])
  }
})

test('a policy made between two pages hides none', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  await create(iam, 'b', 'c', 'd')
  const first = await iam.send(new ListPoliciesCommand({ MaxItems: 2 }))
  await create(iam, 'a')

  const rest = await namesOf(iam, { Marker: first.Marker })

  expect([first.IsTruncated, rest]).toEqual([true, ['d']])
})

test('a marker of another listing is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  const Marker = Buffer.from('ListAccessKeys\ntid_a').toString('base64url')

  const refusal = await refusalOf(iam.send(new ListPoliciesCommand({ Marker })))

  expect(refusal).toEqual([400, 'ValidationError', 'Invalid Marker.'])
})

test('more than 1000 items a page are refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const [status, code, message] = await refusalOf(iam.send(new ListPoliciesCommand({ MaxItems: 1001 })))

  expect([status, code]).toEqual([400, 'ValidationError'])
  expect(message).toContain('Member must have value less than or equal to 1000')
})

test('a key without rights may not list policies', async () => {
  const { clientOf, mock } = setup({ dialect: 'tigris', keys: { runner: {} } })

  const [status, code] = await refusalOf(clientOf(mock.as('runner')).send(new ListPoliciesCommand({})))

  expect([status, code]).toEqual([403, 'AccessDenied'])
})
