// What recording adds to 1,000 calls of the SDK: `npm run build && npx tsx bench/recording.ts`
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { createTigrisMock } from 'tigris-mock'

const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-bench-'))
const calls = 1000
const rounds = Number(process.argv[2] ?? 8)
const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' } as const
const scene = {
  buckets: { images: { objects: { 'a.png': 'image' } } },
  keys: { reader: { policies: [{ Version: '2012-10-17', Statement: [statement] }] } },
} as const

/** Milliseconds of the processor for the calls: the wall clock measures the other programs of the machine, too. */
const run = async (records: boolean, isDirect: boolean): Promise<number> => {
  if (records) process.env.TIGRIS_MOCK_RECORD = directory
  else delete process.env.TIGRIS_MOCK_RECORD
  await using mock = createTigrisMock(scene)
  if (!isDirect) await mock.start()
  const direct = isDirect ? { requestHandler: mock.requestHandler() } : {}
  const s3 = new S3Client({ ...mock.as('reader').clientConfig, ...direct })
  const begin = process.cpuUsage()
  for (let call = 0; call < calls; call++) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
    await Body?.transformToByteArray()
  }
  await mock.stop()
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1]!

for (const isDirect of [true, false]) {
  for (const records of [false, true]) await run(records, isDirect)
  const [plain, recorded]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    plain.push(await run(false, isDirect))
    recorded.push(await run(true, isDirect))
  }
  const [before, after] = [median(plain), median(recorded)]
  const door = isDirect ? 'request handler' : 'interception'
  const percent = Math.round(((after - before) / before) * 1000) / 10
  console.log(
    JSON.stringify({ calls, door, plain: Math.round(before), recorded: Math.round(after), percent, unit: 'ms' }),
  )
}
rmSync(directory, { recursive: true })
