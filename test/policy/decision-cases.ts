import { readdirSync, readFileSync } from 'node:fs'
import type { ConditionContext, EvaluateInput, Grant, PolicyPrincipal } from '../../src/policy/index.js'

export interface DecisionCase {
  readonly name: string
  readonly dialect: 'tigris' | 'aws' | 'yandex'
  readonly policies?: readonly Record<string, unknown>[]
  readonly permissionsBoundary?: Record<string, unknown>
  readonly sessionPolicies?: readonly Record<string, unknown>[]
  readonly resourcePolicy?: Record<string, unknown>
  readonly grants?: readonly Grant[]
  readonly strict?: boolean
  readonly request: {
    readonly action: string
    readonly resource: string
    readonly context?: ConditionContext
    /** A name among the file's principals. */
    readonly principal?: string
    readonly resourceAccount?: string
  }
  readonly expected: 'allowed' | 'explicitDeny' | 'implicitDeny'
  readonly at?: string
  readonly because?: string
  /** Sids of the statements that decided. */
  readonly statements?: readonly string[]
}

interface DecisionFile {
  readonly principals?: Readonly<Record<string, PolicyPrincipal>>
  readonly cases: readonly DecisionCase[]
}

const requestFields = ['action', 'resource', 'context', 'principal', 'resourceAccount']
const fields = [
  ...['name', 'dialect', 'policies', 'sessionPolicies', 'resourcePolicy', 'grants', 'request', 'expected'],
  ...['permissionsBoundary', 'strict', 'at', 'because', 'statements'],
]

const refuseUnknown = (value: object, known: readonly string[], where: string): void => {
  const unknown = Object.keys(value).find(name => !known.includes(name))
  if (unknown !== undefined) throw new Error(`${where}: unknown field \`${unknown}\``)
}

/** Refuses what a typing error makes: two cases of one name, fields that nothing reads. */
export const checkCases = (file: string, { cases }: DecisionFile): void => {
  const seen = new Set<string>()
  for (const one of cases) {
    const where = `${file}: ${one.name}`
    if (seen.has(one.name)) throw new Error(`${where}: the name stands twice`)
    seen.add(one.name)
    refuseUnknown(one, fields, where)
    refuseUnknown(one.request, requestFields, where)
  }
}

const folder = new URL('../../fixtures/policy/', import.meta.url)
const others = ['vectors.json', 'documents.json', 'documented-answers.json']

/** Every file of cases with its checked content. */
export const decisionFiles = (): readonly (readonly [string, DecisionFile])[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.json') && !others.includes(file))
    .map(file => {
      const content = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as DecisionFile
      refuseUnknown(content, ['principals', 'cases'], file)
      checkCases(file, content)
      return [file, content] as const
    })

export const questionOf = (
  {
    dialect,
    policies = [],
    permissionsBoundary,
    sessionPolicies,
    resourcePolicy,
    grants,
    strict,
    request,
  }: DecisionCase,
  { principals = {} }: DecisionFile,
): EvaluateInput => {
  const { principal: who, ...asked } = request
  const principal = who === undefined ? undefined : principals[who]
  if (who !== undefined && principal === undefined) throw new Error(`no principal \`${who}\``)
  return {
    dialect,
    policies,
    ...asked,
    ...(permissionsBoundary && { permissionsBoundary }),
    ...(sessionPolicies && { sessionPolicies }),
    ...(resourcePolicy && { resourcePolicy }),
    ...(grants && { grants }),
    ...(strict !== undefined && { strict }),
    ...(principal && { principal }),
  }
}
