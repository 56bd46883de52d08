import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Turn } from './child.js'
import { operations } from './operations.js'

/** One operation through one door, beside its floor. Times are medians in microseconds. */
export interface Row {
  readonly door: string
  readonly operation: string
  readonly floor: number
  readonly mock: number
  /** Of the floor's speed; more is better. */
  readonly speed: number
  /** The same by processor time: what a busy machine changes less. */
  readonly processorSpeed: number
}

interface Side {
  turn(operation: number): Promise<Turn>
  end(): void
}

const startSide = async (side: 'mock' | 'floor', door: string): Promise<Side> => {
  const execArgv = [...process.execArgv, '--no-warnings']
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [side, door], { execArgv })
  const answer = async (): Promise<unknown> => {
    const listening = new AbortController()
    const { signal } = listening
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error(`the ${side} of ${door} ended before it answered`)
    })
    const [message] = await Promise.race([once(child, 'message', { signal }), ended])
    listening.abort()
    return message
  }
  await answer()
  return {
    async turn(operation) {
      child.send(operation)
      return (await answer()) as Turn
    },
    end: () => void child.kill(),
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Lets mock and floor take turns, each going first every other time, after turns that warm them up. `call`: part of the names to measure. */
export const measureDoor = async (door: string, pairs: number, call = ''): Promise<readonly Row[]> => {
  const floor = await startSide('floor', door)
  const mock = await startSide('mock', door)
  const rows: Row[] = []
  for (const [index, { name }] of operations.entries()) {
    if (!name.includes(call)) continue
    const turns = { floor: [] as Turn[], mock: [] as Turn[] }
    const warmUp = 20
    for (let pair = -warmUp; pair < pairs; pair++) {
      const both = [
        ['floor', floor],
        ['mock', mock],
      ] as const
      for (const [side, { turn }] of pair % 2 === 0 ? both : both.toReversed()) {
        const taken = await turn(index)
        if (pair >= 0) turns[side].push(taken)
      }
    }
    const time = (side: Turn[]) => median(side.flatMap(({ calls }) => calls))
    const processor = (side: Turn[]) => median(side.map(turn => turn.processor))
    rows.push({
      door,
      operation: name,
      floor: time(turns.floor),
      mock: time(turns.mock),
      speed: time(turns.floor) / time(turns.mock),
      processorSpeed: processor(turns.floor) / processor(turns.mock),
    })
  }
  floor.end()
  mock.end()
  return rows
}
