// What the pipeline alone costs, without client and door:
// `npx tsx --expose-gc bench/pipeline.ts [--call 'part of a name'] [--turns n] [--against <index.js of another build>]`
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import * as present from 'tigris-mock'
import { giveBack } from './memory.js'
import { type Operation, operations } from './operations.js'
import { scene } from './scene.js'
import { median } from './sides.js'

type Build = Pick<typeof present, 'createTigrisMock'>
type Turn = () => Promise<number>

/** One operation of one build: the request as the SDK signs it, sent again and again. Gives microseconds of processor time by call. */
const turnsOf = async ({ createTigrisMock }: Build, operation: Operation): Promise<Turn> => {
  const mock = createTigrisMock(scene)
  const checkpoint = mock.checkpoint()
  const { handle } = mock.door
  let request: Parameters<typeof handle>[0] | undefined
  Object.assign(mock.door, {
    handle: (wire: Parameters<typeof handle>[0]) => {
      request = wire
      return handle(wire)
    },
  })
  await operation.send(
    new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, requestHandler: mock.requestHandler() }),
  )
  const count = operation.calls === 1 ? 1 : operation.calls * 3
  const expected = operation.name === 'denied' ? 403 : 200
  return async () => {
    mock.log.clear()
    mock.restore(checkpoint)
    if (operation.large) giveBack()
    const begin = process.cpuUsage()
    for (let call = 0; call < count; call++) {
      const { status, body } = await handle(request!)
      if (status !== expected) throw new Error(`${operation.name} was answered with ${status}`)
      if (body !== undefined && !(body instanceof Uint8Array)) for await (const _piece of body);
    }
    const { user, system } = process.cpuUsage(begin)
    return (user + system) / count
  }
}

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    call: { type: 'string', default: '' },
    turns: { type: 'string', default: '40' },
  },
})
const other = values.against && ((await import(pathToFileURL(resolve(values.against)).href)) as Build)

console.log(
  `${'call'.padEnd(16)}${'now (µs)'.padStart(12)}${other ? 'other (µs)'.padStart(12) + 'ratio'.padStart(8) : ''}`,
)
// an upload in parts is several requests, whose ids no second upload has
const single = operations.filter(({ name }) => !name.startsWith('multipart'))
for (const operation of single.filter(({ name }) => name.includes(values.call))) {
  const sides = await Promise.all([present, ...(other ? [other] : [])].map(build => turnsOf(build, operation)))
  const times = sides.map((): number[] => [])
  for (let turn = -10; turn < Number(values.turns); turn++) {
    const order = [...sides.entries()]
    for (const [side, take] of turn % 2 === 0 ? order : order.reverse()) {
      const time = await take()
      if (turn >= 0) times[side]?.push(time)
    }
  }
  const [now = Number.NaN, before] = times.map(median)
  const compared = before === undefined ? '' : before.toFixed(1).padStart(12) + (before / now).toFixed(2).padStart(8)
  console.log(operation.name.padEnd(16) + now.toFixed(1).padStart(12) + compared)
}
