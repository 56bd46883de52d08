import type { Row } from './pairs.js'

interface Goals {
  readonly small: number
  readonly large: number
}

/** What each door aims to keep of the speed of a floor, by processor time: of calls of 1 KB; of pages and of 8 MB. */
const goals: Readonly<Record<string, Goals>> = {
  msw: { small: 0.8, large: 0.8 },
  server: { small: 0.75, large: 0.9 },
  requestHandler: { small: 0.65, large: 0.9 },
}

const smallCalls = ['put 1 KB', 'get 1 KB', 'head 1 KB', 'denied']
const largeCalls = ['list of 1,000', 'put 8 MB', 'get 8 MB']

/** The goal that a row misses. */
export const missedGoal = ({ door, call, beside, speed }: Row): number | undefined => {
  const own = beside === 'floor' ? goals[door] : undefined
  const goal = smallCalls.includes(call) ? own?.small : largeCalls.includes(call) ? own?.large : undefined
  return goal !== undefined && speed.processor < goal ? goal : undefined
}
