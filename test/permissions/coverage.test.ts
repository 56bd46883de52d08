import { expect, test } from 'vitest'
import { checkFile } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { writePermissionFile } from './fixture.js'

const scene = {
  buckets: { images: { objects: { 'a.png': 'image' } } },
  policies: {
    clerk: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
        { Sid: 'Write', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::images/*' },
        { Sid: 'Never', Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::images/fixed/*' },
      ],
    },
  },
  keys: { clerk: { policies: ['clerk'] }, other: { policies: ['clerk'] } },
}

const reading = { call: 'GetObject', bucket: 'images', key: 'a.png', expect: 'allowed' }
const overruled = { action: 's3:PutObject', bucket: 'images', key: 'fixed/a', expect: 'denied' }

const fileOf = (statements: number, ...check: readonly object[]): string =>
  writePermissionFile({ ...scene, tests: [{ name: 't', as: 'clerk', check }], coverage: { statements } })

const coverageOf = (path: string) => {
  const file = checkFile(loadPermissionFile(path))
  return { ...file, last: file.checks.at(-1)! }
}

test('a threshold that is not reached names each statement at its line', async () => {
  const path = fileOf(100, reading)
  const { last } = coverageOf(path)

  const error = await last.run().catch((thrown: Error) => thrown.message)

  expect(last.name).toBe('coverage: at least 100 percent of the statements are reached')
  expect(error).toContain('expected: 100 percent\n  got:      33 percent: 1 of 3')
  expect(error).toMatch(/^ {2}.*file\.perm\.json:19:\d+: statement "Write" \(Allow\)$/m)
  expect(error).toMatch(/^ {2}.*file\.perm\.json:25:\d+: statement "Never" \(Deny\)$/m)
  expect(error).not.toContain('"Read"')
  expect(error).toContain(`at ${path}:`)
})

test('a statement that another overrules is reached, and not decisive', async () => {
  const { checks, coverage } = coverageOf(fileOf(66, overruled))

  for (const { run } of checks) await run()

  const [{ statements } = { statements: [] }] = coverage().policies
  const counted = statements.map(({ statement, elements: [itself] }) => [
    statement.sid,
    itself?.matched,
    itself?.decisive,
  ])
  expect(counted).toEqual([
    ['Read', 0, 0],
    ['Write', 1, 0],
    ['Never', 1, 1],
  ])
})

test('percent are never rounded up', async () => {
  const { last, coverage } = coverageOf(fileOf(67, overruled))

  await expect(last.run()).rejects.toThrow('66 percent: 2 of 3')
  expect(coverage().summary.statements).toEqual({ matched: 2, total: 3, percent: 66 })
})

test('the threshold counts checks that a runner has left out', async () => {
  const { last } = coverageOf(fileOf(100, reading, overruled))

  await last.run()
})

test('checks that fail have reached what they were asked of', async () => {
  const { checks, last } = coverageOf(fileOf(66, { ...overruled, expect: 'allowed' }))

  await expect(checks[0]!.run()).rejects.toThrow('Never')
  await last.run()
})
