// Each question that the documents leave open: what is assumed, and that a scene can have it otherwise.
import { readFileSync } from 'node:fs'
import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { expect, test } from 'vitest'
import { assumptions } from '../../src/dialects/tigris/assumed/assumptions.js'
import { createTigrisMock } from '../../src/index.js'
import { bothWays, under } from './assumed-setup.js'

const files = { buckets: { files: { objects: { a: 'x' } } } }

test('a call that the service does not have is refused as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { status, code } = await under(assumed, files).ask('admin', '/files?website')
      return [status, code]
    },
    { unsupportedCalls: 'MethodNotAllowed' },
  )

  expect(shown).toEqual([
    [501, 'NotImplemented'],
    [405, 'MethodNotAllowed'],
  ])
})

test('a malformed policy is refused as the scene assumes', async () => {
  const members = { Action: 'CreatePolicy', PolicyName: 'p', PolicyDocument: '{}' }

  const shown = await bothWays(async assumed => (await under(assumed).iam('admin', members)).code, {
    malformedPolicy: 'InvalidInput',
  })

  expect(shown).toEqual(['MalformedPolicyDocument', 'InvalidInput'])
})

test('the policies of a key are told as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock, iam } = under(assumed, { keys: { runner: {} } })
      const UserName = mock.keys.get('runner').id
      return (await iam('admin', { Action: 'ListAttachedUserPolicies', UserName })).status
    },
    { attachedPolicies: 'as-aws' },
  )

  expect(shown).toEqual([501, 200])
})

test('a new key is named as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock } = under(assumed)
      const client = new IAMClient({
        ...mock.admin().clientConfig,
        region: 'eu-1',
        requestHandler: mock.requestHandler(),
      })
      const made = [new CreateAccessKeyCommand({}), new CreateAccessKeyCommand({ UserName: 'own' })]
      return Promise.all(made.map(async each => (await client.send(each)).AccessKey?.UserName))
    },
    { nameOfNewKey: 'auto' },
  )

  expect(shown).toEqual([
    ['eu-1', 'own'],
    ['auto', 'own'],
  ])
})

const upload = async (assumed: Parameters<typeof under>[0], parts: readonly string[], headers = {}) => {
  const { ask } = under(assumed, files)
  const id = /<UploadId>(.*?)</.exec((await ask('admin', '/files/a?uploads', 'POST')).text)?.[1]
  const etags: string[] = []
  for (const [at, body] of parts.entries()) {
    const part = await ask('admin', `/files/a?partNumber=${at + 1}&uploadId=${id}`, 'PUT', {}, body)
    etags.push(part.headers.get('etag') ?? '')
  }
  const list = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
  const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`
  return (await ask('admin', `/files/a?uploadId=${id}`, 'POST', headers, body)).status
}

test('small parts are taken or refused as the scene assumes', async () => {
  const shown = await bothWays(async assumed => upload(assumed, ['1', '2']), { smallParts: 'EntityTooSmall' })

  expect(shown).toEqual([200, 400])
})

test('the conditions of a completion count as the scene assumes', async () => {
  const shown = await bothWays(async assumed => upload(assumed, ['1'], { 'if-none-match': '*' }), {
    conditionsOfCompletion: 'ignored',
  })

  expect(shown).toEqual([412, 200])
})

test('an answer tells whence it was served as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed)
      await ask('admin', '/far', 'PUT', { 'x-tigris-regions': 'fra,iad' })
      await ask('admin', '/far/a', 'PUT', {}, 'x')
      return (await ask('admin', '/far/a')).headers.get('x-tigris-served-from')
    },
    { servedFrom: 'region' },
  )

  expect(shown).toEqual([null, 'fra'])
})

test('a hint of consistency is taken as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed =>
      (await under(assumed, files).ask('admin', '/files/a', 'GET', { 'x-tigris-consistent': 'true' })).status,
    { consistencyHints: 'refused' },
  )

  expect(shown).toEqual([200, 501])
})

test('a field that objects do not have is taken or refused as the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { ask } = under(assumed, files)
      const count = async (query: string) => {
        const { status, text } = await ask('admin', '/files?list-type=2', 'GET', { 'x-tigris-query': query })
        return [status, /<KeyCount>(\d+)</.exec(text)?.[1]]
      }
      return [await count('WHERE `Colour` = ""'), await count('WHERE `Colour` != "red"')]
    },
    { unknownQueryField: 'matches-nothing' },
  )

  expect(shown).toEqual([
    [
      [400, undefined],
      [400, undefined],
    ],
    [
      [200, '0'],
      [200, '0'],
    ],
  ])
})

test('a form is answered with the status that the scene assumes', async () => {
  const shown = await bothWays(
    async assumed => {
      const { mock } = under(assumed, files)
      const client = new S3Client(mock.admin().clientConfig)
      const { url, fields } = await createPresignedPost(client, { Bucket: 'files', Key: 'sent' })
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      form.set('file', 'x')
      return (await mock.fetch(new Request(url, { method: 'POST', body: form }))).status
    },
    { statusOfForm: '200' },
  )

  expect(shown).toEqual([204, 200])
})

test('the environment names the host of IAM that the scene assumes', async () => {
  const shown = await bothWays(async assumed => under(assumed).mock.admin().env().AWS_ENDPOINT_URL_IAM, {
    iamHost: 'iam.storageapi.dev',
  })

  expect(shown).toEqual(['https://iam.storage.dev', 'https://iam.storageapi.dev'])
})

test('an unknown question or answer is refused with the nearest', () => {
  expect(() => createTigrisMock({ assumed: { smallPart: 'taken' } as never })).toThrow(/smallPart.*smallParts/s)
  expect(() => createTigrisMock({ assumed: { smallParts: 'tooken' } as never })).toThrow(/tooken.*taken/s)
  expect(() => createTigrisMock({ dialect: 'aws', assumed: { smallParts: 'taken' } })).toThrow(/not for dialect `aws`/)
})

test('every question is listed, and every other answer is shown by a test', () => {
  const page = readFileSync('docs/assumed.md', 'utf8')
  const files = ['assumed-buckets', 'assumed-rights', 'assumed-calls', 'custom-domain']
  const tests = files.map(file => readFileSync(`test/tigris/${file}.test.ts`, 'utf8'))

  for (const [name, { question, assumed, instead }] of Object.entries(assumptions)) {
    for (const answer of Object.keys(instead)) {
      expect(page).toContain(`| \`${name}\` | ${question} | \`${assumed}\` | \`${answer}\` |`)
      expect(tests.some(text => text.includes(name) && text.includes(answer))).toBe(true)
    }
  }
})
