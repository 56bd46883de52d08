import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { CreatePolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import type { Scene } from '../../src/index.js'
import { type Begun, begin, directory, dump, open, stateOf } from './setup.js'

const reader = {
  Version: '2012-10-17' as const,
  Statement: [{ Sid: 'Read', Effect: 'Allow' as const, Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' }],
}

const trust = {
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
}

const scene: Scene = {
  buckets: { images: { versioning: 'Enabled', objects: { seed: 'of the scene' } }, plain: {} },
  keys: { reader: { id: 'AKIAREADER', secret: 'of-reader', policies: [reader] } },
  roles: { worker: { trust, policies: [reader] } },
}

const large = Buffer.alloc(7 * 1024 ** 2, 'large')

const bytesOf = async (s3: S3Client, Bucket: string, Key: string, VersionId?: string): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

const textOf = async (...given: Parameters<typeof bytesOf>): Promise<string> => (await bytesOf(...given)).toString()

const part = (Key: string, UploadId: string | undefined, PartNumber: number, Body: string | Buffer) =>
  new UploadPartCommand({ Bucket: 'plain', Key, UploadId, PartNumber, Body })

test('all that a server had is there after a restart, and what is done then is there after the next', async () => {
  const path = directory()
  const first = begin(path, scene)
  const { s3, mock } = first
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'one', Metadata: { $: 'x', __proto__: 'y' } }))
  const second = await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'two' }))
  await s3.send(new DeleteObjectCommand({ Bucket: 'images', Key: 'seed' }))
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: '../../large', Body: large }))
  await s3.send(new CopyObjectCommand({ Bucket: 'images', Key: 'copy', CopySource: 'plain/..%2F..%2Flarge' }))
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'plain', Key: 'parts' }))
  first.keep()
  const etag = (await s3.send(part('parts', UploadId, 2, large))).ETag
  first.keep()
  await s3.send(part('parts', UploadId, 3, 'old end'))
  first.keep()
  const last = (await s3.send(part('parts', UploadId, 3, 'end'))).ETag
  const statement = { ...reader.Statement[0], Principal: { AWS: '123456789012' } }
  const Policy = JSON.stringify({ ...reader, Statement: [statement] })
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'images', Policy }))
  first.keep()
  const before = dump(stateOf(mock))
  first.data.close()

  const again = begin(path)

  expect(dump(stateOf(again.mock))).toEqual(before)
  expect(again.mock.keys.get('reader').secret).toBe('of-reader')
  expect(again.mock.as('reader').can('s3:GetObject', 'images/a').because).toContain('"Read"')
  expect(again.mock.as('reader').can('s3:PutObject', 'images/a').decision).toBe('implicitDeny')
  expect(await textOf(again.s3, 'images', 'a', second.VersionId)).toBe('two')
  const { Versions, DeleteMarkers } = await again.s3.send(new ListObjectVersionsCommand({ Bucket: 'images' }))
  expect([Versions?.map(({ Key }) => Key), DeleteMarkers?.map(({ Key }) => Key)]).toEqual([
    ['a', 'a', 'copy', 'seed'],
    ['seed'],
  ])
  expect((await bytesOf(again.s3, 'plain', '../../large')).equals(large)).toBe(true)
  expect((await bytesOf(again.s3, 'images', 'copy')).equals(large)).toBe(true)
  const parts = await again.s3.send(new ListPartsCommand({ Bucket: 'plain', Key: 'parts', UploadId }))
  expect(parts.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [2, large.byteLength],
    [3, 3],
  ])
  const Parts = [
    { PartNumber: 2, ETag: etag },
    { PartNumber: 3, ETag: last },
  ]
  await again.s3.send(
    new CompleteMultipartUploadCommand({ Bucket: 'plain', Key: 'parts', UploadId, MultipartUpload: { Parts } }),
  )
  again.keep()
  again.data.close()
  const third = begin(path)
  expect((await bytesOf(third.s3, 'plain', 'parts')).equals(Buffer.concat([large, Buffer.from('end')]))).toBe(true)
  third.data.close()
})

test('roles, sessions and versions of policies outlive a restart', async () => {
  const path = directory()
  const first = begin(path, scene)
  const config = { ...first.mock.admin().clientConfig, requestHandler: first.mock.requestHandler() }
  const iam = new IAMClient(config)
  const arn = first.mock.keys.get('reader').policies[0]
  const wider = { ...reader, Statement: [{ ...reader.Statement[0], Action: 's3:*' }] }
  await iam.send(
    new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: JSON.stringify(wider), SetAsDefault: true }),
  )
  const sts = new STSClient({ ...config, credentials: first.mock.as('reader').credentials })
  const { Account } = await sts.send(new GetCallerIdentityCommand({}))
  const RoleArn = `arn:aws:iam::${Account}:role/worker`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'job' }))
  first.keep()
  first.data.close()

  const again = begin(path)

  expect(again.mock.as('reader').can('s3:PutObject', 'images/a').decision).toBe('allowed')
  const s3 = new S3Client({
    ...{ ...again.mock.admin().clientConfig, requestHandler: again.mock.requestHandler(), maxAttempts: 1 },
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  })
  expect(await textOf(s3, 'images', 'seed')).toBe('of the scene')
  again.data.close()
})

/** One small change after another; each is kept as a server keeps it, before it answers. */
const history: readonly ((begun: Begun) => unknown)[] = [
  ({ s3 }) => s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'one' })),
  ({ mock }) => mock.keys.get('reader').deactivate(),
  ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket: 'images', Key: 'a' })),
  ({ s3 }) => s3.send(new CreateMultipartUploadCommand({ Bucket: 'images', Key: 'p' })),
]

test('a journal that is cut at any byte gives the state of the last whole entry', async () => {
  const path = directory()
  const begun = begin(path, { dialect: 'tigris', buckets: { images: {} }, keys: { reader: {} } })
  const journal = join(path, 'journal')
  const states = [{ size: statSync(journal).size, dump: dump(stateOf(begun.mock)) }]
  for (const change of history) {
    await change(begun)
    begun.keep()
    states.push({ size: statSync(journal).size, dump: dump(stateOf(begun.mock)) })
  }
  begun.data.close()
  const whole = readFileSync(journal)
  expect(new Set(states.map(({ size }) => size)).size).toBe(history.length + 1)

  truncateSync(journal, states[0]!.size)
  for (let size = states[0]!.size; size <= whole.byteLength; size++) {
    // what was cut off last time is written again, and one byte more
    appendFileSync(journal, whole.subarray(statSync(journal).size, size))
    const data = open(path, 'tigris')
    const wanted = states.findLast(state => state.size <= size)!
    expect(dump(data.found!.state), `cut at byte ${size}`).toEqual(wanted.dump)
    data.close()
    expect(statSync(journal).size).toBe(wanted.size)
  }
}, 240_000)

test('what follows a cut is kept, and the cut is not seen again', async () => {
  const path = directory()
  const first = begin(path, scene)
  await first.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'one' }))
  first.keep()
  first.data.close()
  appendFileSync(join(path, 'journal'), '0badc0de {"changes":[{"o":"buck')

  const again = begin(path)
  await again.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'b', Body: 'two' }))
  again.keep()
  again.data.close()

  const third = begin(path)
  expect(third.mock.bucket('plain').keys()).toEqual(['a', 'b'])
  third.data.close()
})

test('a journal that is damaged before its end is refused, named by file and byte, and left as it is', async () => {
  const path = directory()
  const begun = begin(path, scene)
  await begun.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'one' }))
  begun.keep()
  await begun.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'b', Body: 'two' }))
  begun.keep()
  begun.data.close()
  const journal = join(path, 'journal')
  const whole = readFileSync(journal)

  // every line but the last, in its middle
  let start = 0
  for (let end = whole.indexOf(10); end + 1 < whole.byteLength; end = whole.indexOf(10, start)) {
    const damaged = Buffer.from(whole)
    damaged[(start + end) >> 1]! ^= 1
    writeFileSync(journal, damaged)
    expect(() => open(path)).toThrow(`${journal} is damaged at byte ${start}: `)
    expect(readFileSync(journal).equals(damaged)).toBe(true)
    start = end + 1
  }
  expect(readdirSync(path)).not.toContain('lock')
  writeFileSync(journal, whole)
  open(path).close()
})

test('a body that is gone or cut is told with its object, and everything else is there', async () => {
  const path = directory()
  const first = begin(path, scene)
  for (const Key of ['cut', 'gone', 'whole'])
    await first.s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: large }))
  first.keep()
  first.data.close()
  rmSync(join(path, 'bodies/2'))
  truncateSync(join(path, 'bodies/1'), 5)

  const again = begin(path)

  expect(again.data.found?.damaged).toEqual([
    { bucket: 'plain', key: 'cut', fault: `${join(path, 'bodies/1')} has 5 bytes in place of ${large.byteLength}` },
    { bucket: 'plain', key: 'gone', fault: `${join(path, 'bodies/2')} is gone` },
  ])
  expect((await bytesOf(again.s3, 'plain', 'whole')).equals(large)).toBe(true)
  await expect(bytesOf(again.s3, 'plain', 'gone')).rejects.toThrow(/damaged/)
  await again.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'gone', Body: 'new' }))
  again.keep()
  again.data.close()
  const third = begin(path)
  expect(third.data.found?.damaged.map(({ key }) => key)).toEqual(['cut'])
  expect(await textOf(third.s3, 'plain', 'gone')).toBe('new')
  third.data.close()
})

test('files of bodies are named by counts, go with their objects, and are not left by who was killed', async () => {
  const path = directory()
  const first = begin(path, scene)
  await first.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: '../../../../tmp/escaped', Body: large }))
  await first.s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'kept', Body: large }))
  first.keep()
  await first.s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: '../../../../tmp/escaped' }))
  first.keep()
  // the process ended here: nothing was put in order
  cpSync(path, `${path}-killed`, { recursive: true })
  first.data.close()
  rmSync(join(`${path}-killed`, 'lock'))
  writeFileSync(join(`${path}-killed`, 'bodies/99'), 'of a request that was never answered')

  const again = begin(`${path}-killed`)

  expect(readdirSync(join(`${path}-killed`, 'bodies')).sort()).toEqual(['2'])
  expect((await bytesOf(again.s3, 'plain', 'kept')).equals(large)).toBe(true)
  again.data.close()
  rmSync(`${path}-killed`, { recursive: true })
})

test('a directory is one process’s at a time, and its lock says whose', () => {
  const path = directory()
  const data = open(path)

  expect(() => open(path)).toThrow(`${join(path, 'lock')} says that process ${process.pid} of this machine has this`)
  data.close()
  open(path).close()
  expect(readdirSync(path)).toEqual(['bodies'])
})

test('the lock of a process that is gone is taken over', () => {
  const path = directory()
  const host = JSON.parse(lockOf(path)).host

  for (const left of [
    { pid: 2 ** 30, host },
    { pid: process.pid, host, begun: '1' },
  ]) {
    writeFileSync(join(path, 'lock'), JSON.stringify(left))
    const data = open(path)
    expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8')).pid).toBe(process.pid)
    data.close()
  }
  writeFileSync(join(path, 'lock'), JSON.stringify({ pid: 1, host: 'another' }))
  expect(() => open(path)).toThrow('process 1 of another has this directory')
})

const lockOf = (path: string): string => {
  const data = open(path)
  const text = readFileSync(join(path, 'lock'), 'utf8')
  data.close()
  return text
}

test('a directory of something else, of another dialect or of a newer version is refused by name', () => {
  const path = directory()
  begin(path).data.close()

  expect(() => open(path, 'tigris')).toThrow('start it with --dialect aws')
  writeFileSync(join(path, 'notes.txt'), 'mine')
  expect(() => open(path)).toThrow(`${path} holds \`notes.txt\``)
  expect(readFileSync(join(path, 'notes.txt'), 'utf8')).toBe('mine')
})

test('a bucket that was forked, snapshots and what was deleted softly are there after a restart', async () => {
  const path = directory()
  const first = begin(path, {
    dialect: 'tigris',
    buckets: { models: { snapshots: true, objects: { a: '1', b: '2' } } },
  })
  const version = first.mock.bucket('models').snapshot('before')
  first.keep()
  first.mock.bucket('models').put('a', 'changed')
  first.mock.bucket('models').fork('trial', version)
  first.mock.bucket('trial').put('b', 'of the fork')
  first.keep()
  const before = dump(stateOf(first.mock))
  first.data.close()

  const again = begin(path, { dialect: 'tigris' })
  const { store } = stateOf(again.mock)
  const [trial, models] = ['trial', 'models'].map(name => store.buckets.get(name)!)

  expect(dump(stateOf(again.mock))).toEqual(before)
  // what is the same on both sides is one record: a fork tells its changes by that
  expect(trial!.fork!.ours.get('a')![0]).toBe(trial!.objects.get('a')![0])
  expect(trial!.fork!.ours.get('b')![0]).not.toBe(trial!.objects.get('b')![0])
  expect(models!.snapshots?.map(({ name }) => name)).toEqual(['before'])
  expect(again.mock.bucket('trial').get('a')?.text).toBe('1')
  again.data.close()
})

test('a journal that grew is written anew at the next start, and says the same', async () => {
  const path = directory()
  const first = begin(path, scene)
  const body = Buffer.alloc(8_000, 'x')
  for (let count = 0; count < 600; count++) {
    first.mock.bucket('plain').put('same', { body })
    first.keep()
  }
  const before = dump(stateOf(first.mock))
  first.data.close()
  const grown = readFileSync(join(path, 'journal')).byteLength

  const again = begin(path)

  expect(readFileSync(join(path, 'journal')).byteLength).toBeLessThan(grown / 50)
  expect(dump(stateOf(again.mock))).toEqual(before)
  again.data.close()
})

test('lifecycle rules act after a restart as before it', async () => {
  const path = directory()
  const first = begin(path, scene)
  const Rules = [{ ID: 'end', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } }]
  await first.s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket: 'plain', LifecycleConfiguration: { Rules } }),
  )
  first.mock.bucket('plain').put('old', 'x')
  first.keep()
  first.data.close()

  const again = begin(path)
  expect(again.mock.bucket('plain').keys()).toEqual(['old'])
  again.mock.clock.advance(3 * 86_400_000)
  expect(again.mock.bucket('plain').keys()).toEqual([])
  again.keep()
  again.data.close()
  const third = begin(path)
  expect(third.mock.bucket('plain').keys()).toEqual([])
  third.data.close()
})
