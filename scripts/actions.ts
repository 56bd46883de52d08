import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dialects } from '../src/dialects/index.js'
import { operationsOf } from '../src/dialects/operations.js'
import { actionsOf } from './entries.js'

/** operation -> action -> names of the dialects in which the operation may ask for it. */
export type ActionTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export const actionsFile = fileURLToPath(new URL('../dist/actions.json', import.meta.url))

/** Of every supported operation, in order of name; one that needs no right has no actions. */
export const actionTable = (): ActionTable => {
  const table = new Map<string, Record<string, string[]>>()
  for (const dialect of Object.values(dialects)) {
    for (const entry of operationsOf(dialect)) {
      if (entry.notImplemented !== undefined) continue
      const actions = table.get(entry.name) ?? {}
      table.set(entry.name, actions)
      for (const action of actionsOf(entry, dialect)) actions[action] = [...(actions[action] ?? []), dialect.name]
    }
  }
  return Object.fromEntries([...table].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What the package exports as `tigris-mock/actions.json`. */
export const writeActions = (file = actionsFile): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(actionTable(), null, 2)}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeActions()
