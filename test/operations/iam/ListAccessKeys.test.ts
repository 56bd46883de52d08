import { CreateAccessKeyCommand, ListAccessKeysCommand, paginateListAccessKeys } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './setup.js'

test('tigris lists the keys of the organization, without secrets', async () => {
  const { iam, mock } = setup({
    dialect: 'tigris',
    keys: { runner: { id: 'tid_runner' }, idle: { status: 'Inactive' } },
  })

  const { AccessKeyMetadata, IsTruncated, Marker } = await iam.send(new ListAccessKeysCommand({}))

  const shown = AccessKeyMetadata!.map(({ UserName, Status }) => [UserName, Status])
  expect(shown.sort()).toEqual([
    ['admin', 'Active'],
    ['idle', 'Inactive'],
    ['runner', 'Active'],
  ])
  expect(AccessKeyMetadata!.map(({ AccessKeyId }) => AccessKeyId)).toContain('tid_runner')
  expect(JSON.stringify(AccessKeyMetadata)).not.toContain(mock.keys.get('runner').secret)
  expect([IsTruncated, Marker]).toEqual([false, undefined])
})

test('pages of any size joined are the whole list', async () => {
  const { iam } = setup({ dialect: 'tigris' })
  for (let made = 0; made < 6; made++) await iam.send(new CreateAccessKeyCommand({}))
  const whole = (await iam.send(new ListAccessKeysCommand({}))).AccessKeyMetadata!.map(key => key.AccessKeyId)

  for (const pageSize of [1, 2, 3, 7, 8]) {
    const paged: (string | undefined)[] = []
    for await (const { AccessKeyMetadata } of paginateListAccessKeys({ client: iam, pageSize }, {})) {
      expect(AccessKeyMetadata!.length).toBeLessThanOrEqual(pageSize)
      paged.push(...AccessKeyMetadata!.map(key => key.AccessKeyId))
    }
    expect(paged).toEqual(whole)
  }
})

test('aws lists the keys of one user only', async () => {
  const { iam } = setup({ dialect: 'aws', keys: { ann: {}, bob: {} } })

  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'ann' }))

  expect(AccessKeyMetadata!.map(({ UserName }) => UserName)).toEqual(['ann'])
})

test('aws refuses a user that does not exist', async () => {
  const { iam } = setup({ dialect: 'aws' })

  const refusal = await refusalOf(iam.send(new ListAccessKeysCommand({ UserName: 'nobody' })))

  expect(refusal).toEqual([404, 'NoSuchEntity', 'The user with name nobody cannot be found.'])
})

test('tigris lets a key with a bucket role list keys, and refuses one without', async () => {
  const { clientOf, mock } = setup({
    dialect: 'tigris',
    buckets: { images: {} },
    keys: { reader: { roles: { images: 'ReadOnly' } }, nobody: {} },
  })

  const listed = await clientOf(mock.as('reader')).send(new ListAccessKeysCommand({}))
  const [status, code] = await refusalOf(clientOf(mock.as('nobody')).send(new ListAccessKeysCommand({})))

  expect(listed.AccessKeyMetadata).toHaveLength(3)
  expect([status, code]).toEqual([403, 'AccessDenied'])
})

test('a marker that no page gave is refused', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new ListAccessKeysCommand({ Marker: 'bm9uc2Vuc2U' })))

  expect(refusal).toEqual([400, 'ValidationError', 'Invalid Marker.'])
})

test('two violated constraints are told together', async () => {
  const { iam } = setup({ dialect: 'tigris' })

  const refusal = await refusalOf(iam.send(new ListAccessKeysCommand({ MaxItems: 0, Marker: '' })))

  expect(refusal).toEqual([
    400,
    'ValidationError',
    "2 validation errors detected: Value '' at 'marker' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ])
})
