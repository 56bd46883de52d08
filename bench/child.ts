// One side of a pair, in a process of its own: answers each question with the durations of one turn.
import { doors } from './doors.js'
import { floors } from './floors.js'
import { operations } from './operations.js'

/** Microseconds. */
export interface Turn {
  readonly calls: readonly number[]
  /** Processor time of the turn, by call. */
  readonly processor: number
}

const [side, door] = process.argv.slice(2) as ['mock' | 'floor', keyof typeof doors]
const s3 = await (side === 'mock' ? doors : floors)[door]()

process.on('message', async (index: number) => {
  const { calls, send } = operations[index]!
  const durations: number[] = []
  const before = process.cpuUsage()
  for (let call = 0; call < calls; call++) {
    const begin = process.hrtime.bigint()
    await send(s3)
    durations.push(Number(process.hrtime.bigint() - begin) / 1000)
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.({ calls: durations, processor: (user + system) / calls } satisfies Turn)
})
process.send?.('ready')
