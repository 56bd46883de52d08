// One side of one row, in a process of its own: answers each question with the figures of one turn.
import { readAnswers } from './canned.js'
import { doors } from './doors.js'
import { floors } from './floors.js'
import { giveBack } from './memory.js'
import { operations } from './operations.js'
import type { Turn } from './sides.js'

const [side, door, call, answers] = process.argv.slice(2) as ['mock' | 'floor', keyof typeof doors, string, string]
const { s3, reset } = side === 'mock' ? await doors[door]() : await floors[door](readAnswers(answers))
const { calls, send, large } = operations.find(({ name }) => name === call)!

process.on('message', async () => {
  reset()
  if (large) giveBack()
  const durations: number[] = []
  const before = process.cpuUsage()
  for (let done = 0; done < calls; done++) {
    const begin = process.hrtime.bigint()
    await send(s3)
    durations.push(Number(process.hrtime.bigint() - begin) / 1000)
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.({ calls: durations, processor: (user + system) / calls } satisfies Turn)
})
process.send?.('ready')
