import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { examplesOf } from './examples.js'

const run = promisify(execFile)

test('every file of the README that is for vitest runs and passes', { timeout: 60_000 }, async () => {
  const directory = resolve('.cache/readme')
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  cpSync('fixtures/policies/sdxl-runner.json', `${directory}/policy.json`)
  const examples = examplesOf('README.md').filter(({ language }) => language === 'ts' || language === 'yaml')
  for (const { file, text } of examples) writeFileSync(`${directory}/${file}`, text)
  const report = `${directory}/report.json`

  const { stderr } = await run(
    process.execPath,
    [
      resolve('node_modules/vitest/vitest.mjs'),
      ...['run', '--root', '.', '--config', resolve('vitest.source.config.ts')],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    { cwd: directory },
  ).catch(error => error)

  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  expect({ failed: numFailedTests, files: testResults.length }, stderr).toEqual({
    failed: 0,
    files: examples.filter(({ file }) => file.endsWith('.test.ts')).length,
  })
  expect(numPassedTests).toBeGreaterThanOrEqual(6)
})
