import type { Dialect, HostPattern } from '../contract/dialect.js'
import { fail } from '../contract/errors.js'
import type { Located, Service } from '../contract/located.js'
import type { WireRequest } from '../contract/wire.js'

export interface CompiledHost {
  readonly expression: RegExp
  readonly service: Service
  readonly website?: true
  /** Where paths that lead to another service are told from buckets. */
  readonly otherPaths?: Dialect['paths']
}

/** `{bucket}.t3.storage.dev` takes anything in front; `{region}` one label. A port in the pattern must be there. */
export const compileHost = ({ pattern, service, website, paths }: HostPattern): CompiledHost => {
  const source = pattern
    .toLowerCase()
    .split(/(\{bucket\}|\{region\}|\*)/)
    .map(part => {
      if (part === '{bucket}') return '(?<bucket>.+)'
      if (part === '{region}') return '(?<region>[^.]+)'
      if (part === '*') return '[^.]+'
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return {
    expression: new RegExp(`^${source}${pattern.includes(':') ? '' : '(?::\\d+)?'}$`),
    service,
    ...(website && { website }),
    ...(paths && { otherPaths: paths }),
  }
}

/** One of ours, and what its name says. */
interface FoundHost extends Pick<CompiledHost, 'service' | 'website' | 'otherPaths'> {
  readonly bucket?: string
  readonly region?: string
  /** The host is a domain of the bucket's own. */
  readonly domain?: true
}

/** What a host is: one of ours, one of the vendor's that is refused by name, or none of the two. */
export interface Hosts {
  find(host: string): FoundHost | undefined
  refuses(host: string): boolean
  /** A server listens at this address (`127.0.0.1:4566`): S3 by path or bucket name in front. Returns what ends it. */
  serveAt(address: string): () => void
}

const s3At = (address: string): HostPattern[] => [
  { pattern: address, service: 's3' },
  { pattern: `{bucket}.${address}`, service: 's3' },
]

/**
 * Compiles the dialect's hosts and the scene's further endpoints (`localhost:9000`), the plain ones first. `bucketAt`
 * finds the bucket that has another host for a domain of its own.
 */
export const compileHosts = (
  dialect: Pick<Dialect, 'hosts' | 'refusedHosts' | 'paths'>,
  endpoints: readonly string[] = [],
  bucketAt: (host: string) => string | undefined = () => undefined,
): Hosts => {
  const further = endpoints.flatMap(s3At)
  const plain = (host: HostPattern) => !host.pattern.includes('{bucket}')
  const all = [...dialect.hosts, ...further]
  const compileShared = (host: HostPattern): CompiledHost => ({
    ...compileHost(host),
    ...(dialect.paths && plain(host) && { otherPaths: dialect.paths }),
  })
  const compiled = [...all.filter(plain), ...all.filter(host => !plain(host))].map(host =>
    further.includes(host) ? compileShared(host) : compileHost(host),
  )
  const refused = dialect.refusedHosts.map(pattern => compileHost({ pattern, service: 's3' }).expression)
  const served = new Map<string, readonly CompiledHost[]>()
  return {
    serveAt: address => {
      served.set(address, s3At(address).map(compileShared))
      return () => void served.delete(address)
    },
    find: host => {
      for (const { expression, service, website, otherPaths } of served.size === 0
        ? compiled
        : [...compiled, ...[...served.values()].flat()]) {
        const match = expression.exec(host)
        if (match === null) continue
        const { bucket, region } = match.groups ?? {}
        return {
          service,
          ...(website && { website }),
          ...(otherPaths && { otherPaths }),
          ...(bucket !== undefined && { bucket }),
          ...(region !== undefined && { region }),
        }
      }
      const bucket = bucketAt(host.replace(/:\d+$/, ''))
      return bucket === undefined ? undefined : { service: 's3', bucket, domain: true }
    },
    refuses: host => refused.some(expression => expression.test(host)),
  }
}

/** The service that the caller signed for: on a host of the mock it decides where the host does not. */
const scopeService = ({ headers, query }: WireRequest): string | undefined =>
  (/[\s,]Credential=[^\s,]*?\/\d{8}\/[^/\s,]*\/([a-z0-9]+)\/aws4_request/.exec(headers.get('authorization') ?? '') ??
    /(?:^|&)X-Amz-Credential=[^&]*?(?:%2F|\/)\d{8}(?:%2F|\/)[^&/%]*(?:%2F|\/)([a-z0-9]+)(?:%2F|\/)aws4_request/i.exec(
      query,
    ))?.[1]

/** Calls of the query services are posted, or stand in the query of a GET. */
const mayBeQuery = ({ method, path }: WireRequest): boolean => method === 'POST' || (method === 'GET' && path === '/')

/** Of all services behind one address only STS takes forms of callers who have no key yet. */
const isUnsignedForm = ({ method, path, query, headers }: WireRequest): boolean =>
  method === 'POST' &&
  path === '/' &&
  query === '' &&
  !headers.has('authorization') &&
  /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '')

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return fail('InvalidURI', { URI: text })
  }
}

const withoutBuckets = (service: Service, path: string): Located => {
  const [, ...segments] = path.split('/').map(decode)
  return segments.join('') === '' ? { service, protocol: 'query' } : { service, protocol: 'json', segments }
}

/** Finds service, region, bucket and key of a request; throws UnknownHost, InvalidURI. */
export const locate = (request: WireRequest, hosts: Hosts, signingScopes: Dialect['signingScopes']): Located => {
  const host = hosts.find(request.host) ?? fail('UnknownHost', { Host: request.host })
  const located = locateAt(host, request, signingScopes)
  return host.region === undefined ? located : { ...located, region: host.region }
}

const locateAt = (host: FoundHost, request: WireRequest, signingScopes: Dialect['signingScopes']): Located => {
  if (host.service !== 's3') return withoutBuckets(host.service, request.path)
  const signedFor = host.bucket === undefined && mayBeQuery(request) ? scopeService(request) : undefined
  const isQuery = signedFor === 'iam' || signedFor === 'sts'
  if (isQuery && signingScopes[signedFor].length > 0) return { service: signedFor, protocol: 'query' }
  if (host.bucket === undefined && signingScopes.sts.length > 0 && isUnsignedForm(request))
    return { service: 'sts', protocol: 'query' }
  const other = host.otherPaths?.(request)
  if (other !== undefined) return withoutBuckets(other, request.path)
  const path = request.path.slice(1)
  if (host.website) return { service: 's3', protocol: 'html', bucket: host.bucket ?? '', key: decode(path) }
  if (host.bucket !== undefined) {
    const ofDomain = host.domain && { domain: host.domain }
    return {
      service: 's3',
      protocol: 'rest-xml',
      bucket: host.bucket,
      ...ofDomain,
      ...(path !== '' && { key: decode(path) }),
    }
  }
  if (path === '') return { service: 's3', protocol: 'rest-xml' }
  const slash = path.indexOf('/')
  const bucket = decode(slash < 0 ? path : path.slice(0, slash))
  const key = slash < 0 ? '' : path.slice(slash + 1)
  return { service: 's3', protocol: 'rest-xml', bucket, ...(key !== '' && { key: decode(key) }) }
}

/** Decoded parameters; `+` stands for a space. The first of a repeated name counts. */
export const parseQuery = (query: string): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>()
  if (query === '') return parameters
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '))
    if (!parameters.has(name))
      parameters.set(name, equals < 0 ? '' : decode(part.slice(equals + 1).replaceAll('+', ' ')))
  }
  return parameters
}
