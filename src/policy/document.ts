import { versionCheck } from './aws/identity-checks.js'
import { draftOf, type Fault } from './draft.js'
import { positionsIn, scanJson } from './json.js'
import { PolicyError } from './policy-error.js'
import { StatementIndex } from './statement-index.js'
import { type CompiledStatement, compileStatement, type Reading } from './statements.js'
import type { Finding, Grammar, Policy, PolicyKind, PolicyProfile, Position } from './types.js'

/** How a document is to be read. */
export interface ReadOptions {
  readonly profile: PolicyProfile
  /** `identity` when absent. */
  readonly kind?: PolicyKind
  /** What explanations call it: the policy's name or ARN; its file when absent. */
  readonly name?: string
  /** The file that the text came from, for positions. */
  readonly file?: string
  /** Where an offset of the text stands, for a text that was made of something else. */
  readonly place?: (offset: number) => Position
  /** Takes an older version, or none: IAM wants the present one of managed policies alone. */
  readonly anyVersion?: boolean
  /** `false` takes what the dialect's own validation refuses, as long as it is a policy at all. */
  readonly strict?: boolean
  /** The bucket that a bucket policy is put on: its resources must lie in it. */
  readonly bucket?: string
}

const compiled = Symbol.for('tigris-mock.CompiledPolicy')

/** The compiled form, which only the evaluator looks at. */
export interface CompiledPolicy extends Policy {
  readonly [compiled]: {
    readonly statements: readonly CompiledStatement[]
    readonly index: StatementIndex
    /** Where an offset of the text is written. */
    readonly place: (offset: number) => Position
    readonly reading: Reading
  }
}

export const isPolicy = (value: unknown): value is CompiledPolicy =>
  typeof value === 'object' && value !== null && compiled in value

/** Throws when the policy was not made by `parsePolicy`. */
export const compiledOf = (policy: Policy): CompiledPolicy[typeof compiled] => {
  if (!isPolicy(policy))
    throw new Error(`policy \`${policy.name}\` is not compiled. Make it with parsePolicy(text, ...)`)
  return policy[compiled]
}

/** A policy with other statements: for what would be decided if it said something else. */
export const withStatements = (policy: Policy, statements: readonly CompiledStatement[]): Policy => {
  const { place, reading } = compiledOf(policy)
  const changed: CompiledPolicy = {
    ...policy,
    statements: statements.map(({ statement }) => statement),
    [compiled]: { statements, index: new StatementIndex(statements), place, reading },
  }
  return changed
}

const grammarOf = ({ profile, kind = 'identity', strict = true }: ReadOptions): Grammar => {
  const grammar = (strict ? profile.grammars : profile.lenient)[kind]
  if (grammar === undefined) throw new Error(`the dialect \`${profile.name}\` has no policies of kind \`${kind}\``)
  return grammar
}

const finding = (fault: Fault, grammar: Grammar, place: (start: number) => Position): Finding => ({
  code: fault.code ?? grammar.code,
  message: fault.message,
  ...place(fault.start),
  ...(fault.reason !== undefined && { suggestion: fault.reason }),
})

interface Read {
  readonly findings: readonly Finding[]
  readonly compile: () => Policy
}

const read = (text: string, options: ReadOptions): Read => {
  const { profile, kind = 'identity', file, bucket, name = file ?? 'policy' } = options
  const grammar = grammarOf(options)
  const { place = positionsIn(text, file) } = options
  const refused = (faults: readonly Fault[]): Read => ({
    findings: faults.map(fault => finding(fault, grammar, place)),
    compile: () => {
      throw new Error('a refused policy cannot be compiled')
    },
  })
  if (grammar.largest !== undefined && text.length > grammar.largest.characters) {
    const { characters, message } = grammar.largest
    return refused([
      { start: 0, message, reason: `the policy has ${text.length} characters, at most ${characters} fit` },
    ])
  }
  if (grammar.firstByte !== undefined && !text.startsWith('{')) {
    return refused([{ start: 0, message: grammar.firstByte, reason: 'the text must begin with `{`' }])
  }
  const { node, fault } = scanJson(text)
  if (fault !== undefined) return refused([{ start: fault.start, message: grammar.json, reason: fault.reason }])
  const draft = draftOf(node, kind, bucket)
  const shape = grammar.shape(draft)
  if (shape.length > 0) return refused(shape)
  const checks = options.anyVersion ? grammar.checks.filter(check => check !== versionCheck) : grammar.checks
  const faults = checks.flatMap(check => check(draft))
  if (faults.length > 0) return refused(faults)
  const older = draft.version?.kind !== 'string' || draft.version.value !== '2012-10-17'
  const reading: Reading = {
    variables: older ? profile.olderVariables : profile.variables,
    questionMark: profile.questionMark,
    anyAddress: profile.anyAddress,
    padShort: kind !== 'bucket',
    ...(profile.starEndsResource && { starEndsResource: true }),
  }
  return {
    findings: [],
    compile: () => {
      const statements = draft.statements.map((statement, index) =>
        compileStatement(statement, { policy: name, index }, reading, place),
      )
      const policy: CompiledPolicy = {
        kind,
        text,
        name,
        statements: statements.map(({ statement }) => statement),
        [compiled]: { statements, index: new StatementIndex(statements), place, reading },
      }
      return policy
    },
  }
}

/**
 * Reads, judges and compiles a policy document. Throws a PolicyError with every finding; the first one's code and
 * message are the service's answer.
 */
export const parsePolicy = (text: string, options: ReadOptions): Policy => {
  const { findings, compile } = read(text, options)
  const [first, ...more] = findings
  if (first !== undefined) throw new PolicyError([first, ...more])
  return compile()
}

/** The findings of a document, none when the service takes it. */
export const lintPolicy = (text: string, options: ReadOptions): readonly Finding[] => read(text, options).findings
