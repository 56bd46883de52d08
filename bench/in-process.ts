import type { Operation } from './operations.js'
import { measure, type Row } from './pairs.js'
import { startProgram, type Turn } from './sides.js'

/** One call through one door, client and door in one process, beside the floor in another. `answers`: see canned.ts. */
export const measureInProcess = async (
  door: string,
  { name }: Operation,
  answers: string,
  pairs: number,
): Promise<readonly Row[]> => {
  const start = (side: string) => startProgram('child.ts', [side, door, name, answers])
  const [floor, mock] = [await start('floor'), await start('mock')]
  const sides = {
    floor: async () => (await floor.ask('turn')) as Turn,
    mock: async () => (await mock.ask('turn')) as Turn,
  }
  try {
    return await measure(door, name, sides, pairs)
  } finally {
    floor.end()
    mock.end()
  }
}
