import { expect, test } from 'vitest'
import { defineOperation } from '../../src/contract/operation.js'
import { dialects } from '../../src/dialects/index.js'
import { joinOperations, operationsOf, sharedOperations } from '../../src/dialects/operations.js'
import { query } from '../../src/protocol/readers.js'

const fresh = defineOperation({
  name: 'GetObjectWeather',
  http: 'GET /{Bucket}/{Key+}?weather',
  actions: ['s3:GetObject'],
  read: { Place: query('place').required, Unit: query('unit') },
  allow: () => [],
  run: () => undefined,
  write: () => ({}),
})

test.each(Object.values(dialects))('a new entry is not in $name until it is named there', dialect => {
  const joined = joinOperations(dialect, [...sharedOperations, fresh])
  const named = { ...dialect.entries, s3: [...dialect.entries.s3, fresh.name] }

  const refused = joined.find(({ name }) => name === fresh.name)
  expect(refused?.notImplemented).toBe(`GetObjectWeather is not supported by ${dialect.titles.s3}`)
  // it is found as the entry is
  expect([refused?.http, Object.keys(refused?.readers ?? {})]).toEqual([fresh.http, ['Place']])
  const has = joinOperations({ ...dialect, entries: named }, [...sharedOperations, fresh])
  expect(has.find(({ name }) => name === fresh.name)?.notImplemented).toBeUndefined()
})

test('a name that no shared entry has is an error', () => {
  const entries = { ...dialects.aws.entries, s3: ['GetObjetc'] }

  expect(() => joinOperations({ ...dialects.aws, entries }, sharedOperations)).toThrow(
    'no shared entry is called s3 GetObjetc',
  )
})

test('every shared entry that is modelled is in some dialect', () => {
  const named = new Set(Object.values(dialects).flatMap(({ entries }) => Object.values(entries).flat()))
  const replaced = new Set(Object.values(dialects).flatMap(({ operations }) => operations.map(({ name }) => name)))
  const unused = sharedOperations.filter(
    ({ name, notImplemented }) => notImplemented === undefined && !named.has(name) && !replaced.has(name),
  )

  expect(unused.map(({ name }) => name)).toEqual([])
})

test.each(Object.values(dialects))('$name answers each operation once', dialect => {
  const names = operationsOf(dialect).map(({ service, name }) => `${service} ${name}`)

  expect(names.length).toBe(new Set(names).size)
})
