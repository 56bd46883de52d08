// Draws docs/failing-test.svg: the terminal of a failing permission test, from a real run of fixtures/readme.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What vitest prints for the failing test, without times and paths of this machine. */
const runTest = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
    const parameters = [vitest, 'run', '--root', '.', '--config', '../../vitest.source.config.ts']
    const env = { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' }
    execFile(process.execPath, parameters, { cwd: `${root}fixtures/readme`, env }, (error, stdout, stderr) =>
      error === null ? reject(new Error('the test of fixtures/readme passes; it must fail')) : resolve(stdout + stderr),
    )
  })

const kept = (output: string): string[] => {
  const lines = output.replaceAll(root, '').split('\n')
  const first = lines.findIndex(line => line.includes('FAIL'))
  const last = lines.findIndex((line, index) => index > first && /^\s*❯ /.test(line))
  if (first < 0 || last < 0) throw new Error(`no failure in:\n${output}`)
  return ['$ npx vitest run', '', ...lines.slice(first, last)].map(line => line.trimEnd())
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const colourOf = (line: string): string => {
  if (line.startsWith('$')) return '#8b949e'
  if (/FAIL|^\w*Error/.test(line)) return '#ff7b72'
  if (/to allow/.test(line)) return '#7ee787'
  return '#e6edf3'
}

const draw = (lines: readonly string[]): string => {
  const width = Math.max(...lines.map(line => line.length)) * 8.43 + 40
  const height = lines.length * 20 + 40
  const texts = lines.map(
    (line, index) =>
      `<text x="20" y="${index * 20 + 34}" fill="${colourOf(line)}" xml:space="preserve">${escapeText(line)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...texts,
    '</svg>\n',
  ].join('\n')
}

const lines = kept(await runTest())
writeFileSync(fileURLToPath(new URL('../docs/failing-test.svg', import.meta.url)), draw(lines))
console.log(lines.join('\n'))
