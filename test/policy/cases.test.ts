import { describe, expect, test } from 'vitest'
import { evaluate, explain } from '../../src/policy/index.js'
import { checkCases, decisionFiles, questionOf } from './decision-cases.js'

const files = decisionFiles()

describe.each(files)('%s', (_, file) => {
  test.each(file.cases)('$name', one => {
    const verdict = evaluate(questionOf(one, file))

    expect(verdict.decision, explain(verdict)).toBe(one.expected)
    if (one.at !== undefined) expect(verdict.at, explain(verdict)).toBe(one.at)
    if (one.because !== undefined) expect(verdict.because).toBe(one.because)
    if (one.statements !== undefined) expect(verdict.statements.map(({ sid }) => sid)).toEqual(one.statements)
  })
})

const sample = files[0]?.[1].cases[0]

test('a file with two cases of one name is refused', () => {
  expect(() => checkCases('f.json', { cases: [sample!, sample!] })).toThrow(/stands twice/)
})

test('a case with an unknown field is refused', () => {
  expect(() => checkCases('f.json', { cases: [{ ...sample!, contxt: {} } as never] })).toThrow(/unknown field `contxt`/)
})
