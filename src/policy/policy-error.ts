import type { Finding } from './types.js'

const brand = Symbol.for('tigris-mock.PolicyError')

const line = (finding: Finding): string => {
  const place = `${finding.file === undefined ? 'line ' : `${finding.file}:`}${finding.line}:${finding.column}`
  const owner = finding.resource === undefined ? '' : `\`${finding.resource}\`: `
  return `  ${place}: ${owner}${finding.suggestion ?? finding.message}`
}

/**
 * A policy document that the service refuses. `code` and `findings[0].message` are what it answers;
 * `message` adds every finding with its place, for people.
 */
export class PolicyError extends Error {
  readonly [brand] = true
  override readonly name = 'PolicyError'
  readonly code: string
  constructor(readonly findings: readonly [Finding, ...Finding[]]) {
    super([`${findings[0].code}: ${findings[0].message}`, ...findings.map(line)].join('\n'))
    this.code = findings[0].code
  }
}

/** Recognises a PolicyError of any copy of this package. */
export const isPolicyError = (error: unknown): error is PolicyError =>
  typeof error === 'object' && error !== null && brand in error
