import { expect, test } from 'vitest'
import type { LintFinding } from '../../src/policy/lint.js'
import { loadXmlParser, parseXml } from '../../src/protocol/xml.js'
import { annotationLine } from '../../src/reports/annotations.js'
import { junitXml } from '../../src/reports/junit.js'
import { sarifOf } from '../../src/reports/sarif.js'

const finding: LintFinding = {
  severity: 'warning',
  code: 'NeverMatches',
  message: 'never matches',
  suggestion: 'write "x"',
  file: 'policies/run ner.json',
  line: 3,
  column: 7,
}

test('SARIF names the rule, the level, the text and the place', () => {
  const { version, runs } = sarifOf([finding, { ...finding, line: 4 }], '1.2.3')

  expect(version).toBe('2.1.0')
  expect(runs[0]?.tool.driver).toMatchObject({ version: '1.2.3', rules: [{ id: 'NeverMatches' }] })
  expect(runs[0]?.results).toHaveLength(2)
  expect(runs[0]?.results[0]).toEqual({
    ruleId: 'NeverMatches',
    level: 'warning',
    message: { text: 'never matches (write "x")' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'policies/run%20ner.json' },
          region: { startLine: 3, startColumn: 7 },
        },
      },
    ],
  })
})

test('a JUnit report is XML whatever names and failures hold', async () => {
  await loadXmlParser()
  const nasty = `<b> & "c" 'd' ]]> \u0000\u001b[31m`
  const xml = junitXml([
    { suite: nasty, name: nasty, failure: `${nasty}\nsecond` },
    { suite: 'other', name: 'passes' },
  ])
  const root = parseXml(new TextEncoder().encode(xml), 'testsuites')

  expect(root.attributes).toMatchObject({ tests: '2', failures: '1' })
  expect(root.children.map(({ attributes }) => attributes.name)).toEqual([
    `<b> & "c" 'd' ]]> \ufffd\ufffd[31m`,
    'other',
  ])
  expect(root.children[0]?.children[0]?.children[0]?.text).toContain('second')
})

test('an annotation escapes what ends its members', () => {
  expect(
    annotationLine({ level: 'note', title: 'a,b:c', message: 'one\ntwo 100%', file: 'x.json', line: 2, column: 3 }),
  ).toBe('::notice file=x.json,line=2,col=3,title=a%2Cb%3Ac::one%0Atwo 100%25')
})
