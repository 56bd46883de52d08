import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { buildProgram, type Program, root } from './program.js'

// A process takes seconds to begin where many run at once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let program: Program
beforeAll(async () => {
  program = await buildProgram()
})
afterAll(() => program.remove())

const temporary = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-end-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const scene = (): string => {
  const path = join(temporary(), 'scene.yaml')
  writeFileSync(path, 'buckets: { images: { objects: { a.png: image } } }\n')
  return path
}

interface Served {
  readonly child: ChildProcess
  readonly url: string
  readonly port: number
  readonly shared: Record<string, string>
  readonly keys: Record<string, Record<string, string>>
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>
  readonly stderr: () => string
  readonly s3: S3Client
}

/** Starts `serve --json` by a shell that may set limits first, and reads its first line. */
const serve = async (parameters: readonly string[], limits = ''): Promise<Served> => {
  const command = `${limits} exec "$0" "$@"`
  const child = spawn('sh', ['-c', command, process.execPath, program.path, 'serve', '--json', ...parameters], {
    cwd: root,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  const lines = createInterface(child.stdout)
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  lines.on('line', () => undefined)
  const told = JSON.parse(line)
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = told.keys.admin
  const s3 = new S3Client({
    ...{ endpoint: told.url, region: 'auto', forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey },
  })
  onTestFinished(() => s3.destroy())
  return { ...told, child, ended, s3, stderr: () => stderr }
}

test('a reader who leaves after the first line ends nothing: the server answers until a signal', async () => {
  const { child, s3, ended, stderr } = await serve(['--fixtures', scene()])
  child.stdout!.destroy()
  await once(child.stdout!, 'close')

  for (let count = 0; count < 20; count++) await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  const before = child.exitCode
  child.kill('SIGTERM')

  expect(before).toBeNull()
  expect(await ended).toEqual([0, null])
  expect(stderr()).toBe('')
})

/** A signed upload whose body comes later. */
const slowUpload = async ({ s3, port }: Served, body: string) => {
  const url = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'images', Key: 'slow' })))
  const socket = net.connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', text => {
    answer += text
  })
  const closed = new Promise<string>(resolve => {
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(answer))
  })
  const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${body.length}\r\n\r\n`
  socket.write(head + body.slice(0, 1))
  return { end: () => socket.write(body.slice(1)), closed }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s lets a request that has begun end, and takes no other',
  async signal => {
    const directory = join(temporary(), 'data')
    const served = await serve(['--fixtures', scene(), '--data', directory])
    const upload = await slowUpload(served, 'slow body')
    // an answer on another connection tells that the upload has arrived
    await served.s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))

    served.child.kill(signal)
    const refused = async (): Promise<string> => {
      for (;;) {
        const code = await fetch(served.url).then(
          () => '',
          (error: { cause?: { code?: string } }) => error.cause?.code ?? 'closed',
        )
        if (code !== '') return code
      }
    }
    expect(await refused()).toMatch(/ECONNREFUSED|ECONNRESET|closed|UND_ERR_SOCKET/)
    upload.end()

    expect(await upload.closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i)
    expect(await served.ended).toEqual([0, null])
    const again = await serve(['--data', directory])
    const { Body } = await again.s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'slow' }))
    expect(await Body?.transformToString()).toBe('slow body')
  },
)

test('a second signal ends what is still under way', async () => {
  const served = await serve(['--fixtures', scene()])
  const upload = await slowUpload(served, 'slow body')
  await served.s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))

  served.child.kill('SIGTERM')
  await fetch(served.url).catch(() => undefined)
  served.child.kill('SIGINT')

  expect(await upload.closed).toBe('')
  expect(await served.ended).toEqual([0, null])
})

test('a full disk is named in the answer and is no defect; what was answered before is there', async () => {
  const directory = join(temporary(), 'data')
  const put = (s3: S3Client, Key: string, Body: string | Buffer) =>
    s3.send(new PutObjectCommand({ Bucket: 'images', Key, Body }))
  // no file may be longer than 256 KiB
  const served = await serve(['--fixtures', scene(), '--data', directory], 'ulimit -f 512;')
  await put(served.s3, 'kept', Buffer.alloc(100_000, 'k'))

  const tooLong = put(served.s3, 'long', Buffer.alloc(300_000))
  await expect(tooLong).rejects.toMatchObject({
    ...{ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } },
    message: expect.stringMatching(/cannot write .*\/bodies\/\d+: EFBIG/),
  })
  let answered = 0
  const journalIsFull = async (): Promise<Error> => {
    for (;;) {
      try {
        await put(served.s3, `small/${answered}`, 's'.repeat(8_000))
        answered++
      } catch (error) {
        return error as Error
      }
    }
  }
  const refusal = await journalIsFull()
  expect(refusal.message).toMatch(/cannot write .*\/journal: EFBIG/)
  const kept = await served.s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'kept' }))
  expect((await kept.Body?.transformToByteArray())?.byteLength).toBe(100_000)
  expect(served.stderr()).toMatch(/^tigris-mock: cannot write .*\/journal: EFBIG/)
  served.child.kill('SIGKILL')
  await served.ended

  const again = await serve(['--data', directory])
  for (const Key of ['kept', ...Array.from({ length: answered }, (_, count) => `small/${count}`)]) {
    const { Body } = await again.s3.send(new GetObjectCommand({ Bucket: 'images', Key }))
    expect((await Body?.transformToByteArray())?.byteLength).toBe(Key === 'kept' ? 100_000 : 8_000)
  }
  await expect(again.s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'long' }))).rejects.toThrow()
})

test('no line shows a signature or a session token of a URL', async () => {
  const served = await serve(['--fixtures', scene()])
  const shown = new Promise<string>(resolve => {
    let text = ''
    served.child.stdout!.on('data', chunk => {
      text += chunk
      if (text.includes('last-of-all')) resolve(text)
    })
  })
  const url = new URL(await getSignedUrl(served.s3, new GetObjectCommand({ Bucket: 'images', Key: 'a.png' })))
  const signature = url.searchParams.get('X-Amz-Signature')!
  url.searchParams.set('X-Amz-Security-Token', 'secret-token')
  await fetch(url)
  await fetch(`${served.url}/images/last-of-all`)

  const text = await shown
  expect(text).toContain('X-Amz-Signature=...')
  expect(text).not.toContain(signature)
  expect(text).not.toContain('secret-token')
})

test('--tls prints where its certificate stands, and takes it away at the end', async () => {
  const served = await serve(['--tls', '--fixtures', scene()])
  const { NODE_EXTRA_CA_CERTS: path = '', AWS_CA_BUNDLE: bundle } = served.shared
  const script = `fetch('https://localhost:${served.port}/').then(answer => console.log(answer.status))`
  const child = spawn(process.execPath, ['-e', script], { env: { ...process.env, NODE_EXTRA_CA_CERTS: path } })
  const [status] = (await once(child.stdout, 'data')) as [Buffer]

  expect(status.toString()).toBe('403\n')
  expect(bundle).toBe(path)
  expect(served.url).toMatch(/^https:/)
  await new Promise(resolve => https.get(served.url).once('error', resolve))
  served.child.kill('SIGTERM')
  expect(await served.ended).toEqual([0, null])
  expect(existsSync(dirname(path))).toBe(false)
})

test('an address beyond this machine is warned of', async () => {
  const { stderr } = await serve(['--host', '0.0.0.0'])

  expect(stderr()).toMatch(/^tigris-mock: everyone who reaches 0\.0\.0\.0 reaches this server/)
})
