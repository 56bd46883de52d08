import { fail } from '../contract/errors.js'
import type { Located } from '../contract/located.js'
import type { Operation, Reader } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'
import { subResources } from './sub-resources.js'
import { transportHeaders, transportParameters } from './transport-names.js'
import { unmodelledHeaders } from './unmodelled-headers.js'

interface Condition {
  readonly place: 'query' | 'header'
  readonly name: string
  readonly value?: string
}

interface Route {
  readonly operation: Operation
  /** Method and which of service, bucket, object the path names. */
  readonly shape: string
  readonly conditions: readonly Condition[]
  readonly literals: ReadonlySet<string>
  readonly reads: Reads
}

/** What entries read of a request, by its names on the wire. */
interface Reads {
  readonly query: ReadonlySet<string>
  readonly headers: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

const readsOf = (operations: readonly Operation[]): Reads => {
  const readers = operations.flatMap(operation => Object.values(operation.readers))
  const wires = (place: Reader<unknown>['from']) => readers.filter(({ from }) => from === place).map(({ wire }) => wire)
  return { query: new Set(wires('query')), headers: new Set(wires('header')), prefixes: wires('headers') }
}

const readsHeader = ({ headers, prefixes }: Reads, name: string): boolean =>
  headers.has(name) || prefixes.some(prefix => name.startsWith(prefix))

/** Entries for website hosts stand apart from those for clients. */
const placeOf = (protocol: string | undefined): string => (protocol === 'html' ? 'website ' : '')

const shapeOf = (method: string, bucket: boolean, key: boolean): string =>
  `${method} /${bucket ? '{Bucket}' : ''}${key ? '/{Key+}' : ''}`

/** Splits an entry's `GET /{Bucket}/{Key+}?tagging` and adds what its required members demand. */
const routeOf = (operation: Operation): Route => {
  const [path = '', literals = ''] = operation.http!.split('?')
  const shape = `${placeOf(operation.protocol)}${path}`
  const conditions = literals
    .split('&')
    .filter(literal => literal !== '' && !literal.startsWith('x-id='))
    .map((literal): Condition => {
      const [name = '', value] = literal.split('=')
      return { place: 'query', name, ...(value !== undefined && { value }) }
    })
  const names = new Set(conditions.map(({ name }) => name))
  const all = [...conditions, ...demandsOf(operation)]
  return { operation, shape, conditions: all, literals: names, reads: readsOf([operation]) }
}

/** What the required members of an entry ask of the request's line and headers. */
const demandsOf = ({ readers }: Operation): Condition[] =>
  Object.values(readers).flatMap(({ from, wire, demands }) =>
    demands !== undefined && !demands.late && (from === 'query' || from === 'header')
      ? [{ place: from, name: wire, ...demands }]
      : [],
  )

const holdsIn =
  (request: WireRequest, query: ReadonlyMap<string, string>) =>
  ({ place, name, value }: Condition): boolean => {
    const given = place === 'query' ? query.get(name) : request.headers.get(name)
    return given !== undefined && (value === undefined || given === value)
  }

const textOf = ({ place, name, value }: Condition): string =>
  `${place} ${name}${value === undefined ? '' : `=${value}`}`

type Values = ReadonlyMap<string, string>

/** What a request matched, and what in it no entry of its operation reads. */
export interface Match {
  readonly operation: Operation
  /** Names that other entries read and this one does not, and query names that S3 ignores. */
  readonly unread: readonly string[]
}

export interface Matcher {
  match(
    located: Located,
    request: WireRequest,
    query: ReadonlyMap<string, string>,
    form: ReadonlyMap<string, string>,
  ): Match
  readonly operations: readonly Operation[]
}

/** Builds the routes of a dialect's entries; two entries that match the same request are an error at construction. */
export const createMatcher = (operations: readonly Operation[]): Matcher => {
  const actions = new Map<string, Operation[]>()
  const routes = new Map<string, Route[]>()
  const paths: Operation[] = []
  const taken = new Map<string, string>()
  const claim = (place: string, operation: Operation): void => {
    const other = taken.get(place)
    if (other !== undefined) throw new Error(`${other} and ${operation.name} match the same request: ${place}`)
    taken.set(place, operation.name)
  }
  for (const operation of operations) {
    if (operation.action !== undefined) {
      const name = `${operation.service} ${operation.action}`
      claim(`${name} ${demandsOf(operation).map(textOf).sort().join(' & ')}`, operation)
      const same = [...(actions.get(name) ?? []), operation]
      actions.set(
        name,
        same.sort((a, b) => demandsOf(b).length - demandsOf(a).length),
      )
      continue
    }
    if (operation.service !== 's3') {
      claim(operation.http!, operation)
      paths.push(operation)
      continue
    }
    const route = routeOf(operation)
    claim(`${route.shape} ${route.conditions.map(textOf).sort().join(' & ')}`, operation)
    routes.set(route.shape, [...(routes.get(route.shape) ?? []), route])
  }
  for (const list of routes.values()) {
    list.sort((a, b) => b.literals.size - a.literals.size || b.conditions.length - a.conditions.length)
  }
  const anyReads = readsOf(operations)
  const known = new Set(subResources)
  for (const operation of operations) {
    if (operation.http !== undefined) for (const name of routeOf(operation).literals) known.add(name)
  }

  const matchAction = (located: Located, request: WireRequest, query: Values, form: Values): Match => {
    const action = form.get('Action')
    if (action === undefined) return fail('MissingAction')
    const holds = holdsIn(request, query)
    const candidates = actions.get(`${located.service} ${action}`)
    const operation = candidates?.find(candidate => demandsOf(candidate).every(holds))
    const version = form.get('Version') ?? (located.service === 'sts' ? '2011-06-15' : '2010-05-08')
    return operation === undefined
      ? fail('InvalidAction', {}, `Could not find operation ${action} for version ${version}`)
      : { operation, unread: [] }
  }

  const matchRoute = (located: Located, request: WireRequest, query: ReadonlyMap<string, string>): Match => {
    const place = placeOf(located.protocol)
    const shape = shapeOf(request.method, located.bucket !== undefined, located.key !== undefined)
    const candidates = routes.get(`${place}${shape}`) ?? []
    const holds = holdsIn(request, query)
    // a preflight has the URL of the request that follows it; websites have no sub-resources
    const named = request.method === 'OPTIONS' || place !== '' ? [] : [...query.keys()].filter(name => known.has(name))
    const route = candidates.find(candidate => candidate.conditions.every(holds))
    const asked = new Set(route?.conditions.flatMap(({ place, name }) => (place === 'query' ? [name] : [])))
    const foreign = named.filter(name => !asked.has(name))
    if (named.length > 1 && foreign.length > 0) {
      fail(
        'InvalidArgument',
        { ArgumentName: 'ResourceType', ArgumentValue: foreign[0]! },
        `Conflicting query string parameters: ${named.join(', ')}`,
      )
    }
    if (foreign.length > 0) {
      fail('NotImplemented', { Header: foreign[0]! }, `${request.method} ?${foreign[0]} is not supported by this mock`)
    }
    if (route === undefined)
      return fail('MethodNotAllowed', { Method: request.method, ResourceType: resourceType(located) })
    return { operation: route.operation, unread: unreadBy(route, request, query) }
  }

  const unreadBy = (route: Route, request: WireRequest, query: ReadonlyMap<string, string>): string[] => {
    const unread: string[] = []
    for (const name of query.keys()) {
      if (route.literals.has(name) || transportParameters.has(name.toLowerCase())) continue
      if (!route.reads.query.has(name)) unread.push(`?${name}`)
    }
    for (const name of request.headers.keys()) {
      if (!/^(?:x-amz|x-tigris|tigris)-/.test(name) || transportHeaders.has(name)) continue
      if (readsHeader(route.reads, name)) continue
      // AWS takes what it does not know; a header of Tigris would change the call
      const known = !name.startsWith('x-amz-') || unmodelledHeaders.has(name)
      if (known && route.operation.notImplemented === undefined && !readsHeader(anyReads, name)) {
        fail('NotImplemented', { Header: name }, `The header ${name} is not supported by this mock`)
      }
      unread.push(name)
    }
    return unread
  }

  return {
    operations,
    match: (located, request, query, form) =>
      located.protocol === 'query'
        ? matchAction(located, request, query, form)
        : located.segments === undefined
          ? matchRoute(located, request, query)
          : { operation: matchPath(paths, located, request.method), unread: [] },
  }
}

/** Entries of services without buckets, by their path: `GET /teams/{TeamId}`. */
const matchPath = (paths: readonly Operation[], { service, segments = [] }: Located, method: string): Operation => {
  const fits = ({ http = '', service: own }: Operation): boolean => {
    const [verb, path = ''] = http.split(' ')
    const parts = path.split('/').slice(1)
    if (own !== service || verb !== method || parts.length !== segments.length) return false
    return parts.every((part, index) => part.startsWith('{') || part === segments[index])
  }
  return paths.find(fits) ?? fail('MethodNotAllowed', { Method: method, ResourceType: `/${segments.join('/')}` })
}

const resourceType = ({ bucket, key }: Located): string =>
  key !== undefined ? 'OBJECT' : bucket !== undefined ? 'BUCKET' : 'SERVICE'
