import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { captured } from './captured.js'

const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-cli-'))

const statement = (Action: string | string[], Resource: string) => ({
  Effect: 'Allow',
  Action,
  Resource: `arn:aws:s3:::${Resource}`,
})

/** A permission file of one key, and what its checks ask. */
const permissionFile = (name: string, statements: readonly object[], check: readonly object[]): string => {
  const path = join(directory, `${name}.perm.json`)
  const scene = {
    buckets: { images: { objects: { 'a.png': 'image' } }, logs: {} },
    policies: { clerk: { Version: '2012-10-17', Statement: statements } },
    keys: { clerk: { policies: ['clerk'] } },
  }
  writeFileSync(path, JSON.stringify({ ...scene, tests: [{ name: 't', as: 'clerk', check }] }, null, 2))
  return path
}

const read = { call: 'GetObject', bucket: 'images', key: 'a.png', expect: 'allowed' }
const whole = permissionFile(
  'whole',
  [statement('s3:GetObject', 'images/*')],
  [
    read,
    { call: 'PutObject', bucket: 'images', key: 'a.png', body: 'x', expect: 'denied' },
    { call: 'GetObject', bucket: 'logs', key: 'a', expect: 'denied' },
  ],
)
const holed = permissionFile('holed', [statement(['s3:GetObject', 's3:DeleteObject'], 'images/*')], [read])

test('a whole file passes coverage and mutate with --check, one with holes fails both', async () => {
  const statuses = async (file: string) => [
    (await captured('coverage', file, '--check')).status,
    (await captured('mutate', file, '--check')).status,
  ]

  expect(await statuses(whole)).toEqual([0, 0])
  expect(await statuses(holed)).toEqual([1, 1])
})

test('thresholds are whole percents, and name what was missed', async () => {
  const missed = await captured('coverage', holed, '--threshold', 'actions=51')
  const met = await captured('coverage', holed, '--threshold', 'actions=50')

  expect(missed.stdout).toContain('50 percent of actions are reached, the threshold is 51')
  expect([missed.status, met.status]).toEqual([1, 0])
  await expect(captured('coverage', holed, '--threshold', 'lines=50')).rejects.toThrow('there is no threshold `lines`')
})

test('coverage writes the page, lcov and Markdown, and prints data', async () => {
  const files = ['html', 'lcov', 'markdown'].map(kind => join(directory, `report.${kind}`))
  const [page, lcov, markdown] = files as [string, string, string]

  const { stdout } = await captured('coverage', holed, '--html', page, '--lcov', lcov, '--markdown', markdown, '--json')

  expect(JSON.parse(stdout).summary.actions).toEqual({ matched: 1, total: 2, percent: 50 })
  expect(readFileSync(page, 'utf8')).toContain('<!doctype html>')
  expect(readFileSync(lcov, 'utf8')).toContain('end_of_record')
  expect(readFileSync(markdown, 'utf8')).toContain('## Policies under test')
})

test('a grant beyond the baseline fails, one within it does not', async () => {
  const baseline = join(directory, 'baseline.json')
  writeFileSync(baseline, (await captured('suggest', whole, '--json')).stdout)

  expect((await captured('suggest', whole, '--check', baseline)).status).toBe(0)
  const wider = await captured('suggest', holed, '--check', baseline)
  expect(wider.status).toBe(1)
  expect(wider.stdout).toContain('Action s3:DeleteObject of statement 1 is granted beyond the baseline')
})

test('a record that is not there is named, with what makes it', async () => {
  await expect(captured('mutate', join(directory, 'nowhere'))).rejects.toThrow(
    /nowhere` cannot be read: ENOENT\. Run the/,
  )
})
