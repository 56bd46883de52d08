import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AttachUserPolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { dispatch } from '../../src/cli/dispatch.js'
import { buildProgram, type Program, type Running, start } from './program.js'

// A process takes a second to begin where many run at once.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let program: Program
beforeAll(async () => {
  program = await buildProgram()
})
afterAll(() => program.remove())

const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-data-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const writeScene = (text: string): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-serve-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'scene.yaml'), text)
  return join(directory, 'scene.yaml')
}

const scene = 'buckets: { images: { objects: { a.png: image } } }\nkeys: { runner: { id: tid_runner } }\n'

const serve = (...parameters: string[]): Running => {
  const running = start(program, ['serve', ...parameters])
  onTestFinished(() => void running.child.kill('SIGKILL'))
  return running
}

/** Values by name: those before the first key, then those of the key that is asked for, to be pasted or not. */
const exportsIn = (text: string, key: string): Record<string, string> => {
  const [shared = '', ...sections] = text.split(/^# key /m)
  const section = sections.find(each => each.startsWith(`${key}\n`)) ?? ''
  return Object.fromEntries(
    [...`${shared}${section}`.matchAll(/^(?:# {3})?export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
}

const configOf = (env: Record<string, string>, service: string) => ({
  region: env.AWS_REGION!,
  endpoint: env[`AWS_ENDPOINT_URL_${service}`]!,
  credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
  maxAttempts: 1,
})

const s3Of = (env: Record<string, string>) => {
  const s3 = new S3Client({ ...configOf(env, 'S3'), forcePathStyle: true })
  onTestFinished(() => s3.destroy())
  return s3
}

test('clients reach S3 and IAM of one port by the printed variables, and each request is shown with its decision', async () => {
  const { printed, child, ended } = serve('--fixtures', writeScene(scene))
  const [text] = await printed(/^[\s\S]*# key runner\n(?:# {3}export .*\n)+\n/)
  const [admin, runner] = [exportsIn(text, 'admin'), exportsIn(text, 'runner')]
  const iam = new IAMClient(configOf(admin, 'IAM'))
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'read', PolicyDocument: document }))
  await iam.send(new AttachUserPolicyCommand({ PolicyArn: Policy?.Arn, UserName: 'tid_runner' }))
  const s3 = s3Of(runner)
  const read = await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  const write = s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'b.png', Body: 'image' }))

  expect(await read.Body?.transformToString()).toBe('image')
  await expect(write).rejects.toMatchObject({ name: 'AccessDenied' })
  await printed(/^200 allowed +CreatePolicy +admin$/m)
  await printed(/^200 allowed +GetObject +runner +images\/a\.png$/m)
  await printed(/^403 denied +PutObject +runner +images\/b\.png +no .*allows s3:PutObject$/m)
  expect(runner).toMatchObject({
    AWS_REGION: 'auto',
    AWS_DEFAULT_REGION: 'auto',
    AWS_ACCESS_KEY_ID: 'tid_runner',
    TIGRIS_STORAGE_ACCESS_KEY_ID: 'tid_runner',
    TIGRIS_STORAGE_SECRET_ACCESS_KEY: runner.AWS_SECRET_ACCESS_KEY,
    TIGRIS_STORAGE_ENDPOINT: runner.AWS_ENDPOINT_URL_S3,
    TIGRIS_IAM_ENDPOINT: runner.AWS_ENDPOINT_URL_IAM,
  })
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0, stderr: '' })
})

interface Announced {
  readonly url: string
  readonly port: number
  readonly dialect: string
  readonly shared: Record<string, string>
  readonly keys: Record<string, Record<string, string>>
}

const announced = async ({ printed }: Running): Promise<Announced> => JSON.parse((await printed(/^.+$/m))[0])

const adminOf = ({ shared, keys }: Announced) => ({ ...shared, ...keys.admin })

test('--dialect goes before the scene, and STS answers on the same port', async () => {
  const running = serve('--json', '--dialect', 'aws', '--fixtures', writeScene(`dialect: tigris\n${scene}`))
  const env = await announced(running)
  const sts = new STSClient(configOf({ ...env.shared, ...env.keys.runner }, 'STS'))

  const { Arn } = await sts.send(new GetCallerIdentityCommand({}))

  expect(env).toMatchObject({ dialect: 'aws', url: `http://127.0.0.1:${env.port}` })
  expect(Arn).toMatch(/^arn:aws:iam::\d{12}:user\/runner$/)
  const [line] = await running.printed(/^.*GetCallerIdentity.*$/m)
  expect(JSON.parse(line)).toMatchObject({ status: 200, operation: 'GetCallerIdentity', caller: 'runner' })
})

test('--json tells why a request was denied, and what would allow it', async () => {
  const running = serve('--json', '--fixtures', writeScene(scene))
  const { shared, keys } = await announced(running)

  await s3Of({ ...shared, ...keys.runner })
    .send(new ListObjectsV2Command({ Bucket: 'images' }))
    .catch(() => undefined)

  const [line] = await running.printed(/^.*ListObjectsV2.*$/m)
  expect(JSON.parse(line)).toMatchObject({
    ...{ status: 403, decision: 'denied', operation: 'ListObjectsV2', caller: 'runner', keyId: 'tid_runner' },
    ...{ bucket: 'images', method: 'GET', code: 'AccessDenied' },
    explanation: expect.stringContaining('to allow'),
  })
})

test('a stream of unknown length is uploaded in parts, and comes back', async () => {
  const running = serve('--json', '--fixtures', writeScene(scene))
  const s3 = s3Of(adminOf(await announced(running)))
  const piece = Buffer.alloc(4 * 1024 ** 2, 7)
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(piece)
      if (++sent === 5) controller.close()
    },
  })
  let sent = 0

  await new Upload({ client: s3, params: { Bucket: 'images', Key: 'big', Body: body } }).done()
  const answer = await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'big' }))

  expect(answer.ContentLength).toBe(5 * piece.byteLength)
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
  expect(bytes.equals(Buffer.alloc(5 * piece.byteLength, 7))).toBe(true)
})

test('--data keeps buckets, objects, keys and policies for the next server, and is nobody else’s meanwhile', async () => {
  const directory = join(temporary(), 'a/b')
  const fixtures = writeScene(scene)
  const first = serve('--json', '--data', directory, '--fixtures', fixtures)
  const env = await announced(first)
  const s3 = s3Of(adminOf(env))
  const bytes = Buffer.alloc(20 * 1024 ** 2, 'tigris')
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: '../big', Body: bytes }))
  await s3.send(new CreateBucketCommand({ Bucket: 'later' }))

  const other = await serve('--data', directory).ended
  expect(other).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`process ${first.child.pid} of this machine`),
  })
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ status: 0, stderr: '' })

  const again = serve('--json', '--data', directory, '--fixtures', fixtures)
  const env2 = await announced(again)
  expect(env2.keys).toEqual(env.keys)
  const later = s3Of(adminOf(env2))
  const { Buckets } = await later.send(new ListBucketsCommand({}))
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['images', 'later'])
  const answer = await later.send(new GetObjectCommand({ Bucket: 'images', Key: '../big' }))
  expect(bytes.equals((await answer.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
  expect(readdirSync(directory).sort()).toEqual(['bodies', 'journal', 'lock'])
  again.child.kill('SIGKILL')
  await again.ended
  const third = serve('--json', '--data', directory)
  expect((await announced(third)).keys).toEqual(env.keys)
})

test('what was acknowledged is there after a kill in the middle of the work, ten times', async () => {
  const directory = temporary()
  const acknowledged = new Map<string, string>()
  for (let round = 0; round < 10; round++) {
    const running = serve('--json', '--data', directory, '--fixtures', writeScene(scene))
    const env = await announced(running)
    const s3 = s3Of(adminOf(env))
    for (const [Key, text] of acknowledged) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'images', Key }))
      expect(await Body?.transformToString()).toBe(text)
    }
    // many writers, of which each has one request under way when the process dies
    const writer = async (name: number): Promise<void> => {
      for (let count = 0; ; count++) {
        const text = `${round}/${name}/${count}`.padEnd(count % 3 === 0 ? 20_000 : 100, '.')
        await s3.send(new PutObjectCommand({ Bucket: 'images', Key: `${name}/${count % 4}`, Body: text }))
        acknowledged.set(`${name}/${count % 4}`, text)
        if (acknowledged.size >= 24 && count >= 6 + round && name === 0) running.child.kill('SIGKILL')
      }
    }
    const writers = [0, 1, 2, 3, 4, 5].map(name => writer(name).catch((error: Error) => error.name))
    await Promise.all(writers)
    // an object whose overwriting was under way may be the old or the new one: it is asked for anew
    expect((await running.ended).signal).toBe('SIGKILL')
    const asked = serve('--json', '--data', directory)
    const after = s3Of(adminOf(await announced(asked)))
    for (const [Key, text] of acknowledged) {
      const { Body } = await after.send(new GetObjectCommand({ Bucket: 'images', Key }))
      const found = (await Body?.transformToString()) ?? ''
      const [place = '', writer = '', count = ''] = found.replace(/\.+$/, '').split('/')
      const [, , last = ''] = text.replace(/\.+$/, '').split('/')
      const isNext = place === String(round) && Key.startsWith(`${writer}/`) && Number(count) === Number(last) + 4
      expect(found === text || isNext, `${Key} is ${found.slice(0, 20)} after ${text.slice(0, 20)}`).toBe(true)
      acknowledged.set(Key, found)
    }
    asked.child.kill('SIGTERM')
    await asked.ended
  }
}, 240_000)

test('--data of a place where nothing can be written is refused', async () => {
  await expect(dispatch(['serve', '--data', '/dev/null/x'])).rejects.toThrow('`--data /dev/null/x`: cannot write there')
})

test('a client that leaves in the middle of its upload stores nothing and is no fault of the server', async () => {
  const running = serve('--json', '--fixtures', writeScene(scene))
  const env = await announced(running)
  const socket = net.connect(env.port, '127.0.0.1')
  const s3 = s3Of(adminOf(env))
  const signed = new Promise<Record<string, string>>(resolve =>
    s3.middlewareStack.add(
      () => async args => {
        resolve((args.request as { headers: Record<string, string> }).headers)
        throw new Error('not sent')
      },
      { step: 'finalizeRequest', priority: 'low' },
    ),
  )
  s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'half', Body: Buffer.alloc(1_000) })).catch(() => undefined)
  const { expect: _, ...headers } = await signed

  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`PUT /images/half?x-id=PutObject HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\nhalf`, () => socket.destroy())

  const [line] = await running.printed(/^.*"PutObject".*$/m)
  expect(JSON.parse(line)).toMatchObject({ status: 400, code: 'IncompleteBody', decision: 'allowed' })
  const { Contents } = await s3Of(adminOf(env)).send(new ListObjectsV2Command({ Bucket: 'images' }))
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a.png'])
})

test('a signal ends connections in use', async () => {
  const running = serve()
  const [, port] = await running.printed(/http:\/\/127\.0\.0\.1:(\d+)/)
  const agent = new http.Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const idle = await new Promise<http.IncomingMessage>(resolve => http.get({ port, agent }, resolve))
  idle.resume()

  running.child.kill('SIGINT')

  expect(await running.ended).toMatchObject({ status: 0, signal: null, stderr: '' })
})

test('an address for all interfaces is known by the names of this machine', async () => {
  const running = serve('--json', '--host', '0.0.0.0', '--fixtures', writeScene(scene))
  const { shared, keys, port, url } = await announced(running)
  const endpoint = `http://localhost:${port}`

  const s3 = s3Of({ ...shared, ...keys.admin, AWS_ENDPOINT_URL_S3: endpoint })
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: 'images' }))

  expect(KeyCount).toBe(1)
  expect(url).toBe(`http://127.0.0.1:${port}`)
})

test.each([
  ['buckets: { images: { objcts: {} } }', /scene\.yaml:1:\d+: .*`objects`/],
  ['buckets: [', /scene\.yaml:1:\d+: the scene is not YAML/],
])('the scene `%s` is refused with its place', async (text, message) => {
  await expect(dispatch(['serve', '--fixtures', writeScene(text)])).rejects.toThrow(message)
})

test('a port that is taken is named', async () => {
  const { port } = await announced(serve('--json'))

  const ended = await serve('--port', String(port)).ended

  expect(ended.stderr).toContain(`port \`${port}\` of \`127.0.0.1\` is taken`)
  expect(ended.status).toBe(2)
})

test('aws buckets are made as in every other door, or as before 2023 where the command asks for that and tells so', async () => {
  const refused = async (...parameters: string[]) => {
    const running = serve('--dialect', 'aws', ...parameters)
    const [printed] = await running.printed(/[\s\S]*# key admin\n(.*\n){4}/)
    const s3 = s3Of(exportsIn(printed, 'admin'))
    const made = s3.send(new CreateBucketCommand({ Bucket: 'open', ACL: 'public-read' }))
    const code = await made.then(
      () => 'made',
      (error: Error) => error.name,
    )
    return [code, /before April 2023/.test(printed)]
  }

  expect(await refused()).toEqual(['InvalidBucketAclWithObjectOwnership', false])
  expect(await refused('--new-buckets', 'today')).toEqual(['InvalidBucketAclWithObjectOwnership', false])
  expect(await refused('--new-buckets', 'before-2023')).toEqual(['made', true])
})
