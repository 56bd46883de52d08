import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inRange, parseAddress, parseRange } from '../../src/policy/addresses.js'
import { dateSeconds } from '../../src/policy/dates.js'
import { type EvaluateInput, evaluate } from '../../src/policy/index.js'
import { positionsIn, scanJson } from '../../src/policy/json.js'
import { glob, tokensOf } from '../../src/policy/match.js'

const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket')
const resource = fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::a/k', 'arn:aws:s3:::a/p/k', 'arn:aws:s3:::b/k')
const pattern = fc.constantFrom(
  '*',
  'arn:aws:s3:::a',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::a*',
  'arn:aws:s3:::a/p/*',
  'arn:aws:s3:::*/k',
)
const address = fc.constantFrom('10.0.0.1', '10.0.1.1', '192.168.0.1')
const condition = fc.option(
  fc.record({
    operator: fc.constantFrom('IpAddress', 'NotIpAddress'),
    range: fc.constantFrom('10.0.0.0/24', '10.0.0.0/8'),
  }),
  { nil: undefined },
)

const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.array(fc.oneof(action, fc.constantFrom('s3:*', 's3:Get*', '*')), { minLength: 1, maxLength: 3 }),
    Resource: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    condition,
  })
  .map(({ condition: when, ...rest }) =>
    when === undefined ? rest : { ...rest, Condition: { [when.operator]: { 'aws:SourceIp': when.range } } },
  )

const statements = fc.array(statement, { minLength: 1, maxLength: 8 })
const question = fc.record({ action, resource, context: fc.record({ 'aws:SourceIp': address }) })

type Statements = readonly object[]
type Question = Pick<EvaluateInput, 'action' | 'resource' | 'context'>

const decide = (Statement: Statements, asked: Question) =>
  evaluate({ policies: [{ Version: '2012-10-17', Statement }], ...asked }).decision

const allows = (Statement: Statements, asked: Question) => decide(Statement, asked) === 'allowed'

test('adding an Allow never removes access', () => {
  fc.assert(
    fc.property(statements, statement, question, (before, added, asked) => {
      const after = allows([...before, { ...added, Effect: 'Allow' }], asked)
      expect([allows(before, asked), after]).not.toEqual([true, false])
    }),
  )
})

test('a boundary never adds access, and one that allows everything takes none', () => {
  const bounded = (Statement: Statements, limit: Statements, asked: Question) =>
    evaluate({
      dialect: 'aws',
      policies: [{ Version: '2012-10-17', Statement }],
      permissionsBoundary: { Version: '2012-10-17', Statement: limit },
      ...asked,
    }).decision === 'allowed'
  const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }]
  fc.assert(
    fc.property(statements, statements, question, (own, limit, asked) => {
      expect(bounded(own, limit, asked)).toBe(allows(own, asked) && allows(limit, asked))
      expect(bounded(own, everything, asked)).toBe(allows(own, asked))
    }),
  )
})

test('adding a Deny never adds access', () => {
  fc.assert(
    fc.property(statements, statement, question, (before, added, asked) => {
      const after = allows([...before, { ...added, Effect: 'Deny' }], asked)
      expect([allows(before, asked), after]).not.toEqual([false, true])
    }),
  )
})

test('the order of statements does not matter', () => {
  const shuffled = statements.chain(all =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  )
  fc.assert(
    fc.property(shuffled, question, ([before, after], asked) => {
      expect(decide(after, asked)).toBe(decide(before, asked))
    }),
  )
})

test('one policy of all statements decides as one policy each', () => {
  fc.assert(
    fc.property(statements, question, (all, asked) => {
      const policies = all.map(one => ({ Version: '2012-10-17', Statement: one }))
      expect(evaluate({ policies, ...asked }).decision).toBe(decide(all, asked))
    }),
  )
})

test('evaluation gives the same answer twice, and names statements that exist', () => {
  fc.assert(
    fc.property(statements, question, (all, asked) => {
      const verdict = evaluate({ policies: [{ Version: '2012-10-17', Statement: all }], ...asked })
      expect(decide(all, asked)).toBe(verdict.decision)
      expect(verdict.statements.every(({ index }) => index < all.length)).toBe(true)
    }),
  )
})

/** The same language by the plainest means: a table over every pair of positions. */
const slowGlob = (pieces: string, text: string): boolean => {
  const characters = [...text]
  let row = characters.map(() => false).concat(true)
  for (const piece of [...pieces].reverse()) {
    const next = row.map(() => false)
    for (let at = characters.length; at >= 0; at--) {
      if (piece === '*') next[at] = row[at] === true || next[at + 1] === true
      else next[at] = at < characters.length && (piece === '?' || piece === characters[at]) && row[at + 1] === true
    }
    row = next
  }
  return row[0] === true
}

const letters = fc.constantFrom('a', 'b', '/', ':', '😀')
const patternText = fc.array(fc.oneof(letters, fc.constantFrom('*', '?')), { maxLength: 10 }).map(all => all.join(''))
const plainText = fc.array(letters, { maxLength: 12 }).map(all => all.join(''))

test('patterns match what a table over all positions says', () => {
  fc.assert(
    fc.property(patternText, plainText, (pieces, text) => {
      expect(glob(tokensOf(pieces, true))(text)).toBe(slowGlob(pieces, text))
    }),
    { numRuns: 1000 },
  )
})

test('a pattern of many stars answers at once on a long text that almost fits', () => {
  const almost = `${'a'.repeat(20_000)}b`

  expect(glob(tokensOf('*a'.repeat(30), false))(almost)).toBe(false)
  expect(glob(tokensOf('*a?'.repeat(15), true))(almost)).toBe(true)
  expect(glob(tokensOf(`${'*a?'.repeat(15)}c`, true))(almost)).toBe(false)
})

const octet = fc.nat(255)

test('a range of addresses has exactly one side', () => {
  fc.assert(
    fc.property(
      fc.tuple(octet, octet, octet, octet),
      fc.tuple(octet, octet, octet, octet),
      fc.nat(32),
      (one, other, length) => {
        const number = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
        const range = parseRange(`${one.join('.')}/${length}`)!
        const expected = number(one) >> BigInt(32 - length) === number(other) >> BigInt(32 - length)
        expect(inRange(parseAddress(other.join('.'))!, range)).toBe(expected)
      },
    ),
  )
})

test('IpAddress and NotIpAddress are opposites for every address', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.nat(32), (asked, base, length) => {
      const decision = (operator: string) =>
        evaluate({
          policies: [
            {
              Version: '2012-10-17',
              Statement: {
                Effect: 'Allow',
                Action: 's3:GetObject',
                Resource: '*',
                Condition: { [operator]: { 'aws:SourceIp': `${base}/${length}` } },
              },
            },
          ],
          action: 's3:GetObject',
          resource: 'arn:aws:s3:::b/k',
          context: { 'aws:SourceIp': asked },
        }).decision
      expect(decision('IpAddress')).not.toBe(decision('NotIpAddress'))
    }),
  )
})

test('addresses of version 6 stand in the range of their own prefix', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.nat(128), (text, length) => {
      const address = parseAddress(text)!
      fc.pre(address.version === 6)
      expect(inRange(address, parseRange(`${text}/${length}`)!)).toBe(true)
    }),
  )
})

test('dates agree with the host about every second', () => {
  const second = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 })
  fc.assert(
    fc.property(second, value => {
      const text = new Date(value * 1000).toISOString()
      expect([dateSeconds(text), dateSeconds(`${text.slice(0, 19)}Z`)]).toEqual([value, value])
    }),
  )
})

test('the scanner reads every JSON text as JSON.parse does', () => {
  const plain = (text: string): unknown => {
    const { node } = scanJson(text)
    const value = (from: NonNullable<typeof node>): unknown => {
      if (from.kind === 'object')
        return Object.fromEntries(from.members.map(({ name, value: of }) => [name, value(of)]))
      if (from.kind === 'array') return from.items.map(value)
      if (from.kind === 'string') return from.value
      return from.kind === 'null' ? null : JSON.parse(from.value)
    }
    return value(node!)
  }
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), text => {
      expect(plain(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('the scanner refuses every text that JSON.parse refuses', () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', '\u0001', '0', 'x'))
    .map(([text, at, extra]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + extra + text.slice(place + (extra === '' ? 1 : 0))
    })
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(damaged, text => {
      expect(scanJson(text).fault === undefined).toBe(parses(text))
    }),
    { numRuns: 500 },
  )
})

test('a document nested too deep is a fault, not a crash', () => {
  expect(scanJson('['.repeat(100_000)).fault?.reason).toBe('nested deeper than 100')
})

test('positions are the line and column of every offset', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', '\n', '\r\n', '😀')).map(all => all.join('')),
      text => {
        const place = positionsIn(text)
        for (let offset = 0; offset <= text.length; offset++) {
          const lines = text.slice(0, offset).split('\n')
          expect(place(offset)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 })
        }
      },
    ),
    { numRuns: 30 },
  )
})
