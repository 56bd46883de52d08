import { expect, test } from 'vitest'
import { readCondition } from '../../src/recording/edges-of-conditions.js'
import { edgesOfPattern, fitsPattern } from '../../src/recording/edges-of-patterns.js'
import { readFixture } from './fixture.js'

interface Cases {
  readonly patterns: readonly { readonly pattern: string; readonly edges: readonly string[] }[]
  readonly conditions: readonly {
    readonly operator: string
    readonly values: readonly string[]
    readonly edges: readonly string[]
  }[]
  readonly unread: readonly { readonly operator: string; readonly values: readonly string[] }[]
}

const { patterns, conditions, unread } = readFixture<Cases>('edges.json')

const shown = (edges: readonly { readonly inside: string; readonly outside: string }[]): string[] =>
  edges.map(({ inside, outside }) => `${inside} | ${outside}`)

test.each(patterns)('the edges of `$pattern` are its siblings and neighbours', ({ pattern, edges }) => {
  const found = edgesOfPattern(pattern, true)

  expect(shown(found)).toEqual(edges)
  for (const { inside, outside } of found)
    expect([fitsPattern(pattern, inside, true), fitsPattern(pattern, outside, true)]).toEqual([true, false])
})

test.each(conditions)('the edges of $operator $values', ({ operator, values, edges }) => {
  expect(shown(readCondition({ operator, key: 'aws:SourceIp', values })?.edges ?? [])).toEqual(edges)
})

test.each(unread)('$operator $values is not guessed at', ({ operator, values }) => {
  expect(readCondition({ operator, key: 's3:prefix', values })).toBeUndefined()
})

test('a question mark is a wildcard only where the service says so', () => {
  expect([fitsPattern('a?c', 'abc', true), fitsPattern('a?c', 'abc', false), fitsPattern('a?c', 'a?c', false)]).toEqual(
    [true, false, true],
  )
})
