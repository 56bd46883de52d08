import { once } from 'node:events'
import http from 'node:http'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, onTestFinished, test } from 'vitest'
import { matchers } from '../../adapters/matchers.js'
import { serve } from '../../adapters/server.js'
import { connect } from '../../src/control/client.js'
import { assertAllowed, assertDenied, createTigrisMock, type Scene } from '../../src/index.js'

expect.extend(matchers)

const token = 'a-token-of-this-test'

const reader = {
  Version: '2012-10-17' as const,
  Statement: [
    { Sid: 'Read', Effect: 'Allow' as const, Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
    { Sid: 'Logs', Effect: 'Allow' as const, Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
  ],
}

const scene = {
  buckets: { images: { objects: { 'a.png': 'image' } }, logs: {} },
  keys: { reader: { id: 'tid_reader', secret: 'tsec_reader', scope: 'no_default_allow', policies: [reader] } },
} as const

const open = async (given: Scene = scene) => {
  const mock = createTigrisMock(given)
  const running = await serve(mock, { control: token })
  const server = connect({ url: running.url, token })
  onTestFinished(async () => {
    server.close()
    await running.close()
    await mock.stop()
  })
  // matchers look among mocks of this process first: here they are to find the requests through the API alone
  mock.log.clear()
  return { ...running, server, mock }
}

const clientOf = (endpoint: string): S3Client => {
  const credentials = { accessKeyId: 'tid_reader', secretAccessKey: 'tsec_reader' }
  const s3 = new S3Client({ endpoint, region: 'auto', forcePathStyle: true, maxAttempts: 1, credentials })
  onTestFinished(() => s3.destroy())
  return s3
}

const messageOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { message: string } }).error.message

const read = (Key = 'a.png') => new GetObjectCommand({ Bucket: 'images', Key })
const write = () => new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'image' })

test('there is no control API unless a token was set, and none for a token that is short', async () => {
  const mock = createTigrisMock(scene)
  const { url, close } = await serve(mock)
  onTestFinished(close)

  const answer = await fetch(`${url}/_tigris-mock/ready`)

  expect(await answer.text()).toContain('<Error>')
  expect(answer.status).toBe(403)
  await expect(serve(mock, { control: 'short' })).rejects.toThrow('needs at least 16 characters')
  await expect(serve(mock.door, { control: token })).rejects.toThrow('needs a mock')
  const nobody = connect({ url, token })
  onTestFinished(() => nobody.close())
  await expect(nobody.ready()).rejects.toThrow('Was the server started with a control token?')
})

test.each([
  ['GET', 'log', {}, 401, 'takes `Authorization: Bearer`'],
  ['GET', 'log', { authorization: 'Bearer another-token-of-16' }, 401, 'takes `Authorization: Bearer`'],
  ['GET', 'nothing', undefined, 404, 'there is no `/_tigris-mock/nothing`'],
  ['PUT', 'reset', undefined, 405, 'takes POST, not PUT'],
  ['GET', 'log?operatoin=GetObject', undefined, 400, 'did you mean `operation`?'],
  ['GET', 'log?after=x', undefined, 400, '`after` must be a whole number'],
  ['GET', 'log/none', undefined, 404, 'no request `none` is kept'],
  ['GET', 'objects?bucket=imags', undefined, 404, 'there is no bucket `imags`'],
  ['POST', 'checkpoints/7/restore', undefined, 404, 'there is no checkpoint `7`'],
  ['DELETE', 'keys/redaer', undefined, 400, '`redaer`'],
])('%s %s with %j is %i', async (method, path, headers = { authorization: `Bearer ${token}` }, status, message) => {
  const { url } = await open()

  const answer = await fetch(`${url}/_tigris-mock/${path}`, { method, headers })

  expect(answer.status).toBe(status)
  expect(await messageOf(answer)).toContain(message)
})

test.each([
  ['POST', 'faults', '{"operation":"PutObjet","reply":"SlowDown"}', 'PutObjet'],
  ['POST', 'faults', '{"operation":"PutObject"}', 'a fault has one of `reply`, `delay`'],
  ['POST', 'faults', '{"operation":"PutObject","reply":"SlowDwon"}', 'did you mean `SlowDown`'],
  ['POST', 'faults', '{"operation":"PutObject","repyl":"SlowDown"}', 'did you mean `reply`'],
  ['POST', 'clock', '{"set":"tomorrow"}', 'is no time'],
  ['POST', 'clock', '[1]', 'must be a JSON object'],
  ['POST', 'clock', '{', 'is not JSON'],
  ['PUT', 'scene', '{"bucket":{}}', 'buckets'],
  ['PUT', 'scene', '{"dialect":"aws"}', '`dialect` is set when a mock is made'],
  ['PUT', 'scene', '{"keys":{"a":{"policies":["/etc/passwd.json"]}}}', 'names a file'],
  ['PUT', 'scene', '{"keys":{"a":{"policies":[{"file":"/etc/passwd"}]}}}', 'names a file'],
  ['PUT', 'scene', '{"buckets":{"images":{"objects":{"a":{"file":"/etc/passwd"}}}}}', 'names a file'],
  ['PUT', 'scene', '{"keys":{"a":{"policies":["/etc/passwd.yaml"]}}}', 'names a file'],
  ['POST', 'keys', '{"name":"a","policies":["/etc/passwd.json"]}', 'names no file'],
  ['PATCH', 'keys/reader', '{"attach":{"file":"/etc/passwd"}}', 'names no file'],
  ['POST', 'explain', '{"as":"reader","action":"s3:GetObjekt","resource":"images/a"}', 'did you mean `s3:GetObject`'],
])('%s %s of %s is refused with a word on what to write, and changes nothing', async (method, path, body, message) => {
  const { url, server, mock } = await open()
  const before = mock.checkpoint()

  const answer = await fetch(`${url}/_tigris-mock/${path}`, {
    ...{ method, body, headers: { authorization: `Bearer ${token}` } },
  })

  expect([answer.status, await messageOf(answer)]).toEqual([400, expect.stringContaining(message)])
  expect(await server.scene()).toMatchObject({ keys: { reader: { id: 'tid_reader' } } })
  expect(mock.checkpoint()).toEqual(before)
})

test('reset and restore go back, and a scene that is loaded becomes what reset goes back to', async () => {
  const { server } = await open()
  const begun = await server.checkpoint()
  await server.objects.put('images', 'b.png', 'second', 'image/png')
  const later = await server.checkpoint()

  await server.reset()
  const keysAt = async () => (await server.objects.list('images')).objects.map(({ key }) => key)
  expect(await keysAt()).toEqual(['a.png'])
  await server.restore(later)
  expect(await keysAt()).toEqual(['a.png', 'b.png'])
  expect(Buffer.from(await server.objects.get('images', 'b.png')).toString()).toBe('second')

  await server.load({ buckets: { other: { objects: { x: '1' } } }, keys: { reader: { id: 'tid_reader' } } })
  await server.objects.delete('other', 'x')
  await server.reset()
  expect((await server.buckets()).map(({ name, keys }) => [name, keys])).toEqual([['other', 1]])
  await server.restore(begun)
  expect(await keysAt()).toEqual(['a.png'])
  await later.delete()
  await expect(server.restore(later)).rejects.toThrow(`there is no checkpoint \`${later.id}\``)
})

test('a scene comes out as it went in', async () => {
  const { server, mock } = await open()

  const out = await server.scene()
  await server.load(out)

  expect(await server.scene()).toEqual(out)
  expect(mock.bucket('images').get('a.png')?.text).toBe('image')
})

test('keys are made, given policies, put out of use and deleted', async () => {
  const { server, url } = await open()
  const made = await server.keys.create('temporary', { id: 'tid_temporary', secret: 'tsec', scope: 'no_default_allow' })
  const s3 = new S3Client({
    ...{ endpoint: url, region: 'auto', forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: made.id, secretAccessKey: made.secret },
  })
  onTestFinished(() => s3.destroy())
  const outcome = () =>
    s3.send(read()).then(
      () => 'read',
      (error: Error) => error.name,
    )

  expect(made.env).toMatchObject({ AWS_ACCESS_KEY_ID: 'tid_temporary', AWS_ENDPOINT_URL_S3: url })
  expect(await outcome()).toBe('AccessDenied')
  const attached = await server.keys.attach('temporary', reader)
  expect([attached.policies.length, await outcome()]).toEqual([1, 'read'])
  await server.keys.deactivate('temporary')
  expect(await outcome()).toBe('InvalidAccessKeyId')
  await server.keys.activate('temporary')
  await server.keys.detach('temporary', reader)
  expect(await outcome()).toBe('AccessDenied')
  await server.keys.delete('temporary')
  await expect(server.keys.attach('temporary', reader)).rejects.toThrow('was deleted')
  expect((await server.policies()).map(({ document }) => JSON.parse(document))).toContainEqual(reader)
})

test('faults and the clock are set from outside', async () => {
  const { server, url } = await open()
  const s3 = clientOf(url)
  const link = await getSignedUrl(s3, read(), { expiresIn: 60 })

  await server.faults.on('GetObject', { bucket: 'images' }).after(1).reply('SlowDown', { message: 'wait' })
  await s3.send(read())
  await expect(s3.send(read())).rejects.toMatchObject({ name: 'SlowDown', message: 'wait' })
  await server.faults.on('PutObject').times(2).reset()
  expect(await server.faults.unused()).toEqual(['reset on PutObject (0 of 2)'])
  await server.faults.clear()
  const moved = await server.clock.advance(120_000)

  expect((await fetch(link)).status).toBe(403)
  expect((await server.clock.now()).getTime()).toBeGreaterThanOrEqual(moved.getTime())
  expect(await server.clock.freeze('2030-01-01T00:00:00Z')).toEqual(new Date('2030-01-01T00:00:00Z'))
  await server.reset()
  expect((await fetch(link)).status).toBe(200)
})

test('the log tells each request with its decision, without bodies, signatures and session tokens', async () => {
  const { server, url } = await open()
  const s3 = clientOf(url)
  await fetch(await getSignedUrl(s3, read(), { expiresIn: 60 }))
  await s3.send(write()).catch(() => undefined)

  const requests = await server.log()

  expect(requests.map(({ position, operation, outcome }) => [position, operation, outcome])).toEqual([
    [1, 'GetObject', 'allowed'],
    [2, 'PutObject', 'denied'],
  ])
  expect(requests[0]!.url).toMatch(/&X-Amz-Signature=\.\.\.(&|$)/)
  expect(requests[1]).toMatchObject({
    ...{ caller: 'reader', bucket: 'images', key: 'b.png', input: { Bucket: 'images', Key: 'b.png' } },
    reason: expect.stringContaining('s3:PutObject'),
    explanation: expect.stringContaining('to allow'),
  })
  expect(requests[1]!.input).not.toHaveProperty('Body')
  expect(await server.log({ outcome: 'denied' })).toEqual([requests[1]])
  expect(await server.explain(requests[1]!.requestId)).toBe(requests[1]!.explanation)
  await server.clearLog()
  expect(await server.log()).toEqual([])
})

test('requests are streamed as they are answered, and a watcher that leaves is forgotten', async () => {
  const { server, url } = await open()
  const s3 = clientOf(url)
  await s3.send(read())
  const stream = server.follow({ after: 0 })[Symbol.asyncIterator]()

  const first = await stream.next()
  await s3.send(write()).catch(() => undefined)
  const second = await stream.next()
  await stream.return?.()

  expect([first.value, second.value]).toMatchObject([{ operation: 'GetObject' }, { operation: 'PutObject' }])
  await expect(s3.send(read())).resolves.toBeDefined()
})

test('coverage and questions are answered by the present policies', async () => {
  const { server, url } = await open()
  await clientOf(url).send(read())

  const { statements, ...summary } = await server.coverage()

  expect(summary).toEqual({ matched: 1, total: 2, percent: 50 })
  expect(statements.map(({ sid, matched, decisive }) => [sid, matched, decisive])).toEqual([
    ['Read', 1, 1],
    ['Logs', 0, 0],
  ])
  const asked = { action: 's3:PutObject', resource: 'images/b.png' }
  expect(await server.can({ as: 'reader', ...asked })).toMatchObject({ decision: 'implicitDeny' })
  expect(await server.can({ as: 'admin', ...asked })).toMatchObject({ decision: 'allowed' })
})

test('matchers of a runner judge calls that reached a server', async () => {
  const { server, url } = await open()
  const s3 = clientOf(url)
  const inAnotherProcess = () => fetch(`${url}/images/a.png`)

  await expect(() => s3.send(write())).toBeDenied({ action: 's3:PutObject' })
  await expect(inAnotherProcess).toBeDenied({ at: 'identity' })
  await expect(() => s3.send(read())).toBeAllowed({ by: 'Read' })
  await assertDenied(s3.send(write()), { effect: 'implicit' })
  await assertAllowed(s3.send(read()))
  await expect(expect(() => s3.send(read())).toBeDenied()).rejects.toThrow('but it was allowed')
  server.close()
})

test('a key below the reserved path of a bucket in the host is an object like others', async () => {
  const { port } = await open({ buckets: { images: {} } })
  const headers = { host: `images.localhost:${port}` }

  const [response] = (await once(http.get({ port, path: '/_tigris-mock/ready', headers }), 'response')) as [
    http.IncomingMessage,
  ]

  const text = Buffer.concat(await response.toArray()).toString()
  expect(text).toContain('<Resource>/images/_tigris-mock/ready</Resource>')
})

test('a server that has ended is named, and who has closed it is not asked about it', async () => {
  const mock = createTigrisMock(scene)
  const running = await serve(mock)
  const server = connect({ url: running.url, token })
  onTestFinished(() => server.close())
  await running.close()
  const s3 = mock.as('reader')

  await expect(expect(() => s3.fetch('/images/a.png')).toBeAllowed()).rejects.toThrow(
    `no server answers at ${running.url}; one that has ended is left with close()`,
  )
  server.close()
  await expect(() => s3.fetch('/images/a.png')).toBeAllowed()
  await mock.stop()
})
