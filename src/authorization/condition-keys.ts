import { decodedQuery } from '../auth/canonical-uri.js'
import type { CallerFacts, Principal } from '../auth/types.js'
import type { Instant } from '../contract/host.js'
import type { WireRequest } from '../contract/wire.js'
import type { ConditionContext } from '../policy/types.js'

/** Address of in-process callers: of the block that documents use, so that no policy names it by accident. */
export const defaultIp = '192.0.2.1'

const principalType: Record<Principal['kind'], string> = {
  key: 'User',
  user: 'User',
  role: 'AssumedRole',
  session: 'AssumedRole',
  serviceAccount: 'User',
  root: 'Account',
  anonymous: 'Anonymous',
}

/** A node socket writes IPv4 peers of a dual-stack listener as `::ffff:a.b.c.d`. */
const plainIp = (ip: string): string => (ip.toLowerCase().startsWith('::ffff:') && ip.includes('.') ? ip.slice(7) : ip)

/** The caller's address: what a test says of it, else the connection's. */
export const sourceIp = (facts: CallerFacts, request?: WireRequest): string =>
  plainIp(facts.ip ?? request?.scope.ip ?? defaultIp)

/** The caller's address, and those that proxies in front of the service tell: any of them may match. */
const withHops = (own: string, request: WireRequest | undefined): string | readonly string[] => {
  const forwarded = request?.headers.get('x-forwarded-for')?.split(',') ?? []
  const hops = forwarded.map(hop => plainIp(hop.trim())).filter(hop => hop !== '')
  return hops.length === 0 ? own : [...new Set([own, ...hops])]
}

const isoSeconds = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/**
 * What the signature says of the body. A presigned URL says that it is not signed, unless it names a hash; a header
 * beside it need not be signed, and counts only where the URL names none and the signature so stands over it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
const payloadHashOf = ({ signed }: Principal, request: WireRequest | undefined): string | undefined => {
  const sent = request?.headers.get('x-amz-content-sha256')
  if (signed?.type !== 'REST-QUERY-STRING' || signed.version !== undefined) return sent
  const inUrl = decodedQuery(request?.query ?? '').find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')
  return inUrl?.[1] ?? sent ?? 'UNSIGNED-PAYLOAD'
}

/**
 * The condition keys that every request supplies, absent ones left out.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const globalContext = (input: {
  readonly principal: Principal
  readonly facts: CallerFacts
  readonly now: Instant
  readonly region: string
  readonly request: WireRequest | undefined
  /** The addresses that X-Forwarded-For names count, too. */
  readonly hops?: boolean | undefined
}): ConditionContext => {
  const { principal, request, facts } = input
  const at = Math.floor((facts.at ?? input.now) / 1000) * 1000
  const context: Record<string, string | readonly string[]> = {
    'aws:SourceIp': input.hops ? withHops(sourceIp(facts, request), request) : sourceIp(facts, request),
    'aws:CurrentTime': isoSeconds(at),
    'aws:EpochTime': String(at / 1000),
    'aws:SecureTransport': String(request === undefined || request.protocol === 'https'),
    'aws:userid': principal.userId,
    'aws:PrincipalType': principalType[principal.kind],
    'aws:RequestedRegion': input.region,
    'aws:ViaAWSService': 'false',
    'aws:PrincipalIsAWSService': 'false',
  }
  // the mock speaks no TLS of its own: https stands for the version that every SDK uses
  if (context['aws:SecureTransport'] === 'true') context['s3:TlsVersion'] = '1.2'
  const userAgent = facts.userAgent ?? request?.headers.get('user-agent')
  if (userAgent !== undefined) context['aws:UserAgent'] = userAgent
  const referer = request?.headers.get('referer')
  if (referer !== undefined) context['aws:Referer'] = referer
  if (principal.kind === 'user') context['aws:username'] = principal.name
  if (principal.kind !== 'anonymous') {
    context['aws:PrincipalArn'] = principal.identity?.arn ?? principal.arn
    context['aws:PrincipalAccount'] = principal.account
  }
  for (const [name, value] of Object.entries(principal.tags)) context[`aws:PrincipalTag/${name}`] = value
  if (principal.session !== undefined) {
    context['aws:TokenIssueTime'] = isoSeconds(principal.session.issued)
    const { sourceIdentity, secondFactor } = principal.session
    context['aws:MultiFactorAuthPresent'] = String(secondFactor !== undefined)
    if (secondFactor !== undefined)
      context['aws:MultiFactorAuthAge'] = String(Math.max(0, at / 1000 - Math.floor(secondFactor / 1000)))
    if (sourceIdentity !== undefined) context['aws:SourceIdentity'] = sourceIdentity
  }
  if (principal.signed !== undefined) {
    context['s3:authType'] = principal.signed.type
    context['s3:signatureversion'] = principal.signed.version ?? 'AWS4-HMAC-SHA256'
    context['s3:signatureAge'] = String(Math.max(0, input.now - principal.signed.at))
  }
  const payloadHash = payloadHashOf(principal, request)
  if (payloadHash !== undefined) context['s3:x-amz-content-sha256'] = payloadHash
  return context
}

/** The account that owns the resource of one right. */
export const accountContext = (account: string | undefined): ConditionContext =>
  account === undefined ? {} : { 'aws:ResourceAccount': account, 's3:ResourceAccount': account }
