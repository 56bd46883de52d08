// Measures the mock's doors against servers that say the same always:
// `npm run bench -- [--json] [--pairs n] [--call 'part of a name'] [door ...]`
import { parseArgs } from 'node:util'
import { measureDoor, type Row } from './pairs.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '20' },
    call: { type: 'string', default: '' },
  },
})

/** What the MSW door must keep of the speed of a static handler. */
const least = 0.8
const required = ['put 1 KB', 'get 1 KB', 'list of 1,000']

const isTooSlow = ({ door, operation, speed }: Row): boolean =>
  door === 'msw' && required.includes(operation) && speed < least

const microseconds = (value: number): string => Math.round(value).toLocaleString('en')

const line = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index < 2 ? cell.padEnd(16) : cell.padStart(14))).join('')

const show = (row: Row): void =>
  console.log(
    line([
      row.door,
      row.operation,
      microseconds(row.floor),
      microseconds(row.mock),
      row.speed.toFixed(2),
      row.processorSpeed.toFixed(2),
    ]) + (isTooSlow(row) ? `  below ${least}` : ''),
  )

const rows: Row[] = []
if (!values.json) console.log(line(['door', 'call', 'floor (µs)', 'mock (µs)', 'speed', 'by processor']))
for (const door of positionals.length > 0 ? positionals : ['msw', 'requestHandler', 'server']) {
  const measured = await measureDoor(door, Number(values.pairs), values.call)
  rows.push(...measured)
  if (!values.json) for (const row of measured) show(row)
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2))
if (rows.some(isTooSlow)) process.exitCode = 1
