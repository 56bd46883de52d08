import manifest from '../../package.json' with { type: 'json' }
import { hostTime } from '../contract/host.js'
import { dialects } from '../dialects/index.js'
import { type LintFinding, lintDocument, type Severity } from '../policy/lint.js'
import { lintHostOf } from '../recording/class-host.js'
import { junitXml } from '../reports/junit.js'
import { sarifOf } from '../reports/sarif.js'
import { dialectNamed, kindNamed, timeNamed } from './arguments.js'
import { defineCommand, dialect, json, junit } from './command.js'
import { annotate, paint, print, printJson, writeReport } from './terminal.js'
import { UsageError } from './usage-error.js'
import { templateOptions, writtenPolicies } from './written-policies.js'

const styles = { error: 'red', warning: 'yellow', note: 'dim' } as const

const saysOf = ({ resource, code, message, suggestion }: LintFinding): string =>
  `${resource === undefined ? '' : `${resource}: `}${code}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`

const textOf = (finding: LintFinding): string => {
  const { file, line, column, severity } = finding
  const level = severity === 'error' ? '' : `${paint(styles[severity], severity)} `
  return `${paint('bold', `${file}:${line}:${column}:`)} ${level}${saysOf(finding)}`
}

const countText = (found: readonly LintFinding[]): string => {
  const of = (severity: Severity): number => found.filter(each => each.severity === severity).length
  return (['error', 'warning', 'note'] as const)
    .filter(severity => of(severity) > 0)
    .map(severity => `${of(severity)} ${severity}${of(severity) === 1 ? '' : 's'}`)
    .join(', ')
}

const show = (found: readonly LintFinding[]): void => {
  for (const finding of found) {
    const { file, line, column, severity: level, code: title } = finding
    print(textOf(finding))
    annotate({ ...{ level, title, file, line, column }, message: saysOf(finding) })
  }
  if (found.length > 1) print(countText(found))
}

/** Each file is a check, which fails with all that is wrong with it. */
const casesOf = (files: readonly string[], failing: readonly LintFinding[]) =>
  files.map(file => {
    const own = failing.filter(each => each.file === file)
    const failure = own.length === 0 ? undefined : own.map(each => `${each.line}:${each.column}: ${saysOf(each)}`)
    return { suite: 'lint', name: file, failure: failure?.join('\n'), file, line: own[0]?.line }
  })

export const lint = defineCommand({
  takes: 'POLICY|TEMPLATE...',
  example: [
    'tigris-mock lint policies/*.json',
    'prints file:line:column of each fault; a note alone leaves the exit status at 0',
  ],
  options: {
    kind: { type: 'string', value: 'KIND', says: 'identity (the default), bucket, session or trust' },
    at: { type: 'string', value: 'TIME', says: 'when it will be in force, ISO 8601; now if left out' },
    ...templateOptions,
    dialect: {
      ...dialect,
      says: 'tigris (the default), aws or yandex; for a template, the one for which it is written',
    },
    sarif: { type: 'boolean', says: 'print SARIF 2.1.0, for code hosts' },
    junit,
    json,
  },
  run: ({ values, files }) => {
    if (files.length === 0) throw new UsageError('name at least one policy file')
    kindNamed(values.kind, dialectNamed(values.dialect))
    const at = timeNamed(values.at) ?? hostTime.visible()
    const written = files.flatMap(file =>
      writtenPolicies(file, values.kind === 'bucket' ? 'bucket' : 'identity', values, 'all'),
    )
    const found = written.flatMap(({ text, origin, kind, dialect: own }) => {
      const name = dialectNamed(values.dialect ?? own)
      const { profile } = dialects[name]
      const options = { profile, kind: kindNamed(kind ?? values.kind, name), ...origin }
      return lintDocument(text, options, lintHostOf(dialects[name], at))
    })
    const failing = found.filter(({ severity }) => severity !== 'note')
    if (values.junit !== undefined) writeReport(values.junit, junitXml(casesOf(files, failing)))
    if (values.sarif) printJson(sarifOf(found, manifest.version))
    else if (values.json) printJson(found)
    else show(found)
    return failing.length === 0 ? 0 : 1
  },
})
