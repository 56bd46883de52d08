import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LintFinding } from '../policy/lint.js'

/** What each code is about, for the list of rules that viewers show. */
const rules: Readonly<Record<string, string>> = {
  MalformedPolicyDocument: 'The service refuses the policy.',
  MalformedPolicy: 'The service refuses the policy.',
  LimitExceeded: 'The policy is longer than the service takes.',
  OperationAsAction: 'An operation stands where an action belongs.',
  ActionOfAws: 'An action of AWS that this service does not know.',
  UnknownAction: 'No request asks for the action.',
  NeverMatches: 'An action and the resources of its statement never meet.',
  NeverHolds: 'A condition that no request fulfils.',
  WindowOver: 'The time in which the statement holds is over.',
  ShadowedAllow: 'A Deny takes back all that the statement allows.',
  UnknownKey: 'No request has the condition key.',
  LiteralWildcard: 'A wildcard that the operator takes as plain text.',
  NoVariables: 'A variable that the Version of the policy takes as plain text.',
  PlainQuestionMark: 'A question mark that the service takes as plain text.',
}

/** A file's path as a reference: relative to the root of the checkout, unless it is absolute. */
const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join('/')

const resultOf = ({ code, severity, message, suggestion, file, line, column }: LintFinding) => ({
  ruleId: code,
  level: severity,
  message: { text: suggestion === undefined ? message : `${message} (${suggestion})` },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file ?? 'policy.json') },
        region: { startLine: line, startColumn: column },
      },
    },
  ],
})

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the lines:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarifOf = (findings: readonly LintFinding[], version: string) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'tigris-mock',
          version,
          informationUri: 'https://www.npmjs.com/package/tigris-mock',
          rules: [...new Set(findings.map(({ code }) => code))].map(id => ({
            id,
            shortDescription: { text: rules[id] ?? 'The service refuses the policy.' },
          })),
        },
      },
      columnKind: 'utf16CodeUnits',
      results: findings.map(resultOf),
    },
  ],
})
