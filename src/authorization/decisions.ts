import { isServiceError, ServiceError } from '../contract/errors.js'
import type { Need } from '../contract/operation.js'
import { deniedMessage } from '../policy/aws/denied-message.js'
import type { Verdict } from '../policy/types.js'
import type { DecisionKind, LoggedDecision } from '../world/log.js'
import { needsOfEach } from './each.js'
import { isSignedOnly, type JudgedRequest, judge } from './judge.js'
import { listingNeed, listsInstead } from './missing.js'

/** The decisions of one request, in order. */
export interface Decisions {
  readonly all: readonly LoggedDecision[]
  /** Throws AccessDenied unless the need is allowed. */
  require(need: Need): void
  can(need: Need): Verdict
  may(need: Need): boolean
  /** A missing key is told only to those who may list its bucket: others get AccessDenied. */
  hideMissing(error: unknown): unknown
}

const arranged = (need: Need, { principal }: JudgedRequest): Verdict => ({
  decision: 'allowed',
  action: need.action,
  resource: need.resource,
  context: {},
  principal,
  at: 'root',
  statements: [],
  because: 'arranged: not judged',
  policiesAsked: 0,
})

/** Only S3 puts the resource in quotes; STS gives no reason. */
const wordingOf = (action: string) => ({ quoted: action.startsWith('s3:'), reason: !action.startsWith('sts:') })

export const createDecisions = (subject: JudgedRequest, isArranged: boolean): Decisions => {
  const all: LoggedDecision[] = []
  const decide = (need: Need, kind: DecisionKind): Verdict => {
    if (isArranged) return arranged(need, subject)
    const verdict = judge(subject, need)
    all.push({ kind, verdict })
    return verdict
  }
  const requireOne = (need: Need): void => {
    if (isArranged) return
    const verdict = judge(subject, need)
    const instead = verdict.decision === 'implicitDeny' ? listsInstead(subject, need) : undefined
    all.push({ kind: 'required', verdict: instead ?? verdict })
    if (verdict.decision !== 'allowed' && instead === undefined) throw denied(verdict, need)
  }
  const denied = (verdict: Verdict, need?: Need): ServiceError => {
    const { dialect, principal } = subject
    if (need !== undefined && isSignedOnly(subject, need)) {
      return new ServiceError('AccessDenied', { message: need.signedOnly })
    }
    const message =
      dialect.deniedMessage === 'explained' && principal.kind !== 'anonymous'
        ? deniedMessage(verdict, principal.arn, wordingOf(verdict.action))
        : undefined
    return new ServiceError('AccessDenied', { message })
  }
  return {
    all,
    require: need => {
      if (need.onlyWith !== undefined && !subject.dialect.features.has(need.onlyWith)) return
      const needs = isArranged ? undefined : needsOfEach(subject, need, each => judge(subject, each))
      for (const each of needs ?? [need]) requireOne(each)
    },
    can: need => decide(need, 'perKey'),
    may: need => decide(need, 'asked').decision === 'allowed',
    hideMissing: error => {
      if (!isServiceError(error) || (error.code !== 'NoSuchKey' && error.code !== 'NoSuchVersion')) return error
      const { Bucket = '', ...details } = error.details
      if (Bucket === '') return error
      const verdict = decide(listingNeed(Bucket, error.missingKey ?? details.Key), 'hidden')
      if (verdict.decision === 'allowed') {
        const { code, message, status, headers } = error
        return new ServiceError(code, { details, message, status, headers })
      }
      return denied(verdict)
    },
  }
}
