import type { SeenValue } from './coverage-types.js'

const most = 20

/** Counts the values that were asked of one element. */
export const createSeen = () => {
  const found = new Map<string, { value: string; times: number; taken: boolean }>()
  return {
    add(value: string, taken: boolean, times: number): void {
      const key = `${taken} ${value}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { value, times, taken })
      else known.times += times
    },
    values: (): readonly SeenValue[] =>
      [...found.values()].sort((left, right) => right.times - left.times).slice(0, most),
  }
}
