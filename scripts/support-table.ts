import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Dialect } from '../src/dialect.js'
import { dialects } from '../src/dialects/index.js'
import { iamOperations } from '../src/iam/index.js'
import type { Operation } from '../src/operation.js'
import { s3Operations } from '../src/s3/index.js'
import { stsOperations } from '../src/sts/index.js'
import { actionsOf, entriesOf } from './entries.js'

export const supportTableFile = fileURLToPath(new URL('../docs/support.md', import.meta.url))

const shared = [...s3Operations, ...iamOperations, ...stsOperations]
const services = { s3: 'S3', iam: 'IAM', sts: 'STS' } as const

const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${cell(text)}\``

const rowOf = (entry: Operation, dialect: Dialect): string => {
  const route = entry.http ?? `Action=${entry.action}`
  const actions = actionsOf(entry, dialect).map(code).join(', ')
  const rights = entry.notImplemented !== undefined ? '' : actions === '' ? `none: ${cell(entry.open ?? '')}` : actions
  const answer = entry.notImplemented === undefined ? 'yes' : 'refused by name'
  return `| ${entry.name} | ${code(route)} | ${rights} | ${answer} |`
}

const tableOf = (entries: readonly Operation[], dialect: Dialect): string =>
  [
    '| operation | request | actions | supported |',
    '|---|---|---|---|',
    ...entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(entry => rowOf(entry, dialect)),
  ].join('\n')

const sectionOf = (dialect: Dialect): string => {
  const entries = entriesOf(dialect, shared)
  const tables = (['s3', 'iam', 'sts'] as const).flatMap(service => {
    const rows = entries.filter(entry => entry.service === service)
    const supported = rows.filter(({ notImplemented }) => notImplemented === undefined).length
    const title = `### ${services[service]} in \`${dialect.name}\`: ${supported} supported, ${rows.length - supported} refused by name`
    return rows.length === 0 ? [] : [`${title}\n\n${tableOf(rows, dialect)}`]
  })
  return [`## Dialect \`${dialect.name}\``, ...tables].join('\n\n')
}

const head = `# Supported operations

Made from the entries by \`npx tsx scripts/support-table.ts\`; do not edit.

"Refused by name" is an answer of status 501 with the code \`NotImplemented\` and the operation's name. A request that
stands in no table is refused as well: by its sub-resource, its method or its \`Action\`. The actions are those that a
policy of the dialect names.`

/** Markdown: every operation of every dialect with its request, the actions that it may need, and whether it works. */
export const renderSupportTable = (): string => `${[head, ...Object.values(dialects).map(sectionOf)].join('\n\n')}\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(supportTableFile, renderSupportTable())
  console.info(`wrote ${supportTableFile}`)
}
