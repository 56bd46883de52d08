import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { type Check, checkFile, checksOf } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { fixture, readFixture } from './fixture.js'

interface FailingCase {
  readonly name: string
  readonly expected: string
  readonly actual: string
  readonly because: string
  readonly at: string
}

const failureOf = async (check: Check): Promise<AssertionError> => {
  try {
    await check.run()
  } catch (error) {
    if (error instanceof AssertionError) return error
    throw error
  }
  throw new Error(`${check.name} passed`)
}

const failing = fixture('failing.perm.yaml')
const failingChecks = checksOf(loadPermissionFile(failing))
const cases = readFixture<FailingCase[]>('failing.json')

test('a file gives one check for each test, caller and line, and for each cell of its matrix', () => {
  expect(failingChecks.map(({ name }) => name)).toEqual(cases.map(({ name }) => name))
})

test.each(cases)('a failing check tells both sides, why, and where it stands: $name', async ({ name, ...wanted }) => {
  const error = await failureOf(failingChecks.find(check => check.name === name)!)

  const [head, explanation = '', place] = error.message.split('\n\n')
  expect(head).toMatch(/\n {2}expected: .*\n {2}got: {6}.*$/)
  expect(head?.split('\n').slice(1)).toEqual([`  expected: ${wanted.expected}`, `  got:      ${wanted.actual}`])
  expect(explanation).toContain(wanted.because)
  expect(place).toBe(`at ${failing}:${wanted.at}`)
  expect(error).toMatchObject({ expected: wanted.expected, actual: wanted.actual })
})

test('a denial of a caller without policies fails when denials are strict', async () => {
  const file = loadPermissionFile(fixture('sdxl-runner.perm.yaml'))
  const named = (name: string, strictDenials: boolean) =>
    checksOf(file, { strictDenials }).find(check => check.name === name)!
  const vacuous = 'what a key without default rights may not do: nobody is denied ListBuckets'

  await named(vacuous, false).run()
  expect((await failureOf(named(vacuous, true))).actual).toBe(
    'denied, but the caller has no policy at all: nothing else could have happened',
  )
  await named('what a key without default rights may not do: scoped is denied ListBuckets', true).run()
  await named('callers without a key of the scene: anonymous is denied GetObject on public-images/a.png', true).run()
})

test('denials of callers without policies are counted, those of nobody are not', async () => {
  const { checks, vacuous } = checkFile(loadPermissionFile(fixture('sdxl-runner.perm.yaml')))
  const byNobody = checks.filter(({ name }) => name.includes(': nobody is denied'))
  const others = checks.filter(({ name }) => /: (?:scoped|anonymous) is denied/.test(name))

  for (const { run } of [...byNobody, ...others]) await run()

  expect(vacuous()).toBe(byNobody.length)
  expect([byNobody.length > 0, others.length > 0]).toEqual([true, true])
})

test('no check sees what another did, in any order and at the same time', async () => {
  const file = loadPermissionFile(fixture('sdxl-runner.perm.yaml'))
  const checks = checksOf(file)
  const before = file.mock.bucket('public-images').toJSON()

  await Promise.all([...checks].reverse().map(({ run }) => run()))
  for (const { run } of checks) await run()

  expect(file.mock.bucket('public-images').toJSON()).toEqual(before)
  expect(file.mock.log.length).toBe(0)
})
