import { explainRecord } from '../mock/explanation.js'
import { explain } from '../policy/explain.js'
import { suggestName } from '../policy/suggest-name.js'
import type { Source, Verdict } from '../policy/types.js'
import type { LogRecord } from '../world/log.js'
import { errorText, isCall, type ObservedCall, observeCall, observeSettled } from './calls.js'

export interface AllowedSpec {
  /** What allowed it: a Sid, a policy's name, or a layer such as `role`. */
  readonly by?: string
  /** The error that the permitted call is expected to end with: `NoSuchKey`. */
  readonly code?: string
}

export interface DeniedSpec {
  readonly action?: string
  /** An ARN, or `bucket/key`. */
  readonly resource?: string
  /** Sid of the statement that denied. */
  readonly sid?: string
  readonly effect?: 'explicit' | 'implicit'
  /**
   * Layer in which the decision fell; `acl` stands for a bucket's or an object's, `resource` for the trust policy of a
   * role, which `bucket` may stand for until the next release.
   */
  readonly at?: 'identity' | 'boundary' | 'session' | 'bucket' | 'resource' | 'acl' | 'role' | 'owner' | 'default'
}

export interface RejectedSpec {
  readonly code?: string
}

/** What came of one assertion. `message` says what happened either way. */
export interface Outcome {
  readonly pass: boolean
  readonly message: string
  /** The denial says nothing about any policy. */
  readonly vacuous?: boolean
}

/** At once for a value or an error of a call that is over, as asymmetric matchers have it. */
export type Judged = Outcome | Promise<Outcome>

/** Judges a call when it is over. A value that tells no call is none that was meant. */
const judge = (call: unknown, outcomeOf: (observed: ObservedCall) => Outcome): Judged => {
  if (isCall(call)) return observeCall(call).then(outcomeOf)
  let observed: ObservedCall
  try {
    observed = observeSettled(call)
  } catch (error) {
    return { pass: false, message: (error as Error).message }
  }
  return outcomeOf(observed)
}

const isRefused = ({ kind, verdict }: LogRecord['decisions'][number]): boolean =>
  kind !== 'asked' && verdict.decision !== 'allowed'

export const denialsOf = (records: readonly LogRecord[]): readonly Verdict[] =>
  records.flatMap(record => record.decisions.filter(isRefused).map(({ verdict }) => verdict))

const values: Readonly<Record<string, readonly string[]>> = {
  effect: ['explicit', 'implicit'],
  at: ['identity', 'boundary', 'session', 'bucket', 'resource', 'acl', 'role', 'owner', 'default'],
}

const checkSpec = (matcher: string, spec: object, known: readonly string[]): void => {
  if (typeof spec !== 'object' || spec === null) {
    throw new Error(`${matcher} takes an object: \`${matcher}({ ${known[0]}: ${JSON.stringify(spec)} })\``)
  }
  for (const [name, value] of Object.entries(spec)) {
    if (!known.includes(name)) throw new Error(`${matcher}: \`${name}\` is unknown; ${suggestName(name, known)}`)
    const allowed = values[name]
    if (value !== undefined && allowed !== undefined && !allowed.includes(value)) {
      throw new Error(`${matcher}: \`${name}\` is \`${String(value)}\`; ${suggestName(String(value), allowed)}`)
    }
  }
}

/** Whether any right was asked for the call itself. */
const wasJudged = (records: readonly LogRecord[]): boolean =>
  records.some(({ decisions }) => decisions.some(({ kind }) => kind !== 'asked'))

export const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')

const told = (records: readonly LogRecord[]): string =>
  records.map(record => indent(explainRecord(record))).join('\n\n')

const allowedBy = (records: readonly LogRecord[], by: string): boolean =>
  records.some(record =>
    record.decisions.some(
      ({ kind, verdict }) =>
        kind !== 'asked' &&
        (verdict.at === by || verdict.statements.some(({ sid, policy }) => sid === by || policy === by)),
    ),
  )

const innerFailure = ({ records, failed, error }: ObservedCall): { code: string; text: string } | undefined => {
  const record = records.find(({ code }) => code !== undefined)
  if (record?.code !== undefined) return { code: record.code, text: record.message ?? '' }
  return failed ? { code: error instanceof Error ? error.name : 'error', text: errorText(error) } : undefined
}

/** At least one request, none denied, and the call did not fail. */
export const judgeAllowed = (call: unknown, spec: AllowedSpec = {}): Judged =>
  judge(call, observed => {
    checkSpec('toBeAllowed', spec, ['by', 'code'])
    return allowedOutcome(observed, spec)
  })

const allowedOutcome = (observed: ObservedCall, spec: AllowedSpec): Outcome => {
  const { records } = observed
  const rejected = records.find(record => record.rejected)
  if (rejected)
    return { pass: false, message: `expected the call to be allowed, but authentication failed\n\n${told([rejected])}` }
  const refused = records.filter(record => record.decisions.some(isRefused))
  if (refused.length > 0) {
    const missing = refused.find(({ bucketMissing }) => bucketMissing)
    const why = missing === undefined ? '' : `: there is no bucket \`${missing.bucket}\`, so mend its name or the scene`
    return { pass: false, message: `expected the call to be allowed, but it was denied${why}\n\n${told(refused)}` }
  }
  const failure = innerFailure(observed)
  if (failure !== undefined && failure.code !== spec.code) {
    const remedy = `if that is meant, write toBeAllowed({ code: '${failure.code}' })`
    return {
      pass: false,
      message: `expected the call to succeed: allowed, then ${failure.code}: ${failure.text}\n${remedy}\n\n${told(records)}`,
    }
  }
  if (failure !== undefined && !wasJudged(records)) {
    const message = `expected the call to be allowed, but it ended with ${failure.code} before any right was judged`
    return { pass: false, message: `${message}\n\n${told(records)}` }
  }
  if (spec.code !== undefined && failure === undefined) {
    return { pass: false, message: `expected the call to end with ${spec.code}, but it succeeded\n\n${told(records)}` }
  }
  if (spec.by !== undefined && !allowedBy(records, spec.by)) {
    return {
      pass: false,
      message: `expected the call to be allowed by "${spec.by}", but it was allowed otherwise\n\n${told(records)}`,
    }
  }
  return { pass: true, message: `the call was allowed\n\n${told(records)}` }
}

const layerFits = (at: Source, wanted: string): boolean =>
  at === wanted ||
  (wanted === 'bucket' && at === 'resource') ||
  (wanted === 'acl' && (at === 'bucketAcl' || at === 'objectAcl'))

/** The first point in which a denial is not what was expected. */
export const misfit = (verdict: Verdict, spec: DeniedSpec): string | undefined => {
  const wantedResource = spec.resource?.startsWith('arn:') ? spec.resource : `arn:aws:s3:::${spec.resource}`
  if (spec.action !== undefined && spec.action.toLowerCase() !== verdict.action.toLowerCase()) {
    return `action: expected ${spec.action}, denied was ${verdict.action}`
  }
  if (spec.resource !== undefined && wantedResource !== verdict.resource) {
    return `resource: expected ${wantedResource}, denied was ${verdict.resource}`
  }
  const effect = verdict.decision === 'explicitDeny' ? 'explicit' : 'implicit'
  if (spec.effect !== undefined && spec.effect !== effect) return `effect: expected ${spec.effect}, it was ${effect}`
  if (spec.sid !== undefined && !verdict.statements.some(({ sid }) => sid === spec.sid)) {
    const sids = verdict.statements.map(({ sid, index }) => sid ?? `statement ${index + 1}`)
    return `sid: expected ${spec.sid}, ${sids.length === 0 ? 'no statement denied it' : `denied by ${sids.join(', ')}`}`
  }
  if (spec.at !== undefined && !layerFits(verdict.at, spec.at)) return `at: expected ${spec.at}, it was ${verdict.at}`
  return undefined
}

/** Whether the caller had no policy that could have allowed anything: the denial says nothing about a policy. */
export const isVacuous = ({ decision, policiesAsked, principal }: Verdict): boolean =>
  decision === 'implicitDeny' && policiesAsked === 0 && principal.kind !== 'anonymous'

/** At least one request was denied by a permission, and every denial fits the spec. */
export const judgeDenied = (call: unknown, spec: DeniedSpec = {}, strict = false): Judged =>
  judge(call, observed => {
    checkSpec('toBeDenied', spec, ['action', 'resource', 'sid', 'effect', 'at'])
    return deniedOutcome(observed, spec, strict)
  })

const deniedOutcome = (observed: ObservedCall, spec: DeniedSpec, strict: boolean): Outcome => {
  const { records } = observed
  const denials = denialsOf(records)
  if (denials.length === 0) {
    const rejected = records.find(record => record.rejected)
    if (rejected) {
      const remedy = `authentication failed, which is no denial: write toBeRejected({ code: '${rejected.code}' })`
      return { pass: false, message: `expected the call to be denied, but ${remedy}\n\n${told([rejected])}` }
    }
    const failure = innerFailure(observed)
    const then = wasJudged(records) ? 'it was allowed, then' : 'before any right was judged it ended with'
    const happened = failure === undefined ? 'it was allowed' : `${then} ${failure.code}: ${failure.text}`
    return { pass: false, message: `expected the call to be denied, but ${happened}\n\n${told(records)}` }
  }
  const missing = records.find(({ bucketMissing, decisions }) => bucketMissing && decisions.some(isRefused))
  if (missing !== undefined) {
    const message = `there is no bucket \`${missing.bucket}\`: a call on it is denied whatever a policy says of others`
    return { pass: false, message: `${message}. Put it into the scene, or mend its name\n\n${told([missing])}` }
  }
  for (const verdict of denials) {
    const difference = misfit(verdict, spec)
    if (difference !== undefined) {
      return {
        pass: false,
        message: `the call was denied, but otherwise than expected\n  ${difference}\n\n${indent(explain(verdict))}`,
      }
    }
  }
  const vacuous = denials.every(isVacuous)
  const note = vacuous ? '\n\nvacuous: the caller has no policy at all, so nothing else could have happened' : ''
  return { pass: !(strict && vacuous), vacuous, message: `the call was denied${note}\n\n${told(records)}` }
}

/** Authentication failed: unknown key, wrong signature, expired URL or session. */
export const judgeRejected = (call: unknown, spec: RejectedSpec = {}): Judged =>
  judge(call, observed => {
    checkSpec('toBeRejected', spec, ['code'])
    return rejectedOutcome(observed, spec)
  })

const rejectedOutcome = ({ records }: ObservedCall, spec: RejectedSpec): Outcome => {
  const rejected = records.find(record => record.rejected)
  if (rejected === undefined) {
    return { pass: false, message: `expected authentication to fail, but it succeeded\n\n${told(records)}` }
  }
  if (spec.code !== undefined && rejected.code !== spec.code) {
    return {
      pass: false,
      message: `expected rejection with ${spec.code}, but it was ${rejected.code}\n\n${told([rejected])}`,
    }
  }
  return { pass: true, message: `the call was rejected\n\n${told([rejected])}` }
}
