import { html, type Markup } from './html.js'

/** One thing that was checked, as a test of a suite. */
export interface JUnitCase {
  /** What it belongs to: a file. */
  readonly suite: string
  readonly name: string
  /** Why it failed, its first line in short; absent when it passed. */
  readonly failure?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
}

/** XML 1.0 has no other control characters: https://www.w3.org/TR/xml/#charsets */
const printable = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')

const caseOf = ({ suite, name, failure, file, line }: JUnitCase): Markup => {
  const place = file === undefined ? undefined : html` file="${printable(file)}"`
  const at = line === undefined ? undefined : html` line="${line}"`
  const head = html`<testcase classname="${printable(suite)}" name="${printable(name)}"${place}${at}`
  if (failure === undefined)
    return html`    ${head}/>
`
  return html`    ${head}><failure message="${printable(failure.split('\n', 1)[0]!)}">${printable(failure)}</failure></testcase>
`
}

const failed = (cases: readonly JUnitCase[]): number => cases.filter(({ failure }) => failure !== undefined).length

/** Checks in the form that continuous integration reads. */
export const junitXml = (cases: readonly JUnitCase[]): string => {
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const parts = suites.map(suite => {
    const own = cases.filter(each => each.suite === suite)
    return html`  <testsuite name="${printable(suite)}" tests="${own.length}" failures="${failed(own)}">
${own.map(caseOf)}  </testsuite>
`
  })
  return `${html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tigris-mock" tests="${cases.length}" failures="${failed(cases)}">
${parts}</testsuites>
`}`
}
