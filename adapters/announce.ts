import http from 'node:http'

const key = Symbol.for('tigris-mock.announced')
// the real module object is shared by all test files of a process, whatever sandbox they run in
const shared = http as unknown as { [key]?: Set<string> }

/** Tells the person at the terminal one line, once in a process. */
export const announceOnce = (line: string): void => {
  shared[key] ??= new Set()
  if (shared[key].has(line)) return
  shared[key].add(line)
  process.stderr.write(`tigris-mock: ${line}\n`)
}

/** Tells a line each time. */
export const announce = (line: string): void => void process.stderr.write(`tigris-mock: ${line}\n`)
