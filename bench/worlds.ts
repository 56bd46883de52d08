// What a world costs, with few objects and with many: `npx tsx bench/worlds.ts [--objects n]`
import { parseArgs } from 'node:util'
import { createTigrisMock, type TigrisMock } from 'tigris-mock'
import { median } from './sides.js'

const { values } = parseArgs({ options: { objects: { type: 'string', default: '1000000' } } })

const filled = (size: number): TigrisMock => {
  const mock = createTigrisMock({ buckets: { images: {} } })
  const images = mock.bucket('images')
  for (let number = 0; number < size; number++) images.put(`key-${number}`, '')
  return mock
}

/** Microseconds of one run. */
const timed = async (run: () => unknown): Promise<number> => {
  const times: number[] = []
  for (let turn = 0; turn < 200; turn++) {
    const begin = performance.now()
    await run()
    times.push((performance.now() - begin) * 1000)
  }
  return median(times)
}

console.log(
  ['objects', 'checkpoint (µs)', 'restore (µs)', 'isolate and write (µs)'].map(head => head.padStart(24)).join(''),
)
for (const size of [10, Number(values.objects)]) {
  const mock = filled(size)
  const checkpoint = mock.checkpoint()
  const cells = [
    await timed(() => mock.checkpoint()),
    await timed(() => mock.restore(checkpoint)),
    await timed(() => mock.isolate(() => mock.bucket('images').put('key-5', 'new'))),
  ]
  console.log(
    [size.toLocaleString('en'), ...cells.map(cell => cell.toFixed(1))].map(cell => cell.padStart(24)).join(''),
  )
}
