import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DialectDefinition } from '../src/contract/dialect-definition.js'
import type { Service } from '../src/contract/located.js'
import type { Operation } from '../src/contract/operation.js'
import { dialects } from '../src/dialects/index.js'
import { operationsOf } from '../src/dialects/operations.js'
import { actionsOf } from './entries.js'

export const supportTableFile = fileURLToPath(new URL('../docs/support.md', import.meta.url))

const services = { s3: 'S3', iam: 'IAM', sts: 'STS' } as const

const cell = (text: string): string => text.replaceAll('|', '\\|')
const code = (text: string): string => `\`${cell(text)}\``

const rowOf = (entry: Operation, dialect: DialectDefinition): string => {
  const actions = actionsOf(entry, dialect).map(code).join(', ')
  const rights = actions === '' ? `none: ${cell(entry.open ?? '')}` : actions
  return `| ${entry.name} | ${code(routeOf(entry))} | ${rights} |`
}

/** The route with the members that the request must have: they tell UploadPart from PutObject. */
const routeOf = ({ http, action, readers }: Operation): string => {
  if (http === undefined) return `Action=${action}`
  const [path = '', literals = ''] = http.split('?')
  const demanded = Object.values(readers).filter(({ demands }) => demands !== undefined)
  const text = ({ wire, demands }: (typeof demanded)[number]): string =>
    demands?.value === undefined ? wire : `${wire}=${demands.value}`
  const own = literals.split('&').filter(literal => literal !== '' && !literal.startsWith('x-id='))
  const query = [...own, ...demanded.filter(({ from }) => from === 'query').map(text)].join('&')
  const headers = demanded.filter(({ from }) => from === 'header').map(text)
  return [query === '' ? path : `${path}?${query}`, ...headers].join(' with ')
}

const refusedText = (entry: Operation): string =>
  entry.http === undefined ? entry.name : `${entry.name} (${code(routeOf(entry))})`

const tablesOf = (service: Service, entries: readonly Operation[], dialect: DialectDefinition): string[] => {
  const rows = entries.filter(entry => entry.service === service).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const supported = rows.filter(({ notImplemented }) => notImplemented === undefined)
  const refused = rows.filter(({ notImplemented }) => notImplemented !== undefined)
  if (rows.length === 0) return []
  const title = `### ${services[service]} in \`${dialect.name}\`: ${supported.length} supported, ${refused.length} refused by name`
  const head = '| operation | request | actions |\n|---|---|---|'
  return [
    title,
    ...(supported.length > 0 ? [[head, ...supported.map(entry => rowOf(entry, dialect))].join('\n')] : []),
    ...(refused.length > 0 ? [`Refused by name: ${refused.map(refusedText).join(', ')}.`] : []),
  ]
}

const sectionOf = (dialect: DialectDefinition): string => {
  const entries = operationsOf(dialect)
  const tables = (['s3', 'iam', 'sts'] as const).flatMap(service => tablesOf(service, entries, dialect))
  return [`## Dialect \`${dialect.name}\``, ...tables].join('\n\n')
}

const head = `# Supported operations

Made from the entries by \`npx tsx scripts/support-table.ts\`; do not edit.

"Refused by name" is an answer of status 501 with the code \`NotImplemented\` and the operation's name. A request that
stands nowhere here is refused as well: by its sub-resource, its method or its \`Action\`. The actions are those that an
operation may need, as a policy of the dialect names them.`

/** Markdown: every operation of every dialect with its request, the actions that it may need, and whether it works. */
export const renderSupportTable = (): string => `${[head, ...Object.values(dialects).map(sectionOf)].join('\n\n')}\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(supportTableFile, renderSupportTable())
  console.info(`wrote ${supportTableFile}`)
}
