// Plays the policies of public documents with the AWS SDK, prints who may do what, and compares with fixtures/demo.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Cell, play } from './demo/scenario.js'

const directory = process.argv[2] ?? 'fixtures/demo'

/** What all keys of the columns begin with: said once above the table, not in every heading. */
const commonPrefix = (columns: readonly string[]): string => {
  const keys = columns.filter(column => column.includes('/'))
  const first = keys[0] ?? ''
  let length = 0
  while (length < first.length && keys.every(key => key[length] === first[length])) length++
  return keys.length < 2 ? '' : first.slice(0, first.lastIndexOf('/', length - 1) + 1)
}

const table = (cells: readonly Cell[]): string => {
  const columns = [...new Set(cells.map(({ column }) => column))]
  const calls = [...new Set(cells.map(({ call }) => call))]
  const prefix = commonPrefix(columns)
  const text = (call: string, column: string): string => {
    const cell = cells.find(candidate => candidate.call === call && candidate.column === column)
    if (cell === undefined) return ''
    return cell.actual === cell.expected ? cell.actual : `${cell.actual} (expected ${cell.expected})`
  }
  const headings = columns.map(column => (column.startsWith(prefix) ? column.slice(prefix.length) : column))
  const rows = [[prefix, ...headings], ...calls.map(call => [call, ...columns.map(column => text(call, column))])]
  const widths = headings.map((_, index) => Math.max(...rows.map(row => row[index + 1]!.length)))
  const first = Math.max(...rows.map(row => row[0]!.length))
  return rows
    .map(([call = '', ...rest]) =>
      `  ${[call.padEnd(first), ...rest.map((cell, index) => cell.padEnd(widths[index]!))].join('  ')}`.trimEnd(),
    )
    .join('\n')
}

/** Calls that were denied for one reason stand together. */
const reasons = (cells: readonly Cell[]): string => {
  const byReason = new Map<string, string[]>()
  for (const { call, column, reason } of cells) {
    if (reason !== undefined)
      byReason.set(reason, [...(byReason.get(reason) ?? []), column === 'account' ? call : `${call} ${column}`])
  }
  return [...byReason]
    .map(([reason, calls]) => `  ${reason}\n${calls.map(call => `    ${call}`).join('\n')}`)
    .join('\n')
}

let wrong = 0
let right = 0
for (const name of readdirSync(directory)
  .filter(file => file.endsWith('.json'))
  .sort()) {
  const { scenario, cells } = await play(join(directory, name))
  console.log(
    `\n${scenario.title} (${scenario.dialect})\n${scenario.source}\n\n${table(cells)}\n\nWhy a call was denied:\n${reasons(cells)}`,
  )
  const different = cells.filter(({ expected, actual }) => expected !== actual)
  wrong += different.length
  right += cells.length - different.length
  for (const { call, column, expected, actual } of different) {
    console.error(`DIFFERENT: ${call} on ${column} was ${actual}, the document says ${expected}`)
  }
}
console.log(`\n${right} cells as the documents say, ${wrong} different`)
process.exitCode = wrong === 0 && right > 0 ? 0 : 1
