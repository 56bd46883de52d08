import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { Operation } from '../contract/operation.js'
import { dialects } from '../dialects/index.js'
import { operationsOf } from '../dialects/operations.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, json } from './command.js'
import { print, printJson } from './terminal.js'

interface Entry {
  readonly service: string
  readonly name: string
  readonly request: string
  /** As a policy of the dialect names them. */
  readonly actions: readonly string[]
  /** Why no action is needed. */
  readonly open?: string
  /** What a 501 says. */
  readonly notImplemented?: string
}

const entryOf = (
  { service, name, http, action, actions, open, notImplemented }: Operation,
  dialect: DialectDefinition,
): Entry => ({
  service,
  name,
  request: http ?? `Action=${action}`,
  actions: [...new Set(actions.flatMap(each => dialect.profile.dialectActions(each)))],
  ...(open !== undefined && { open }),
  ...(notImplemented !== undefined && { notImplemented }),
})

const entriesOf = (dialect: DialectDefinition): Entry[] =>
  operationsOf(dialect)
    .map(entry => entryOf(entry, dialect))
    .sort((a, b) => (`${a.service} ${a.name}` < `${b.service} ${b.name}` ? -1 : 1))

const rightsOf = ({ actions, open, notImplemented }: Entry): string => {
  if (notImplemented !== undefined) return `501: ${notImplemented}`
  return actions.length > 0 ? actions.join(', ') : `no right needed: ${open}`
}

const printSection = (name: string, entries: readonly Entry[]): void => {
  const answered = entries.filter(({ notImplemented }) => notImplemented === undefined).length
  print(`${name}: ${answered} operations, ${entries.length - answered} refused by name`)
  const width = Math.max(...entries.map(entry => entry.name.length)) + 2
  for (const entry of entries) print(`  ${entry.service.padEnd(5)}${entry.name.padEnd(width)}${rightsOf(entry)}`)
}

export const operations = defineCommand({
  example: ['tigris-mock operations --dialect tigris', 'prints one line for each operation that Tigris answers'],
  options: {
    dialect: { type: 'string', value: 'DIALECT', says: 'this one only: tigris, aws or yandex' },
    json,
  },
  run: ({ values }) => {
    const chosen = values.dialect === undefined ? Object.values(dialects) : [dialects[dialectNamed(values.dialect)]]
    const sections = chosen.map(dialect => [dialect.name, entriesOf(dialect)] as const)
    if (values.json) printJson(Object.fromEntries(sections))
    else for (const [name, entries] of sections) printSection(name, entries)
    return 0
  },
})
