import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { allocator, flags } from './memory.js'

/** Microseconds. */
export interface Turn {
  readonly calls: readonly number[]
  /** Processor time of the turn, by call; the collector's and the compiler's threads are in it. */
  readonly processor: number
}

/** A program of the bench in a process of its own, which answers one question at a time. */
export interface Program {
  /** What it said when it was ready. */
  readonly ready: unknown
  ask(question: string): Promise<unknown>
  end(): void
}

export const startProgram = async (file: string, parameters: readonly string[]): Promise<Program> => {
  const execArgv = [...process.execArgv, ...flags]
  const env = { ...process.env, ...allocator }
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), parameters, { execArgv, env })
  const answer = async (): Promise<unknown> => {
    const listening = new AbortController()
    const { signal } = listening
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error(`${file} ${parameters.join(' ')} ended before it answered`)
    })
    const [message] = await Promise.race([once(child, 'message', { signal }), ended])
    ended.catch(() => {})
    listening.abort()
    return message
  }
  return {
    ready: await answer(),
    ask(question) {
      child.send(question)
      return answer()
    },
    end: () => void child.kill(),
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A call's time on the clock and of the processor, in microseconds; or how often one goes into another. */
export interface Figures {
  readonly wall: number
  readonly processor: number
}

export const warmFigures = (turns: readonly Turn[]): Figures => ({
  wall: median(turns.flatMap(({ calls }) => calls)),
  processor: median(turns.map(({ processor }) => processor)),
})

/** Of the first turn of a process: modules are loaded in it, and nothing is compiled yet. */
export const coldFigures = ({ calls, processor }: Turn): Figures => ({ wall: mean(calls), processor })

/** The median of what each pair of turns says. */
export const speedOf = (mock: readonly Turn[], other: readonly Turn[]): Figures => ({
  wall: median(mock.map(({ calls }, pair) => median(other[pair]!.calls) / median(calls))),
  processor: median(mock.map(({ processor }, pair) => other[pair]!.processor / processor)),
})
