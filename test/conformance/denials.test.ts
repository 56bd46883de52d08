import { expect, onTestFinished, test } from 'vitest'
import { entriesOf } from '../../scripts/entries.js'
import { dialects } from '../../src/dialects/index.js'
import { iamOperations } from '../../src/iam/index.js'
import { createTigrisMock, type TigrisMock } from '../../src/index.js'
import type { Operation } from '../../src/operation.js'
import { s3Operations } from '../../src/s3/index.js'
import { stsOperations } from '../../src/sts/index.js'
import { bucketsOf, type Sample, sampleNames, sampleOf, sendSample } from './samples.js'

const shared = [...s3Operations, ...iamOperations, ...stsOperations]
const judged = (name: 'tigris' | 'aws'): Operation[] =>
  entriesOf(dialects[name], shared).filter(({ actions }) => actions.length > 0)

/** Entries that no SDK sends have denial tests of their own. */
const unsendable: Readonly<Record<string, string>> = {}

const setUp = (dialect: 'tigris' | 'aws', scope: 'standard' | 'no_default_allow', operation: string, sample: Sample) => {
  const buckets = Object.fromEntries(bucketsOf(operation, sample).map(bucket => [bucket, {}]))
  const mock = createTigrisMock({ dialect, buckets, keys: { nobody: dialect === 'tigris' ? { scope } : {} } })
  onTestFinished(() => mock.stop())
  return mock
}

/** Codes of the answer: of an error, or of the items that a successful answer refuses one by one. */
const send = async (mock: TigrisMock, operation: string, sample: Sample): Promise<string[]> => {
  const nobody = mock.as('nobody' as never)
  const [outcome] = await Promise.allSettled([sendSample(mock, nobody, operation, sample)])
  if (outcome.status === 'rejected') return [mock.log.last?.code ?? String(outcome.reason)]
  const items = (outcome.value.Errors ?? []) as readonly { readonly Code?: string }[]
  return items.map(({ Code = '' }) => Code)
}

test('every operation that needs a right has a sample, and every sample an operation', () => {
  const names = Object.values(dialects).flatMap(dialect => entriesOf(dialect, shared))
  const needed = names.filter(({ actions, name }) => actions.length > 0 && unsendable[name] === undefined)

  expect(needed.filter(({ name }) => sampleOf(name) === undefined).map(({ name }) => name)).toEqual([])
  expect(sampleNames().filter(name => !names.some(entry => entry.name === name))).toEqual([])
})

test.each(
  (['tigris', 'aws'] as const).flatMap(dialect =>
    judged(dialect)
      .filter(({ name }) => unsendable[name] === undefined)
      .map(entry => ({ dialect, name: entry.name, entry })),
  ),
)('in $dialect, $name is refused to a key without policies', async ({ dialect, name, entry }) => {
  const sample = sampleOf(name)
  if (sample === undefined) throw new Error(`fixtures/samples/${name}.json is missing`)
  const mock = setUp(dialect, 'no_default_allow', name, sample)
  const { profile, identity } = dialects[dialect]

  const codes = await send(mock, name, sample)

  expect(codes.length).toBeGreaterThan(0)
  expect(new Set(codes)).toEqual(new Set(['AccessDenied']))
  expect(mock.log.last?.operation).toBe(name)
  const denied = mock.log.last?.denied
  expect(sample.actions[0]).toBe(entry.actions[0])
  expect(entry.actions).toEqual(expect.arrayContaining([...sample.actions]))
  expect(profile.governs(sample.actions[0]!)).toContain(denied?.action)
  if (sample.resource !== undefined) expect(denied?.resource).toBe(sample.resource.replace('{account}', identity.account))
})

test('a key of scope standard may list and create buckets without policies, and nothing else', async () => {
  const allowed: string[] = []
  for (const { name } of judged('tigris')) {
    const sample = sampleOf(name)
    if (sample === undefined) continue
    const mock = setUp('tigris', 'standard', name, sample)
    await send(mock, name, sample)
    if (mock.log.last?.denied === undefined) allowed.push(name)
  }

  expect(allowed.sort()).toEqual(['CreateBucket', 'ListBuckets'])
})
