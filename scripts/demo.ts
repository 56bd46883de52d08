// Plays the policies of public documents with the AWS SDK, prints who may do what, and compares with fixtures/demo.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Cell, play } from './demo/scenario.js'

const directory = process.argv[2] ?? 'fixtures/demo'

const table = (cells: readonly Cell[]): string => {
  const columns = [...new Set(cells.map(({ column }) => column))]
  const calls = [...new Set(cells.map(({ call }) => call))]
  const text = (call: string, column: string): string => {
    const cell = cells.find(candidate => candidate.call === call && candidate.column === column)
    if (cell === undefined) return '-'
    return cell.actual === cell.expected ? cell.actual : `${cell.actual} (expected ${cell.expected})`
  }
  const rows = [['', ...columns], ...calls.map(call => [call, ...columns.map(column => text(call, column))])]
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map(row => row[index]!.length)))
  return rows.map(row => `  ${row.map((cell, index) => cell.padEnd(widths[index]!)).join('  ')}`.trimEnd()).join('\n')
}

const reasons = (cells: readonly Cell[]): string => {
  const by = new Map<string, string[]>()
  for (const { call, column, reason } of cells) {
    if (reason !== undefined) by.set(`${call} on ${column}`, [reason])
  }
  return [...by].map(([what, [reason]]) => `  ${what}\n    ${reason}`).join('\n')
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
