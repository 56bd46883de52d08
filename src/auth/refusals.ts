import { fail, ServiceError } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import type { Service } from '../contract/located.js'
import { aliasHint } from './caller-facts.js'
import { basicDate, plainDate } from './dates.js'

/** Where a signature stands: S3 answers with another code for each. */
export type Place = 'header' | 'query'

/** An absent, deleted or inactive key, and a temporary key without its token. */
export const unknownKey = (service: Service, keyId: string): never => {
  const error =
    service === 's3'
      ? new ServiceError('InvalidAccessKeyId', { details: { AWSAccessKeyId: keyId } })
      : new ServiceError('InvalidClientTokenId')
  const hint = aliasHint(keyId)
  throw hint === undefined ? error : Object.assign(error, { hint })
}

export const invalidToken = (service: Service, token: string): never =>
  service === 's3' ? fail('InvalidToken', { 'Token-0': token }) : fail('InvalidClientTokenId')

export const expiredToken = (service: Service, token: string): never => {
  if (service === 's3') return fail('ExpiredToken', { 'Token-0': token })
  throw new ServiceError('ExpiredToken', {
    message: 'The security token included in the request is expired',
    status: 403,
  })
}

/** The signing time is further than `allowed` milliseconds from the server's. */
export const skewed = (service: Service, date: string, at: Instant, server: Instant, allowed: number): never => {
  if (service === 's3') {
    return fail('RequestTimeTooSkewed', {
      RequestTime: date,
      ServerTime: plainDate(server),
      MaxAllowedSkewMilliseconds: String(allowed),
    })
  }
  const minutes = allowed / 60_000
  const [edge, state, sign] =
    at < server
      ? [basicDate(server - allowed), 'Signature expired: {} is now earlier than', '-']
      : [basicDate(server + allowed), 'Signature not yet current: {} is still later than', '+']
  const text = `${state.replace('{}', date)} ${edge} (${basicDate(server)} ${sign} ${minutes} min.)`
  return fail('SignatureDoesNotMatch', {}, text)
}

const hexBytes = (text: string): string => Buffer.from(text).toString('hex').replace(/..\B/g, '$& ')

/** What was computed, for S3's answer to a signature that differs. */
export interface Computed {
  readonly keyId: string
  readonly text: string
  readonly provided: string
  readonly canonical?: string
}

/** `hint`: what the mock can tell of the difference, which a service would not. */
export const signatureMismatch = (service: Service, computed: Computed, hint?: string): never => {
  throw mismatch(service, computed, hint)
}

const mismatch = (service: Service, { keyId, text, provided, canonical }: Computed, hint?: string): ServiceError => {
  if (service !== 's3') {
    const message =
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
    return new ServiceError('SignatureDoesNotMatch', { message, hint })
  }
  const details: Record<string, string> = {
    AWSAccessKeyId: keyId,
    StringToSign: text,
    SignatureProvided: provided,
    StringToSignBytes: hexBytes(text),
  }
  if (canonical !== undefined) {
    // S3 shows the path as it has read it, with escaped slashes as slashes: AWS, recorded 2026-02-21
    const shown = canonical.replace(/^[A-Z]+\n\S*/, line => line.replaceAll('%2F', '/'))
    details.CanonicalRequest = shown
    details.CanonicalRequestBytes = hexBytes(shown)
  }
  return new ServiceError('SignatureDoesNotMatch', { details, hint })
}

/** Credentials that cannot be read. `query` texts for S3 are whole sentences already. */
export const malformed = (
  service: Service,
  place: Place,
  text: string,
  details: Record<string, string> = {},
): never => {
  if (service !== 's3') return fail('IncompleteSignature', {}, text)
  return place === 'header'
    ? fail('AuthorizationHeaderMalformed', details, `The authorization header is malformed; ${text}`)
    : fail('AuthorizationQueryParametersError', details, text)
}

/** A credential whose scope is not this service's, region's or day's. */
export const wrongScope = (
  service: Service,
  place: Place,
  text: string,
  details: Record<string, string> = {},
): never => {
  if (service !== 's3') return fail('SignatureDoesNotMatch', {}, text)
  return malformed(
    service,
    place,
    place === 'header' ? text : `Error parsing the X-Amz-Credential parameter; ${text}`,
    details,
  )
}

export const headersNotSigned = (service: Service, names: readonly string[]): never =>
  service === 's3'
    ? fail(
        'AccessDenied',
        { HeadersNotSigned: names.join(', ') },
        'There were headers present in the request which were not signed',
      )
    : fail('SignatureDoesNotMatch', {}, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")

const unsupported: Record<string, string> = {
  AWS: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  'AWS4-ECDSA-P256-SHA256':
    'AWS4-ECDSA-P256-SHA256 (Signature Version 4A) is not supported by this mock. Please use AWS4-HMAC-SHA256.',
}

/** Signature versions that are known and not taken, and schemes that are not known. */
export const unsupportedScheme = (service: Service, scheme: string, value: string): never => {
  const text = unsupported[scheme]
  if (service !== 's3') return fail('IncompleteSignature', {}, text ?? `Unsupported authorization type: '${scheme}'`)
  if (text) return fail(scheme === 'AWS' ? 'InvalidRequest' : 'NotImplemented', {}, text)
  return fail(
    'InvalidArgument',
    { ArgumentName: 'Authorization', ArgumentValue: value },
    'Unsupported Authorization Type',
  )
}

export const twoMechanisms = (service: Service, value: string): never => {
  const text =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified'
  return service === 's3'
    ? fail('InvalidArgument', { ArgumentName: 'Authorization', ArgumentValue: value }, text)
    : fail('IncompleteSignature', {}, text)
}
