import type { Dialect, HostPattern, Located } from '../dialect.js'
import { fail } from '../errors.js'
import type { Service } from '../operation.js'
import type { WireRequest } from '../wire.js'

export interface CompiledHost {
  readonly expression: RegExp
  readonly service: Service
  /** Where paths that lead to another service are told from buckets. */
  readonly otherPaths?: Dialect['paths']
}

/** `{bucket}.t3.storage.dev` takes anything in front; `{region}` one label. A port in the pattern must be there. */
export const compileHost = ({ pattern, service }: HostPattern): CompiledHost => {
  const source = pattern
    .toLowerCase()
    .split(/(\{bucket\}|\{region\}|\*)/)
    .map(part => {
      if (part === '{bucket}') return '(?<bucket>.+)'
      if (part === '{region}' || part === '*') return '[^.]+'
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return { expression: new RegExp(`^${source}${pattern.includes(':') ? '' : '(?::\\d+)?'}$`), service }
}

/** What a host is: one of ours, one of the vendor's that is refused by name, or none of the two. */
export interface Hosts {
  find(host: string): (Pick<CompiledHost, 'service' | 'otherPaths'> & { readonly bucket?: string }) | undefined
  refuses(host: string): boolean
  /** A server listens at this address (`127.0.0.1:4566`): S3 by path or bucket name in front. Returns what ends it. */
  serveAt(address: string): () => void
}

const s3At = (address: string): HostPattern[] => [
  { pattern: address, service: 's3' },
  { pattern: `{bucket}.${address}`, service: 's3' },
]

/** Compiles the dialect's hosts and the scene's further endpoints (`localhost:9000`), the plain ones first. */
export const compileHosts = (
  dialect: Pick<Dialect, 'hosts' | 'refusedHosts' | 'paths'>,
  endpoints: readonly string[] = [],
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
      for (const { expression, service, otherPaths } of served.size === 0
        ? compiled
        : [...compiled, ...[...served.values()].flat()]) {
        const match = expression.exec(host)
        if (match === null) continue
        const bucket = match.groups?.bucket
        return { service, ...(otherPaths && { otherPaths }), ...(bucket !== undefined && { bucket }) }
      }
      return undefined
    },
    refuses: host => refused.some(expression => expression.test(host)),
  }
}

/** The service that the caller signed for: on a host of the mock it decides where the host does not. */
const scopeService = (request: WireRequest): string | undefined =>
  /Credential=[^,]*?\/\d{8}\/[^/,]*\/([a-z0-9]+)\/aws4_request/.exec(request.headers.get('authorization') ?? '')?.[1]

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

/** Finds service, bucket and key of a request; throws UnknownHost, InvalidURI. */
export const locate = (request: WireRequest, hosts: Hosts, signingScopes: Dialect['signingScopes']): Located => {
  const host = hosts.find(request.host) ?? fail('UnknownHost', { Host: request.host })
  if (host.service !== 's3') return withoutBuckets(host.service, request.path)
  const signedFor = host.bucket === undefined && request.method === 'POST' ? scopeService(request) : undefined
  const isQuery = signedFor === 'iam' || signedFor === 'sts'
  if (isQuery && signingScopes[signedFor].length > 0) return { service: signedFor, protocol: 'query' }
  const other = host.otherPaths?.(request)
  if (other !== undefined) return withoutBuckets(other, request.path)
  const path = request.path.slice(1)
  if (host.bucket !== undefined) {
    return { service: 's3', protocol: 'rest-xml', bucket: host.bucket, ...(path !== '' && { key: decode(path) }) }
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
