import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { checksOf } from '../../src/permissions/checks.js'
import { controlOf, judgeBoundary, probeOf } from '../../src/permissions/judge-boundary.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { fixture, readFixture, writePermissionFile } from './fixture.js'

interface Generated {
  readonly boundaries: readonly string[]
  readonly untried: readonly string[]
}

const generated = readFixture<Record<string, Generated>>('boundaries.json')

/** Names without the path of the file. */
const atLine = (text: string): string => text.replaceAll(/fixtures\/permissions\/[\w.-]+:/g, 'line ')

test.each(Object.entries(generated))(
  'each edge of the policies in %s gives a case that names its line',
  (name, wanted) => {
    const { boundaries, untried } = loadPermissionFile(fixture(name))

    expect(boundaries.map(boundary => atLine(boundary.name))).toEqual(wanted.boundaries)
    expect(untried.map(({ what, position }) => `${position.replace(/^.*yaml:/, '')} ${what}`)).toEqual(wanted.untried)
  },
)

const failureOf = async (name: string, statements: readonly object[]): Promise<AssertionError> => {
  const file = loadPermissionFile(
    writePermissionFile({
      buckets: { images: {} },
      keys: { clerk: { policies: [{ Version: '2012-10-17', Statement: statements }], scope: 'no_default_allow' } },
      generate: 'boundaries',
    }),
  )
  const check = checksOf(file).find(each => each.name.includes(name))
  const error = await check?.run().catch((thrown: unknown) => thrown)
  if (error instanceof AssertionError) return error
  throw new Error(`${name} did not fail: ${String(error)}`)
}

test('a denial whose control is denied, too, fails as not proven', async () => {
  const error = await failureOf('clerk is denied s3:GetObject on images2/a', [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*' },
    { Sid: 'Never', Effect: 'Deny', Action: 's3:GetObject', Resource: '*' },
  ])

  expect(error.actual).toBe('not proven: the call just inside is denied, too')
  expect(error.message).toContain('statement "Never" denies it')
  expect(error.message).toMatch(/at .*\.json:\d+:\d+$/)
})

test('an Allow that reaches beyond its element, and a Deny that does not reach to it, fail', () => {
  const { mock, boundaries } = loadPermissionFile(fixture('boundaries.perm.yaml'))
  const caller = mock.as('clerk')
  const named = (text: string) => boundaries.find(({ name }) => name.includes(text))!.boundary
  const [allow, deny] = [named('clerk is denied s3:ListBucket on images2'), named('clerk is denied s3:PutObject')]
  const wider = { ...allow, outside: allow.inside }
  const narrower = { ...deny, inside: deny.outside }
  const everywhere = { ...deny, outside: deny.inside }

  expect(judgeBoundary(mock, caller, allow).failure).toBeUndefined()
  expect(judgeBoundary(mock, caller, wider).failure?.actual).toBe('statement "List" reaches beyond its element')
  expect(judgeBoundary(mock, caller, narrower).failure?.actual).toBe('statement "NotBefore2026" does not deny it')
  expect(judgeBoundary(mock, caller, everywhere).failure?.actual).toBe(
    'statement "NotBefore2026" reaches beyond its element',
  )
  expect([controlOf(deny), probeOf(deny)]).toEqual([deny.outside, deny.inside])
})
