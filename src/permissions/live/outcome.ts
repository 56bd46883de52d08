import type { Operation } from '../../contract/operation.js'
import type { ServiceAnswer } from './service.js'

/** Codes of callers who were not proven. */
const unproven: ReadonlySet<string> = new Set([
  ...['AuthorizationHeaderMalformed', 'ExpiredToken', 'IncompleteSignature', 'InvalidAccessKeyId'],
  ...['InvalidClientTokenId', 'InvalidSecurity', 'InvalidToken', 'MissingAuthenticationToken'],
  ...['RequestExpired', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch', 'UnrecognizedClientException'],
])

const denied: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])

const textOfCode = (code: string): string => {
  if (denied.has(code)) return 'denied'
  return unproven.has(code) ? `not authenticated: ${code}` : `allowed, then ${code}`
}

/** Codes of the errors that an answer of 200 tells. */
const innerCodes = ({ status, body }: Pick<ServiceAnswer, 'status' | 'body'>, { body: kind }: Operation): string[] =>
  kind === 'document' && status < 300
    ? [...new TextDecoder().decode(body).matchAll(/<Error>.*?<Code>([^<]+)<\/Code>/gs)].map(([, code]) => code!)
    : []

/**
 * What a client sees of a call, in few words: the same words for the mock and for a service, so that they can be
 * compared. An answer to HEAD has no code.
 */
export const outcomeOf = (answer: Pick<ServiceAnswer, 'status' | 'code' | 'body'>, operation: Operation): string => {
  const { status, code } = answer
  if (operation.http?.startsWith('HEAD ')) {
    return status === 403 ? 'denied' : status < 400 ? 'allowed' : `allowed, then ${status}`
  }
  if (status >= 400) return textOfCode(code ?? (status === 403 ? 'AccessDenied' : String(status)))
  if (status >= 300) return `allowed, then ${status}`
  const inner = [...new Set(innerCodes(answer, operation))].sort().map(textOfCode)
  return inner.length === 0 ? 'allowed' : inner.join('; ')
}
