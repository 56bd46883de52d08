import { explainRecord } from '../mock/explanation.js'
import type { LogRecord } from '../world/log.js'
import type { RequestOutcome, RequestRecord } from './api.js'

export const outcomeOf = ({ denied, rejected, decisions, code }: LogRecord): RequestOutcome => {
  if (denied !== undefined) return 'denied'
  if (rejected) return 'rejected'
  if (decisions.some(({ kind }) => kind !== 'asked')) return 'allowed'
  return code === undefined ? 'open' : 'refused'
}

/** Why a request failed, in one clause; empty where it did not. */
export const reasonOf = ({ denied, code, message, hint }: LogRecord): string =>
  denied !== undefined ? denied.because : code === undefined ? '' : [`${code}: ${message}`, hint].join(' ').trim()

const secretParameters = /^(?:x-amz-signature|x-amz-security-token|signature)$/i

const nameOf = (parameter: string): string => {
  const [name = ''] = parameter.split('=', 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** A URL without what would let its reader act as its writer: signatures and session tokens of presigned URLs. */
export const withoutSecrets = (url: string): string => {
  const mark = url.indexOf('?')
  if (mark < 0) return url
  const parameters = url.slice(mark + 1).split('&')
  const shown = parameters.map(each => {
    const equals = each.indexOf('=')
    return equals >= 0 && secretParameters.test(nameOf(each)) ? `${each.slice(0, equals)}=...` : each
  })
  return `${url.slice(0, mark)}?${shown.join('&')}`
}

const secretMembers =
  /^(?:CopySource)?SSECustomerKey$|^(?:TokenCode|AuthenticationCode\d|WebIdentityToken|SAMLAssertion)$/

/** What of an input can stand in JSON: bodies by their length, nothing that is secret. */
const shownInput = (input: NonNullable<LogRecord['input']>): Record<string, unknown> =>
  Object.fromEntries(
    // the body of a record is copied when it is read
    Object.keys(input).flatMap(name => {
      if (name === 'Body') return []
      return [[name, secretMembers.test(name) ? '...' : input[name]]]
    }),
  )

/** A record as JSON can hold it. */
export const recordView = (record: LogRecord, position: number): RequestRecord => {
  const { defect, input, ...told } = record
  const reason = reasonOf(record)
  return {
    ...told,
    position,
    url: withoutSecrets(record.url),
    outcome: outcomeOf(record),
    reason: reason === '' ? undefined : reason,
    explanation: explainRecord({ ...record, url: withoutSecrets(record.url) }),
    input: input && shownInput(input),
  } as RequestRecord
}
