import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

test('a bucket of the scene may have snapshots, and forks of its past', async () => {
  const mock = createTigrisMock({ buckets: { past: { snapshots: true, objects: { a: 'one' } } } })
  const past = mock.bucket('past')

  const version = past.snapshot('first')
  past.put('a', 'two')
  const now = past.fork('now')
  const then = past.fork('then', version)

  expect([(await now.get('a'))?.text, (await then.get('a'))?.text]).toEqual(['two', 'one'])
  then.put('a', 'three')
  expect((await past.get('a'))?.text).toBe('two')
})

test('a bucket without snapshots says so', () => {
  const mock = createTigrisMock({ buckets: { plain: {} } })

  expect(() => mock.bucket('plain').snapshot()).toThrow('write `plain: { snapshots: true }`')
})

test('members of Tigris alone are refused in scenes of other dialects', () => {
  expect(() => createTigrisMock({ dialect: 'aws', buckets: { b: { snapshots: true } } })).toThrow(/snapshots/)
  expect(() => createTigrisMock({ dialect: 'aws', keys: { k: { sessionToken: 'x' } } })).toThrow(/sessionToken/)
  expect(() => createTigrisMock({ dialect: 'aws', organization: { name: 'acme' } })).toThrow(/organization/)
})

test('a team whose member is no user is refused', () => {
  const teams = { red: { members: ['nobody'] } }

  expect(() => createTigrisMock({ organization: { teams } })).toThrow('names no user: `nobody`')
})
