import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Row } from './pairs.js'

const directory = fileURLToPath(new URL('results/', import.meta.url))
const file = `${directory}last.json`

const nameOf = ({ door, call, beside }: Row): string => `${door}, ${call}, beside ${beside}`

/** Rows of the runs before, each as it was measured last. */
export const keptRows = (): readonly Row[] => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Row[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Keeps what was measured now in place of what was kept of the same rows. */
export const keepRows = (before: readonly Row[], rows: readonly Row[]): void => {
  const all = new Map([...before, ...rows].map(row => [nameOf(row), row]))
  mkdirSync(directory, { recursive: true })
  writeFileSync(file, `${JSON.stringify([...all.values()], undefined, 2)}\n`)
}

/** What lost a third of its speed since it was kept, in words. */
export const losses = (before: readonly Row[], rows: readonly Row[]): readonly string[] => {
  const known = new Map(before.map(row => [nameOf(row), row.speed.processor]))
  return rows.flatMap(row => {
    const had = known.get(nameOf(row))
    const has = row.speed.processor
    return had === undefined || has > (had * 2) / 3 ? [] : [`${nameOf(row)}: ${had.toFixed(2)} -> ${has.toFixed(2)}`]
  })
}
