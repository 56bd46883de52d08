// Measures the mock's doors beside servers that say the same always, and its server beside s3rver:
// `npm run bench -- [--json] [--pairs n] [--call 'part of a name'] [msw | requestHandler | server | raw ...]`
import { parseArgs } from 'node:util'
import { keepAnswers } from './canned.js'
import { missedGoal } from './goals.js'
import { measureInProcess } from './in-process.js'
import { keepRows, keptRows, losses } from './kept.js'
import { described } from './memory.js'
import { operations } from './operations.js'
import type { Row } from './pairs.js'
import { measureServers } from './servers.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '20' },
    call: { type: 'string', default: '' },
  },
})

const all = ['msw', 'requestHandler', 'server', 'raw'] as const
const asked = positionals.length > 0 ? positionals : all
const unknown = asked.find(door => !all.some(known => known === door))
if (unknown !== undefined) throw new Error(`there is no door \`${unknown}\`; there are ${all.join(', ')}`)

const microseconds = (value: number): string => Math.round(value).toLocaleString('en')

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index < 3 ? cell.padEnd(16) : cell.padStart(12))).join('')

const show = (row: Row): void => {
  const { door, call, beside, mock, other, speed, cold } = row
  const times = [other.processor, mock.processor].map(microseconds)
  const ratios = [speed.processor, speed.wall, cold.other.processor / cold.mock.processor].map(value =>
    value.toFixed(2),
  )
  const goal = missedGoal(row)
  const cells = [door, call, beside, ...times, ...ratios, microseconds(cold.mock.processor)]
  console.log(line(cells) + (goal === undefined ? '' : `  below ${goal}`))
}

if (!values.json) {
  console.log(`Node ${process.version}; memory: ${described}`)
  console.log(
    'Times are processor time by call in microseconds, warm; speed is that of the other (more is better), by processor and by wall; cold: the first turn after a start.\n',
  )
  console.log(line(['door', 'call', 'beside', 'other', 'mock', 'speed', 'wall', 'cold', 'mock, cold']))
}

const before = keptRows()
const rows: Row[] = []
const answers = await keepAnswers()
try {
  for (const door of asked)
    for (const operation of operations.filter(({ name }) => name.includes(values.call))) {
      const measured = await (door === 'raw'
        ? measureServers(operation, answers.file, Number(values.pairs))
        : measureInProcess(door, operation, answers.file, Number(values.pairs)))
      rows.push(...measured)
      if (!values.json) for (const row of measured) show(row)
    }
} finally {
  answers.remove()
  keepRows(before, rows)
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2))
const lost = losses(before, rows)
for (const each of lost) console.error(`lost a third of its speed: ${each}`)
if (lost.length > 0 || rows.some(row => missedGoal(row) !== undefined)) process.exitCode = 1
