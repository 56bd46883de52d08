import { expect, onTestFinished, test } from 'vitest'
import type { Operation } from '../../src/contract/operation.js'
import { dialects } from '../../src/dialects/index.js'
import { operationsOf } from '../../src/dialects/operations.js'
import { createTigrisMock } from '../../src/index.js'
import { findDenialFaults, type Refusal } from './denial.js'
import { bucketsOf, type Sample, sampleNames, sampleOf, sendSample } from './samples.js'

type DialectName = 'tigris' | 'aws'
type Scope = 'standard' | 'no_default_allow'

const supported = (dialect: DialectName): Operation[] =>
  operationsOf(dialects[dialect]).filter(({ notImplemented }) => notImplemented === undefined)

/** Entries that no SDK sends, each with where it is tested instead. */
const unsendable: Readonly<Record<string, string>> = {
  BundleObjects: 'test/tigris/bundle.test.ts',
  GetWebsitePage: 'test/operations/GetWebsitePage.test.ts',
  HeadWebsitePage: 'test/operations/GetWebsitePage.test.ts',
  OptionsBucket: 'test/operations/OptionsObject.test.ts',
  OptionsObject: 'test/operations/OptionsObject.test.ts',
  PostObject: 'test/operations/PostObject.test.ts',
}

const requireSample = (name: string): Sample => {
  const sample = sampleOf(name)
  if (sample === undefined) throw new Error(`fixtures/samples/${name}.json is missing`)
  return sample
}

/** Sends an operation's sample as a key that has no policy, in a mock of its own. */
const sendAsNobody = async (dialect: DialectName, scope: Scope, operation: string): Promise<Refusal> => {
  const sample = requireSample(operation)
  const buckets = Object.fromEntries(bucketsOf(operation, sample).map(bucket => [bucket, {}]))
  const mock = createTigrisMock({ dialect, buckets, keys: { nobody: dialect === 'tigris' ? { scope } : {} } })
  onTestFinished(() => mock.stop())
  const [outcome] = await Promise.allSettled([sendSample(mock, mock.as('nobody'), operation, sample)])
  const record = mock.log.last
  if (outcome.status === 'rejected') return { codes: [record?.code ?? String(outcome.reason)], record }
  const items = (outcome.value.Errors ?? []) as readonly { readonly Code?: string }[]
  return { codes: items.map(({ Code = '' }) => Code), record }
}

const rows = (['tigris', 'aws'] as const).flatMap(dialect =>
  supported(dialect)
    .filter(({ name }) => unsendable[name] === undefined)
    .map(entry => ({ dialect, name: entry.name, entry })),
)

test('every supported operation has a sample, and every sample an operation', () => {
  const names = new Set(Object.values(dialects).flatMap(dialect => operationsOf(dialect).map(({ name }) => name)))

  expect([...new Set(rows.map(({ name }) => name))].filter(name => sampleOf(name) === undefined)).toEqual([])
  expect(sampleNames().filter(name => !names.has(name))).toEqual([])
  expect(Object.keys(unsendable).filter(name => !names.has(name))).toEqual([])
})

test.each(rows.filter(({ entry }) => entry.actions.length > 0))(
  'in $dialect, $name is refused to a key without policies',
  async ({ dialect, name, entry }) => {
    const refusal = await sendAsNobody(dialect, 'no_default_allow', name)

    expect(findDenialFaults(refusal, entry, requireSample(name), dialects[dialect])).toEqual([])
  },
)

test.each(rows.filter(({ entry }) => entry.actions.length === 0))(
  'in $dialect, $name is open to a key without policies',
  async ({ dialect, name, entry }) => {
    const { codes, record } = await sendAsNobody(dialect, 'no_default_allow', name)

    expect(entry.open).toMatch(/\w+ \w+/)
    expect(codes).toEqual([])
    expect(record).toMatchObject({ operation: name, status: 200, decisions: [] })
  },
)

test('a key of scope standard may list and create buckets without policies, and nothing else', async () => {
  const allowed: unknown[] = []
  for (const { name } of rows.filter(({ dialect, entry }) => dialect === 'tigris' && entry.actions.length > 0)) {
    const { record } = await sendAsNobody('tigris', 'standard', name)
    if (record?.denied === undefined) allowed.push([name, record])
  }

  expect(allowed).toEqual([
    ['CreateBucket', expect.objectContaining({ status: 200, decisions: [allowedByDefault('s3:CreateBucket')] })],
    ['ListBuckets', expect.objectContaining({ status: 200, decisions: [allowedByDefault('s3:ListAllMyBuckets')] })],
    [
      'ListBucketsDetailed',
      expect.objectContaining({ status: 200, decisions: [allowedByDefault('s3:ListAllMyBuckets')] }),
    ],
  ])
})

const allowedByDefault = (action: string) => ({
  kind: 'required',
  verdict: expect.objectContaining({ decision: 'allowed', at: 'default', action }),
})

test('finds an operation that is answered, refused for another reason, or refused for another right', async () => {
  const entry = supported('tigris').find(({ name }) => name === 'PutObject')!
  const sample = requireSample('PutObject')
  const refusal = await sendAsNobody('tigris', 'no_default_allow', 'PutObject')
  const faultsOf = (change: Partial<Refusal>, asked = sample) =>
    findDenialFaults({ ...refusal, ...change }, entry, asked, dialects.tigris)

  expect(faultsOf({})).toEqual([])
  expect(faultsOf({ codes: [] })).toEqual(['nothing was refused'])
  expect(faultsOf({ codes: ['NoSuchBucket'], record: { operation: 'PutObject' } })).toEqual([
    'the answer is NoSuchBucket',
    'no right was missing',
  ])
  expect(faultsOf({ record: { operation: 'CopyObject', denied: refusal.record!.denied! } })).toEqual([
    'the request is CopyObject',
  ])
  expect(faultsOf({}, { ...sample, actions: ['s3:GetBucketWebsite'] })).toEqual([
    's3:PutObject was missing, not s3:GetBucketWebsite',
    'the entry does not list s3:GetBucketWebsite',
  ])
  expect(faultsOf({}, { ...sample, resource: 'arn:aws:s3:::elsewhere/a' })).toEqual([
    `it was missing on ${refusal.record!.denied!.resource}, not on arn:aws:s3:::elsewhere/a`,
  ])
})
