// Installs the packed package into a project of each runner, and runs its tests on each Node that the runner supports.
// Words among the arguments choose rows by their names, numbers choose versions of Node: `npm run test:matrix -- vitest 24`.
import { cp, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Counts, countJson, countTap, installPacked, npm, root, run, settle } from '../package/packed.js'
import { type Major, majors, type Row, rows } from './rows.js'

interface Cell extends Counts {
  readonly row: Row
  readonly node: Major
}

const home = join(root, 'test/matrix')
const modules = join(home, 'node_modules')

const changedAt = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0

const install = async (): Promise<void> => {
  if ((await changedAt(join(modules, '.package-lock.json'))) > (await changedAt(join(home, 'package-lock.json'))))
    return
  console.log('installing runners and versions of Node')
  await npm(home, 'ci')
}

const binaryOf = async (node: Major): Promise<string> => {
  const path = join(modules, `node-${node}-${process.arch}/bin/node`)
  if (!(await changedAt(path)))
    throw new Error(
      `there is no Node ${node} for ${process.platform} on ${process.arch}: the matrix runs on Linux, x64 or arm64`,
    )
  return path
}

/** Outside of the checkout, so that no project finds a module there. */
const makePlace = async (): Promise<string> => {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'tigris-mock-matrix-')))
  await symlink(modules, join(place, 'node_modules'))
  await installPacked(join(place, 'packed'))
  return place
}

const measure = async (row: Row, node: Major, place: string): Promise<Cell & { output: string }> => {
  const directory = join(place, 'projects', `${row.name.replaceAll(/\W+/g, '-')}-on-${node}`)
  await cp(join(root, 'fixtures', row.project), directory, { recursive: true })
  await cp(join(place, 'packed/node_modules'), join(directory, 'node_modules'), { recursive: true })
  await row.prepare?.(directory, modules)
  const { ok, output } = await run(await binaryOf(node), row.command(join(place, 'node_modules')), directory)
  const fits = row.refused === undefined ? ok : !ok && row.refused.test(output)
  const counts = {
    exit: () => ({ passed: fits ? 1 : 0, failed: fits ? 0 : 1 }),
    tap: () => countTap(output),
    json: () => countJson(directory),
  }
  const counted = await Promise.resolve(counts[row.count]()).catch(() => ({ passed: 0, failed: 1 }))
  return { row, node, ...settle(fits, counted), output }
}

const table = (cells: readonly Cell[]): string => {
  const text = (row: Row, node: Major): string => {
    const cell = cells.find(candidate => candidate.row === row && candidate.node === node)
    if (cell === undefined) return '-'
    return cell.failed === 0 ? `${cell.passed} pass` : `${cell.failed} FAIL`
  }
  const lines = [
    ['', ...majors.map(node => `Node ${node}`)],
    ...rows
      .filter(row => cells.some(cell => cell.row === row))
      .map(row => [row.name, ...majors.map(node => text(row, node))]),
  ]
  const width = Math.max(...lines.map(([name = '']) => name.length))
  return lines
    .map(([name = '', ...columns]) => [name.padEnd(width), ...columns.map(column => column.padStart(8))].join(' '))
    .join('\n')
}

const words = process.argv.slice(2)
const numbers = words.map(Number).filter(number => !Number.isNaN(number))
const names = words.filter(word => Number.isNaN(Number(word)))
const waiting = rows
  .filter(({ name }) => names.length === 0 || names.some(word => name.includes(word)))
  .flatMap(row => row.nodes.map(node => ({ row, node })))
  .filter(({ node }) => numbers.length === 0 || numbers.includes(node))
if (waiting.length === 0)
  throw new Error(`no row fits \`${words.join(' ')}\`; there are: ${rows.map(({ name }) => name).join('; ')}`)

await install()
const place = await makePlace()
const cells: Cell[] = []
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { output, ...cell } = await measure(next.row, next.node, place)
    cells.push(cell)
    if (cell.failed > 0) console.log(`\n${cell.row.name} on Node ${cell.node}:\n${output.trim()}`)
  }
}
await Promise.all([work(), work()])
await rm(place, { recursive: true, force: true })

const total = (count: keyof Counts): number => cells.reduce((sum, cell) => sum + cell[count], 0)
console.log(`\n${table(cells)}\n\n${total('passed')} passed, ${total('failed')} failed`)
if (total('failed') > 0) process.exitCode = 1
