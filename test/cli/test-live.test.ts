import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AttachUserPolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { operationsOf } from '../../src/dialects/operations.js'
import { readCredentials } from '../../src/permissions/live/credentials-file.js'
import { runLive } from '../../src/permissions/live/run.js'
import { serviceAt } from '../../src/permissions/live/service.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { captured } from './captured.js'
import { buildProgram, type Program, start } from './program.js'

// A process takes a second to begin where many run at once.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let program: Program
beforeAll(async () => {
  program = await buildProgram()
})
afterAll(() => program.remove())

const file = 'fixtures/permissions/live/runner.perm.yaml'

const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'tigris-mock-live-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const allowed = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: actions, Resource: ['arn:aws:s3:::live-images', 'arn:aws:s3:::live-images/*'] },
  ],
})

interface RunningService {
  readonly url: string
  /** Path of the credentials of its keys. */
  readonly credentials: string
  readonly secrets: readonly string[]
  readonly s3: S3Client
}

/** A service in another process, whose admin has attached the policy to the runner's key. */
const startService = async (policy: object): Promise<RunningService> => {
  const place = directory()
  const scene = 'keys: { runner: { id: tid_runner, secret: tsec_runner, scope: no_default_allow } }\n'
  writeFileSync(join(place, 'scene.yaml'), scene)
  const running = start(program, ['serve', '--json', '--fixtures', join(place, 'scene.yaml')])
  onTestFinished(() => void running.child.kill('SIGKILL'))
  const { url, keys } = JSON.parse((await running.printed(/^.+$/m))[0])
  const credentials = Object.fromEntries(
    Object.entries(keys as Record<string, Record<string, string>>).map(([name, variables]) => [
      name,
      { id: variables.AWS_ACCESS_KEY_ID, secret: variables.AWS_SECRET_ACCESS_KEY },
    ]),
  )
  writeFileSync(join(place, 'credentials.json'), JSON.stringify(credentials))
  const { id: accessKeyId = '', secret: secretAccessKey = '' } = credentials.admin ?? {}
  const config = { region: 'auto', endpoint: url, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 }
  const [iam, s3] = [new IAMClient(config), new S3Client({ ...config, forcePathStyle: true })]
  onTestFinished(() => {
    for (const client of [iam, s3]) client.destroy()
  })
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'runner', PolicyDocument: JSON.stringify(policy) }),
  )
  await iam.send(new AttachUserPolicyCommand({ PolicyArn: Policy?.Arn, UserName: 'tid_runner' }))
  return {
    url,
    credentials: join(place, 'credentials.json'),
    secrets: Object.values(credentials).map(({ secret }) => secret!),
    s3,
  }
}

const live = ({ url, credentials }: RunningService): string[] => [
  ...['--live', '--endpoint', url, '--credentials', credentials],
]

const writing = ['--allow-writes', '--bucket-prefix', 'live-']

const away = ['--live', '--endpoint', 'http://127.0.0.1:1']

const bucketsOf = async ({ s3 }: RunningService) =>
  (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? []

test('a service with the same policies answers as the mock does, and keeps nothing of the run', async () => {
  const service = await startService(allowed('s3:GetObject', 's3:ListBucket', 's3:PutObject'))

  const { status, stdout } = await captured('test', file, ...live(service), ...writing)

  expect(stdout).not.toContain('DIFFERS')
  expect(stdout).toMatch(/^ {2}same {5}reading: runner is allowed GetObject on live-images\/a\.png: allowed$/m)
  expect(stdout).toMatch(/^ {2}same {5}writing: runner is denied DeleteObject on live-images\/a\.png: denied$/m)
  expect(stdout).toMatch(/^ {2}same {5}admin: admin is allowed GetObject on live-images\/a\.png: allowed$/m)
  expect(stdout).toMatch(/^ {2}skipped {2}from elsewhere: .*: the address of `when` cannot be sent$/m)
  expect(stdout).toMatch(/^ {2}skipped {2}matrix: .*: `action` asks the evaluator alone$/m)
  expect(stdout).toMatch(/\n14 same, 0 differing, 2 skipped, 0 refused\n$/)
  expect(status).toBe(0)
  expect(await bucketsOf(service)).toEqual([])
  for (const secret of service.secrets) expect(stdout).not.toContain(secret)
})

test('a service whose policy differs is found out, with both answers and the place of the check', async () => {
  const service = await startService(allowed('s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:DeleteObject'))

  const shown = await captured('test', file, ...live(service), ...writing)
  const asJson = await captured('test', file, ...live(service), ...writing, '--json')

  expect(shown.status).toBe(1)
  const lines = shown.stdout.split('\n')
  const at = lines.indexOf('  DIFFERS  writing: runner is denied DeleteObject on live-images/a.png')
  expect(lines.slice(at + 1, at + 4).map(line => line.trim())).toEqual([
    'mock:    denied',
    'service: allowed',
    expect.stringMatching(/^at .*runner\.perm\.yaml:\d+:\d+$/),
  ])
  const { checks, ...counts } = JSON.parse(asJson.stdout)
  expect(counts).toEqual({ same: 13, differing: 1, skipped: 2, refused: 0 })
  expect(checks).toContainEqual(expect.objectContaining({ state: 'differs', mock: 'denied', service: 'allowed' }))
  expect(await bucketsOf(service)).toEqual([])
})

test('without leave to write, calls that write are refused, and nothing is made', async () => {
  const service = await startService(allowed('s3:GetObject', 's3:ListBucket'))

  const { stdout } = await captured('test', file, ...live(service))

  expect(stdout).toMatch(
    /^ {2}refused {2}writing: .* PutObject .*: PutObject writes; give --allow-writes and --bucket-prefix$/m,
  )
  expect(stdout).toMatch(/, 7 refused\n$/)
  expect(stdout).not.toMatch(/^ {2}(same|DIFFERS) .*(Put|Delete|Create)/m)
  expect(await bucketsOf(service)).toEqual([])
})

test('a bucket that was there before is not written to, and stays with what is in it', async () => {
  const service = await startService(allowed('s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:DeleteObject'))
  await service.s3.send(new CreateBucketCommand({ Bucket: 'live-images' }))
  await service.s3.send(new PutObjectCommand({ Bucket: 'live-images', Key: 'a.png', Body: 'precious' }))

  const { stdout } = await captured('test', file, ...live(service), ...writing)

  expect(stdout).toMatch(
    /^ {2}refused {2}writing: .*: the bucket live-images was not made by this run, and is not written to$/m,
  )
  expect(stdout).toMatch(/^ {2}same {5}admin: admin is allowed CreateBucket on live-new: allowed$/m)
  expect(await bucketsOf(service)).toEqual(['live-images'])
  const { Contents } = await service.s3.send(new ListObjectsV2Command({ Bucket: 'live-images' }))
  expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['a.png', 'precious'.length]])
})

test('a run that is ended early calls nothing more, and takes away what it has made', async () => {
  const service = await startService(allowed('s3:GetObject', 's3:ListBucket', 's3:PutObject'))
  const read = loadPermissionFile(file)
  const { dialect } = read.mock
  const told: string[] = []

  await runLive(read, {
    service: serviceAt({ endpoint: service.url, region: dialect.region }, dialect, operationsOf(dialect)),
    permission: { bucketPrefix: 'live-' },
    credentials: readCredentials(service.credentials),
    tell: ({ name }) => told.push(name),
    isEnded: () => told.length === 1,
  })

  expect(told.filter(name => name.includes('GetObject on live-images/a.png'))).not.toContain(
    'admin: admin is allowed GetObject on live-images/a.png',
  )
  expect(await bucketsOf(service)).toEqual([])
})

test('a service that does not answer is a difference, and nothing is made where it does not', async () => {
  const path = join(directory(), 'credentials.yaml')
  writeFileSync(path, 'runner: { id: a, secret: b }\nadmin: { id: c, secret: d }\n')
  const given = [...away, '--credentials', path]

  const { status, stdout } = await captured('test', file, ...given)

  expect(status).toBe(1)
  expect(stdout).toMatch(/service: no answer \(no answer from 127\.0\.0\.1:1: .+\)/)
  await expect(captured('test', file, ...given, ...writing)).rejects.toThrow(/^no answer from 127\.0\.0\.1:1: /)
})

test('a dry run prints the calls, and makes none', async () => {
  const { status, stdout } = await captured(
    'test',
    file,
    '--live',
    '--endpoint',
    'http://127.0.0.1:1',
    ...writing,
    '--dry-run',
  )

  expect(status).toBe(0)
  expect(stdout).toMatch(/^ {2}GET http:\/\/127\.0\.0\.1:1\/live-images\/a\.png\S* as runner$/m)
  expect(stdout).toMatch(/^ {2}PUT http:\/\/127\.0\.0\.1:1\/live-images\/a\.png\S* as runner \(writes\)$/m)
})

test.each([
  [[file, '--live'], '`--live` needs `--endpoint`'],
  [[file, '--endpoint', 'http://127.0.0.1:1'], '`--endpoint` is for `--live`'],
  [[file, '--live', '--endpoint', 'storage.example.com'], '`--endpoint` takes a URL such as'],
  [[file, '--live', '--endpoint', 'http://id:secret@127.0.0.1:1'], '`--endpoint` takes no credentials'],
  [[file, ...away, '--allow-writes'], '`--allow-writes` needs `--bucket-prefix`'],
  [[file, ...away, '--bucket-prefix', 'live-'], '`--bucket-prefix` is for `--allow-writes`'],
  [[file, ...away, '--allow-writes', '--bucket-prefix', ''], '`--bucket-prefix` must have at least 3 characters'],
  [[file, ...away, '--allow-writes', '--bucket-prefix', 'live-i'], 'has `live-new`: nothing was called'],
  [[file, ...away], 'there are no credentials of `runner`, `admin`: nothing was called'],
  [[file, ...away, ...writing], 'there are no credentials of `runner`, `admin`: nothing was called'],
])('%j is refused before anything is called', async (parameters, message) => {
  const network = vi.spyOn(globalThis, 'fetch')
  onTestFinished(() => network.mockRestore())

  await expect(captured('test', ...parameters)).rejects.toThrow(message)

  expect(network).not.toHaveBeenCalled()
})

test.each([
  ['runner: { id: tid_runner, secret: 123456789 }', ':1:35: `runner.secret` must be text; write it in quotes'],
  ['runner: { id: tid_runner, secert: tsec_hidden }', ':1:27: `runner.secert` is unknown; did you mean `secret`?'],
  ['runner: tsec_hidden', ':1:9: `runner` must have `id` and `secret`'],
  ['- tsec_hidden', ':1:1: the file must have the names of callers, each with `id` and `secret`'],
])('faulty credentials are told by their place and never shown: %s', async (text, message) => {
  const path = join(directory(), 'credentials.yaml')
  writeFileSync(path, text)

  const refusal = await captured('test', file, ...away, '--credentials', path).catch((error: Error) => error.message)

  expect(refusal).toBe(`${path}${message}`)
  expect(refusal).not.toMatch(/123456789|tsec_hidden/)
})

test('a session is taken at the service, too', async () => {
  const place = directory()
  const scene = readFileSync('fixtures/permissions/live/session.perm.yaml', 'utf8')
  writeFileSync(join(place, 'scene.yaml'), scene.replace(/^sessions:[\s\S]*/m, ''))
  const running = start(program, ['serve', '--json', '--fixtures', join(place, 'scene.yaml')])
  onTestFinished(() => void running.child.kill('SIGKILL'))
  const { url } = JSON.parse((await running.printed(/^.+$/m))[0])
  writeFileSync(join(place, 'credentials.yaml'), 'ann: { id: AKIAANN, secret: of-ann }\n')

  const { status, stdout } = await captured(
    'test',
    'fixtures/permissions/live/session.perm.yaml',
    ...['--live', '--endpoint', url, '--credentials', join(place, 'credentials.yaml')],
  )

  expect(stdout).toMatch(/^ {2}same {5}a session: job is allowed GetObject on live-logs\/a\.txt: allowed$/m)
  expect(stdout).toMatch(/^ {2}same {5}a session: job is denied ListObjectsV2 on live-logs: denied$/m)
  expect(stdout).toMatch(/\n2 same, 0 differing, 0 skipped, 0 refused\n$/)
  expect(status).toBe(0)
})
