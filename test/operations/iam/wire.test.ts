import { expect, test } from 'vitest'
import { sendForm } from './raw.js'
import { readImages, setup } from './setup.js'

const json = 'application/json'

test('a caller that accepts JSON is answered in JSON, without the level of the response', async () => {
  const { mock } = setup({ dialect: 'tigris' })
  const form = { PolicyName: 'images', PolicyDocument: readImages, ReqUUID: 'of-their-sdk' }

  const created = await sendForm(mock, { form, query: { Action: 'CreatePolicy' }, accept: json })
  const listed = await sendForm(mock, { form: { Action: 'ListPolicies', MaxItems: '1000' }, accept: json })

  const { Policy } = JSON.parse(created.text).CreatePolicyResult
  expect([created.status, created.type]).toEqual([200, json])
  expect(Policy).toMatchObject({ PolicyName: 'images', DefaultVersionId: 'v1' })
  expect(Policy.CreateDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  expect(JSON.parse(listed.text)).toEqual({ ListPoliciesResult: { Policies: [Policy], IsTruncated: false } })
})

test('an empty list is a list in JSON too', async () => {
  const { mock } = setup({ dialect: 'tigris', keys: { runner: { id: 'tid_runner' } } })

  const { text } = await sendForm(mock, { form: { Action: 'ListUserPolicies', UserName: 'tid_runner' }, accept: json })

  expect(JSON.parse(text)).toEqual({ ListUserPoliciesResult: { PolicyNames: [], IsTruncated: false } })
})

test('an error is told in JSON to a caller that accepts it', async () => {
  const { mock } = setup({ dialect: 'tigris' })

  const { status, text } = await sendForm(mock, { form: { Action: 'CreateUser', UserName: 'ann' }, accept: json })

  expect(status).toBe(501)
  expect(JSON.parse(text)).toEqual({
    Code: 'NotImplemented',
    Message: 'CreateUser is not supported by Tigris',
    RequestId: expect.stringMatching(/\w+/),
  })
})

test('a call without a result has a response without one', async () => {
  const { mock } = setup({ dialect: 'tigris', keys: { runner: { id: 'tid_runner' } } })

  const { status, text } = await sendForm(mock, { form: { Action: 'DeleteAccessKey', AccessKeyId: 'tid_runner' } })

  expect(status).toBe(200)
  expect(text.replace(/<RequestId>\w+</, '<RequestId>R<')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<DeleteAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>R</RequestId></ResponseMetadata></DeleteAccessKeyResponse>',
  )
})

test.each(['TagAccessKey', 'UntagAccessKey'])('tigris refuses %s, which no SDK has, by its name', async Action => {
  const { mock } = setup({ dialect: 'tigris' })

  const { status, text } = await sendForm(mock, { form: { Action } })

  expect(status).toBe(501)
  expect(text).toContain(`<Code>NotImplemented</Code><Message>${Action} is not supported by Tigris</Message>`)
})

test("tigris' own answers follow Accept, the wrapper of a new key's as AWS names it", async () => {
  const { mock } = setup({ dialect: 'tigris' })
  const form = { Req: JSON.stringify({ name: 'helper', buckets_role: [] }) }
  const query = { Action: 'CreateAccessKeyWithBucketsRole' }

  const xml = await sendForm(mock, { form, query })
  const json = await sendForm(mock, { form, query, accept: 'application/json' })

  expect(xml.text).toContain('<CreateAccessKeyResult><AccessKey><UserName>helper</UserName>')
  expect(JSON.parse(json.text)).toMatchObject({ CreateAccessKeyResult: { AccessKey: { UserName: 'helper' } } })
})

test("tigris' own detailed list of keys is told by a parameter of the URL", async () => {
  const { mock } = setup({ dialect: 'tigris' })
  const form = { Action: 'ListAccessKeys' }

  const detailed = await sendForm(mock, { form, query: { Detailed: '' } })
  const plain = await sendForm(mock, { form })

  expect(JSON.parse(detailed.text)).toMatchObject({ IsTruncated: false, Marker: '', Keys: [{ username: 'admin' }] })
  expect(plain.text).toContain('<AccessKeyMetadata>')
})

test('an action that no one knows is InvalidAction', async () => {
  const { mock } = setup({ dialect: 'tigris' })

  const { status, text } = await sendForm(mock, { form: { Action: 'MakeCoffee', Version: '2010-05-08' } })

  expect(status).toBe(400)
  expect(text).toContain(
    '<Code>InvalidAction</Code><Message>Could not find operation MakeCoffee for version 2010-05-08</Message>',
  )
})

test('a form without an action is refused', async () => {
  const { mock } = setup({ dialect: 'tigris' })

  const { status, text } = await sendForm(mock, { form: { UserName: 'ann' } })

  expect(status).toBe(400)
  expect(text).toContain('<Code>MissingAction</Code>')
})

test('a body that is not the one that was signed is refused, and nothing is done', async () => {
  const { mock } = setup({ dialect: 'tigris', keys: { runner: { id: 'tid_runner' }, other: { id: 'tid_other' } } })
  const form = { Action: 'DeleteAccessKey', AccessKeyId: 'tid_runner' }

  const { status, text } = await sendForm(mock, { form, sent: 'Action=DeleteAccessKey&AccessKeyId=tid_other' })

  expect(status).toBe(403)
  expect(text).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect([mock.keys.get('runner').status, mock.keys.get('other').status]).toEqual(['Active', 'Active'])
})
