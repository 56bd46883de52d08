import { expect, test } from 'vitest'
import { evaluate, lint } from '../../src/policy/index.js'
import { beyondBaseline, leastPrivileges } from '../../src/recording/least-privilege.js'
import { replayOf } from '../../src/recording/replay.js'
import { recordingOf } from './holes.js'

const statements = [
  { Sid: 'All', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::images/*' },
  { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket', 's3:DeleteBucket'], Resource: 'arn:aws:s3:::images' },
]

const asks = [
  ['s3:GetObject', 'images/a/1.png', 'allowed'],
  ['s3:PutObject', 'images/a/1.png', 'allowed'],
  ['s3:GetObject', 'images/a/2.png', 'allowed'],
  ['s3:GetObject', 'images/b/3.png', 'allowed'],
  ['s3:ListBucket', 'images', 'allowed'],
  ['s3:GetObject', 'logs/x', 'denied'],
] as const

const replay = (dialect: 'tigris' | 'aws') => replayOf(recordingOf({ dialect, statements, asks }))

type Dialect = 'tigris' | 'aws'

/** What the evaluator says of each recorded question under a policy. */
const answers = (dialect: Dialect, policy: object): boolean[] =>
  asks.map(([action, resource]) => {
    const asked = { dialect, policies: [policy as never], action, resource: `arn:aws:s3:::${resource}` }
    return evaluate(asked).decision === 'allowed'
  })

test.each(['tigris', 'aws'] as const)(
  '%s: the policy allows the recorded calls, and without any element one is refused',
  dialect => {
    const [{ policy, findings, differs } = expect.fail()] = leastPrivileges(replay(dialect))
    const wanted = asks.map(([, , expected]) => expected === 'allowed')

    expect(findings).toEqual([])
    expect(differs).toEqual([])
    expect(lint(policy, { dialect })).toEqual([])
    expect(answers(dialect, policy)).toEqual(wanted)
    for (const [index, statement] of policy.Statement.entries())
      for (const element of ['Action', 'Resource'] as const)
        for (const gone of statement[element]) {
          const less = statement[element].filter(each => each !== gone)
          const Statement = policy.Statement.flatMap((each, at) =>
            at !== index ? [each] : less.length === 0 ? [] : [{ ...each, [element]: less }],
          )
          const answered = Statement.length === 0 ? wanted.map(() => false) : answers(dialect, { ...policy, Statement })
          expect(answered, `without ${gone}`).not.toEqual(wanted)
        }
  },
)

test('it grants nothing beyond the recorded calls', () => {
  const [{ policy } = expect.fail()] = leastPrivileges(replay('tigris'))

  expect(policy.Statement).toEqual([
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::images'] },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: ['arn:aws:s3:::images/a/1.png'] },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::images/a/2.png', 'arn:aws:s3:::images/b/3.png'],
    },
  ])
})

test.each([
  ['folders', ['arn:aws:s3:::images', 'arn:aws:s3:::images/a/*', 'arn:aws:s3:::images/b/*']],
  ['buckets', ['arn:aws:s3:::images', 'arn:aws:s3:::images/*']],
] as const)('keys are joined to %s only when asked for', (join, resources) => {
  const [{ policy } = expect.fail()] = leastPrivileges(replay('tigris'), { join })

  expect(policy.Statement.flatMap(({ Resource }) => Resource)).toEqual(resources)
})

test('a key with a wildcard in its name is that key alone, where the dialect can say so', () => {
  const recording = recordingOf({ dialect: 'aws', statements, asks: [['s3:GetObject', 'images/a?.png', 'allowed']] })
  const [{ policy } = expect.fail()] = leastPrivileges(replayOf(recording))

  expect(policy.Statement[0]?.Resource).toEqual([`arn:aws:s3:::images/a${'$'}{?}.png`])
})

test('what is granted and unused, and what was refused, is told', () => {
  const [{ unused, refused } = expect.fail()] = leastPrivileges(replay('tigris'))

  expect(unused.map(({ what }) => what)).toEqual(['Action s3:DeleteBucket of statement "List"'])
  expect(refused).toEqual([{ action: 's3:GetObject', resource: 'arn:aws:s3:::logs/x', times: 1 }])
})

test('a baseline knows what is unused by file and words: what is granted since is beyond it', () => {
  const found = leastPrivileges(replay('tigris'))
  const moved = found.map(({ caller, unused }) => ({
    caller,
    unused: unused.map(({ place, what }) => ({ place: place.replace(/:\d+:\d+$/, ':99:1'), what })),
  }))

  expect(beyondBaseline(found, moved)).toEqual([])
  expect(beyondBaseline(found, []).map(({ what }) => what)).toEqual(['Action s3:DeleteBucket of statement "List"'])
})
