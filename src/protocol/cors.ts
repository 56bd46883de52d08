/** A rule of a bucket's CORS configuration, as S3's model names its members. */
export interface CorsRule {
  readonly ID?: string | undefined
  readonly AllowedOrigins: readonly string[]
  readonly AllowedMethods: readonly string[]
  readonly AllowedHeaders: readonly string[]
  readonly ExposeHeaders: readonly string[]
  readonly MaxAgeSeconds?: number | undefined
}

/** What of a request the rules look at. */
export interface CorsQuestion {
  readonly origin: string
  readonly method: string
  /** Lower-case names that the request asks for. */
  readonly headers: readonly string[]
}

/** At most one `*`, as PutBucketCors has checked. */
const fits = (pattern: string, text: string): boolean => {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= pattern.length - 1 && text.startsWith(before) && text.endsWith(after)
}

/** Reads what the rules look at; undefined for a request that no browser sent across origins. */
export const corsQuestion = (method: string, headers: ReadonlyMap<string, string>): CorsQuestion | undefined => {
  const origin = headers.get('origin')
  if (origin === undefined) return undefined
  // a request that names headers is judged as its preflight would be: AWS, recorded 2025-07-07
  const wanted = headers.get('access-control-request-headers') ?? ''
  const names = wanted.split(',').map(name => name.trim().toLowerCase())
  return {
    origin,
    method: headers.get('access-control-request-method') ?? method,
    headers: names.filter(name => name !== ''),
  }
}

/**
 * The first rule that fits origin, method and every requested header. A rule's `*` in a header name takes any.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
export const findCorsRule = (
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsQuestion,
): CorsRule | undefined =>
  rules.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders }) =>
      AllowedOrigins.some(allowed => fits(allowed, origin)) &&
      (AllowedMethods.includes(method) || AllowedMethods.includes('*')) &&
      headers.every(name => AllowedHeaders.some(allowed => fits(allowed.toLowerCase(), name))),
  )

/** The headers that a rule gives to an answer. */
export const corsHeaders = (rule: CorsRule, { origin, headers }: CorsQuestion): (readonly [string, string])[] => {
  const anyone = rule.AllowedOrigins.includes('*')
  return [
    ['Access-Control-Allow-Origin', anyone ? '*' : origin],
    ['Access-Control-Allow-Methods', rule.AllowedMethods.join(', ')],
    ...(headers.length > 0 ? [['Access-Control-Allow-Headers', headers.join(', ')] as const] : []),
    ...(rule.ExposeHeaders.length > 0
      ? [['Access-Control-Expose-Headers', rule.ExposeHeaders.join(', ')] as const]
      : []),
    ...(rule.MaxAgeSeconds === undefined ? [] : [['Access-Control-Max-Age', String(rule.MaxAgeSeconds)] as const]),
    ...(anyone ? [] : [['Access-Control-Allow-Credentials', 'true'] as const]),
    ['Vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'],
  ]
}
