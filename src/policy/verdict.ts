import type { DecisionCase, LayerOutcome } from './layers.js'
import { nearestMiss } from './near-miss.js'
import type { Decision, Facts, Grant, NearMiss, PolicyProfile, Source, Statement, Verdict } from './types.js'

const layerNames: Readonly<Partial<Record<Source, string>>> = {
  identity: 'policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  role: 'role',
}

/** What the policy of a resource is called: a role's says who may take it. */
export const resourcePolicyName = (resource: string): 'trust policy' | 'bucket policy' =>
  /^arn:[^:]*:iam:/.test(resource) ? 'trust policy' : 'bucket policy'

/** `statement "ReadOnly"`, or `statement 2` when it has no Sid. */
export const statementName = ({ sid, index }: Statement): string =>
  sid === undefined ? `statement ${index + 1}` : `statement "${sid}"`

/** The caller's roles for the resource, which are not enough: absent without any. */
const withoutRight = ({ grants }: Facts, action: string): string | undefined => {
  const roles = [...new Set(grants.filter(({ source }) => source === 'role').map(({ label }) => label))]
  if (roles.length === 0) return undefined
  return `${roles.join(' and ')} ${roles.length === 1 ? 'does' : 'do'} not grant ${action}`
}

/** A verdict whose words and near misses are made only when they are read. */
export class DecidedVerdict implements Verdict {
  readonly decision: Decision
  readonly at: Source
  readonly action: string
  readonly grant?: Grant
  readonly #profile: PolicyProfile
  readonly #asked: DecisionCase
  readonly #outcome: LayerOutcome

  constructor(profile: PolicyProfile, asked: DecisionCase, outcome: LayerOutcome) {
    this.#profile = profile
    this.decision = outcome.decision
    this.at = outcome.at
    this.action = asked.action
    if (outcome.grant !== undefined) this.grant = outcome.grant
    this.#asked = asked
    this.#outcome = outcome
  }

  /** The dialect's reading by which it was decided. */
  static profileOf(verdict: Verdict): PolicyProfile | undefined {
    return verdict instanceof DecidedVerdict ? verdict.#profile : undefined
  }

  /** The compiled statements that decided. */
  static decidedBy(verdict: Verdict): LayerOutcome['statements'] {
    return verdict instanceof DecidedVerdict ? verdict.#outcome.statements : []
  }

  /** What was asked, and the facts that answered it; undefined for a verdict that came from elsewhere. */
  static caseOf(verdict: Verdict): DecisionCase | undefined {
    return verdict instanceof DecidedVerdict ? verdict.#asked : undefined
  }

  get #facts(): Facts {
    return this.#asked.facts
  }
  get resource() {
    return this.#facts.resource
  }
  get asked(): string | undefined {
    return this.#facts.action === this.action ? undefined : this.#facts.action
  }
  get context() {
    return this.#facts.context
  }
  get principal() {
    return this.#facts.principal
  }
  get policiesAsked(): number {
    const { identity, boundary, session, resourcePolicy } = this.#facts
    return identity.length + (boundary?.length ?? 0) + (session?.length ?? 0) + (resourcePolicy === undefined ? 0 : 1)
  }
  get statements(): readonly Statement[] {
    return this.#outcome.statements.map(({ statement }) => statement)
  }
  get because(): string {
    const [first] = this.statements
    if (this.decision === 'explicitDeny' && first !== undefined) return `${statementName(first)} denies it`
    if (this.decision === 'implicitDeny') return this.#missing()
    if (this.grant?.source === this.at) return `${this.grant.label} allows it`
    if (first !== undefined) return `${statementName(first)} allows it`
    return this.at === 'root' ? 'the root of an account has all rights of it' : 'no policy can deny it'
  }
  get nearest(): NearMiss | undefined {
    const ignored = this.#isOfResource && this.#facts.resourceAllowsIgnored !== undefined
    return this.decision === 'implicitDeny' && !ignored ? nearestMiss(this.#asked, this.at) : undefined
  }

  /** The policy of a bucket, or of the role that is to be taken, decided. */
  get #isOfResource(): boolean {
    return this.at === 'bucket' || this.at === 'resource'
  }

  #missing(): string {
    const asked = { identity: this.#facts.identity, session: this.#facts.session ?? [] }
    const roles = this.at === 'identity' || this.at === 'role' ? withoutRight(this.#facts, this.action) : undefined
    if (this.at === 'role' && roles !== undefined) return roles
    if (this.at === 'identity' && this.principal.kind === 'anonymous')
      return `nothing grants ${this.action} to everyone`
    if (this.at === 'identity' && asked.identity.length === 0)
      return `no policy is attached, ${roles === undefined ? `nothing grants ${this.action}` : `and ${roles}`}`
    if (this.at === 'session' && asked.session.length === 0) return 'the session policy is empty and allows nothing'
    if (this.#isOfResource && this.#facts.resourceAllowsIgnored !== undefined) return this.#facts.resourceAllowsIgnored
    const layer = this.#isOfResource ? resourcePolicyName(this.resource) : (layerNames[this.at] ?? this.at)
    return `no ${layer} allows ${this.action}${roles === undefined ? '' : `, and ${roles}`}`
  }

  toJSON() {
    const {
      decision,
      action,
      asked,
      resource,
      context,
      principal,
      at,
      statements,
      grant,
      because,
      nearest,
      policiesAsked,
    } = this
    return {
      decision,
      action,
      asked,
      resource,
      context,
      principal,
      at,
      statements,
      grant,
      because,
      nearest,
      policiesAsked,
    }
  }
}
