import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dispatch } from '../../src/cli/dispatch.js'
import { captured } from './captured.js'

const file = (name: string): string => `fixtures/permissions/${name}`

test('test prints which statements no check reaches, with or without a threshold', async () => {
  const { status, stdout } = await captured('test', file('failing.perm.yaml'))
  const asJson = await captured('test', file('aws-boundaries.perm.yaml'), '--json')

  expect(status).toBe(1)
  expect(stdout).toMatch(/^ {2}reached 2 of 2 statements of its policies \(100 percent\)$/m)
  expect(JSON.parse(asJson.stdout).coverage).toEqual([
    {
      file: file('aws-boundaries.perm.yaml'),
      ...{ matched: 4, total: 5 },
      notMatched: [`${file('aws-boundaries.perm.yaml')}:36:9: statement "Own" (Allow)`],
      untried: [
        {
          what: `arn:aws:s3:::home/${'$'}{aws:username}/*`,
          position: `${file('aws-boundaries.perm.yaml')}:39:19`,
        },
      ],
      vacuous: 0,
    },
  ])
})

test('test counts denials of callers without any policy, and says nothing of them where they fail', async () => {
  const counted = await captured('test', file('sdxl-runner.perm.yaml'))
  const strict = await captured('test', file('sdxl-runner.perm.yaml'), '--strict-denials')

  expect(counted.stdout).toMatch(/^ {2}note {2}[1-9]\d* denials? of callers without any policy tested no policy; /m)
  expect(strict.stdout).not.toContain('  note  ')
  expect([counted.status, strict.status]).toEqual([0, 1])
})

test('test prints what has no boundary, and what another statement decides', async () => {
  const { status, stdout } = await captured('test', file('aws-boundaries.perm.yaml'))

  expect(stdout).toMatch(
    /^ {2}ok {4}boundaries of .*yaml:13: no edge for ann at .*: statement "AllButSecrets" allows it/m,
  )
  expect(stdout).toMatch(/^ {2}note {2}no boundary is tried at .*yaml:39:19: arn:aws:s3:::home\//m)
  expect(stdout).toMatch(/^ {8}not reached: .*yaml:36:9: statement "Own" \(Allow\)$/m)
  expect(status).toBe(0)
})

test('test takes the checks that a pattern finds, lists failures at the end, and writes a JUnit report', async () => {
  const report = join(mkdtempSync(join(tmpdir(), 'tigris-mock-junit-')), 'report.xml')

  const all = await captured('test', file('failing.perm.yaml'), '--junit', report)
  const some = await captured('test', file('conditions.perm.yaml'), '--grep', '^from the office')

  expect(all.stdout).toMatch(/^failed:\n(?: {2}\S+failing\.perm\.yaml: .+\n)+\d+ passed, \d+ failed$/m)
  expect(readFileSync(report, 'utf8')).toMatch(/<failure message="/)
  expect(some.stdout.match(/^ {2}ok .*$/gm)).toEqual(
    expect.arrayContaining([expect.stringContaining('from the office')]),
  )
  expect(some.stdout).not.toMatch(/^ {2}ok {4}(?!from the office)/m)
  await expect(dispatch(['test', file('conditions.perm.yaml'), '--grep', 'nothing of this'])).rejects.toThrow(
    'no check has',
  )
  await expect(dispatch(['test', file('conditions.perm.yaml'), '--grep', '('])).rejects.toThrow(
    'is no regular expression',
  )
})
