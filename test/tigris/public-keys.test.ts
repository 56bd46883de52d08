import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const pem = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

const config = (name: string, key = pem()) =>
  `<PublicKeyConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><CallerReference>${name}-ref</CallerReference><Name>${name}</Name><EncodedKey>${key}</EncodedKey></PublicKeyConfig>`

const setup = () => {
  const mock = createTigrisMock({ buckets: { files: {} }, keys: { editor: { roles: { files: 'Editor' } } } })
  const ask = async (path: string, method = 'GET', body?: string, headers: Record<string, string> = {}) => {
    const init = { method, headers, ...(body !== undefined && { body }) }
    const response = await mock.admin().fetch(`/2020-05-31/public-key${path}`, init)
    return { response, status: response.status, text: await response.text() }
  }
  return { mock, ask }
}

const idIn = (text: string): string => /<Id>(.*?)<\/Id>/.exec(text)?.[1] ?? ''

test('a public key is made, told, listed and deleted', async () => {
  const { ask } = setup()

  const made = await ask('', 'POST', config('cookies'))
  const id = idIn(made.text)

  expect([made.status, made.response.headers.get('location')]).toEqual([201, `/2020-05-31/public-key/${id}`])
  expect(id).toMatch(/^t_pk_id_/)
  const told = await ask(`/${id}`)
  expect(told.text).toContain('<Name>cookies</Name>')
  expect((await ask('')).text).toContain(`<Quantity>1</Quantity><Items><PublicKeySummary><Id>${id}</Id>`)
  expect((await ask(`/${id}`, 'DELETE', undefined, { 'if-match': 'OTHER' })).status).toBe(412)
  const etag = told.response.headers.get('etag') ?? ''
  expect((await ask(`/${id}`, 'DELETE', undefined, { 'if-match': etag })).status).toBe(204)
  expect(await ask(`/${id}`)).toMatchObject({ status: 404, text: expect.stringContaining('NoSuchPublicKey') })
})

test('public keys are listed page by page', async () => {
  const { ask } = setup()
  for (const name of ['a', 'b', 'c']) await ask('', 'POST', config(name))

  const first = (await ask('?MaxItems=2')).text
  const marker = /<NextMarker>(.*?)</.exec(first)?.[1]
  const second = (await ask(`?MaxItems=2&Marker=${marker}`)).text

  const names = [first, second].map(text => [...text.matchAll(/<Name>(.*?)</g)].map(([, name]) => name))
  expect(names).toEqual([['a', 'b'], ['c']])
  expect(second).not.toContain('NextMarker')
})

test('what is no public key, and a name that is taken, are refused', async () => {
  const { ask } = setup()
  await ask('', 'POST', config('a'))

  expect((await ask('', 'POST', config('b', 'no key'))).text).toContain('<Code>InvalidArgument</Code>')
  expect((await ask('', 'POST', config('a'))).text).toContain('<Code>PublicKeyAlreadyExists</Code>')
  expect((await ask('', 'POST', '<PublicKeyConfig/>')).text).toContain('<Code>MalformedXML</Code>')
})

test('public keys take an admin', async () => {
  const { mock } = setup()

  const response = await mock.as('editor').fetch('/2020-05-31/public-key', { method: 'POST', body: config('a') })

  expect(response.status).toBe(403)
  expect(mock.log.last?.denied).toMatchObject({ action: 'cloudfront:CreatePublicKey' })
})
