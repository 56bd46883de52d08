import lcov from 'lcov-parse'
import { expect, test } from 'vitest'
import { reportOf } from '../../src/recording/record-report.js'
import { htmlReport } from '../../src/reports/html-report.js'
import { jsonReport } from '../../src/reports/json.js'
import { lcovReport } from '../../src/reports/lcov.js'
import { markdownReport } from '../../src/reports/markdown.js'
import { summaryText } from '../../src/reports/text.js'
import { recordingOf } from '../recording/holes.js'

const condition = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }
const statements = [
  { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::images/*', Condition: condition },
  { Sid: 'Logs', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/<b>*' },
]

/** As if the policy stood in a file of its own. */
const report = () => {
  const { policies, decisions } = recordingOf({
    statements,
    asks: [['s3:GetObject', 'images/a.png', 'allowed', { ip: '203.0.113.9' }]],
  })
  const [[id, policy] = []] = policies
  return reportOf({ policies: new Map([[id!, { ...policy!, file: 'policies/clerk.json' }]]), decisions })
}

const parsed = (text: string): Promise<readonly lcov.LcovFile[]> =>
  new Promise((resolve, reject) => {
    lcov.source(text, (error, files) => (error === null ? resolve(files ?? []) : reject(new Error(String(error)))))
  })

test('a parser of lcov reads the lines, the statements and both sides of the condition', async () => {
  const [file, ...others] = await parsed(lcovReport(report().coverage))

  expect(others).toEqual([])
  expect(file?.file).toBe('policies/clerk.json')
  expect(file?.functions).toMatchObject({ found: 2, hit: 1 })
  expect(file?.branches).toMatchObject({ found: 2, hit: 1 })
  const lines = report().coverage.policies[0]!.policy.text.split('\n')
  const hit = file!.lines.details.map(({ line, hit: times }) => [lines[line - 1]!.trim().split(':')[0], times])
  expect(hit).toEqual([
    ['{', 1],
    ['"Action"', 1],
    ['"Resource"', 1],
    ['"aws', 1],
    ['{', 0],
    ['"Action"', 0],
    ['"Resource"', 0],
  ])
})

test('the summary is short, and names the test that would notice a change', () => {
  const text = summaryText(report(), { most: 1, page: 'out/index.html' })

  expect(text).toContain('  Policies  1 policy, 1 decision of 1 test')
  expect(text).toMatch(/Coverage {2}\d+ % of their parts/)
  expect(text).toMatch(/- \{ name: ".*", as: clerk, .*expect: (?:denied|allowed) \}\] \}/)
  expect(text.split('\n').length).toBeLessThan(16)
  expect(text.endsWith('Report    out/index.html')).toBe(true)
})

test('the page holds what policies say as text', () => {
  const page = htmlReport(report())

  expect(page).toContain('arn:aws:s3:::logs/&lt;b&gt;*')
  expect(page).not.toContain('logs/<b>')
  expect(page).toContain('never false')
})

test('the page is whole: every element is closed, every reference leads somewhere, every id is one', () => {
  const page = htmlReport(report())
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  const references = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id)
  const count = (pattern: RegExp) => [...page.matchAll(pattern)].length

  expect(new Set(ids).size).toBe(ids.length)
  expect(references.filter(id => !ids.includes(id))).toEqual([])
  for (const name of ['section', 'table', 'tr', 'td', 'th', 'ul', 'li', 'details', 'div', 'span', 'pre', 'p', 'main'])
    expect([name, count(new RegExp(`<${name}[ >]`, 'g'))]).toEqual([name, count(new RegExp(`</${name}>`, 'g'))])
})

test('the data names each survivor with its place and its test', () => {
  const { summary, survivors, gaps } = JSON.parse(jsonReport(report()))

  expect(summary.statements).toEqual({ matched: 1, total: 2, percent: 50 })
  expect(gaps[0]).toMatchObject({ place: expect.stringMatching(/^policies\/clerk\.json:\d+:\d+$/) })
  expect(survivors[0]).toMatchObject({ witness: { caller: 'clerk', line: expect.stringContaining('as: clerk') } })
})

test('Markdown shows what policies say, not what it means to Markdown', () => {
  const text = markdownReport(report())

  expect(text).toContain('| statements | 50 % | 1 of 2 |')
  expect(text).toContain('becomes arn:aws:s3:::\\*')
})
