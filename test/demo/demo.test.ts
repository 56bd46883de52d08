import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)

/** The demo as its script runs it, on sources: the package's own door is proved by the consumers. */
const demo = (directory: string) =>
  run('npx', ['tsx', 'scripts/demo.ts', directory], { env: { ...process.env, NODE_NO_WARNINGS: '1' } }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )

test('one flipped statement makes the demo fail and name the calls', { timeout: 60_000 }, async () => {
  const copy = mkdtempSync(join(tmpdir(), 'tigris-mock-demo-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync('fixtures/demo/2-read-only.json', join(copy, 'demo/2-read-only.json'), { recursive: true })
  const policy = JSON.parse(readFileSync('fixtures/policies/images-read-only.json', 'utf8'))
  policy.Statement[0].Effect = 'Deny'
  cpSync('fixtures/policies', join(copy, 'policies'), { recursive: true })
  writeFileSync(join(copy, 'policies/images-read-only.json'), JSON.stringify(policy))

  const { code, stdout, stderr } = await demo(join(copy, 'demo'))

  expect(code).toBe(1)
  expect(stderr).toContain('DIFFERENT: GetObject on images/nature/lakes/a.jpg was denied, the document says allowed')
  expect(stdout).toMatch(/\d+ cells as the documents say, 10 different/)
})
