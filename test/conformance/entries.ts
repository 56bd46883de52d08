import type { Operation } from '../../src/contract/operation.js'
import { transportHeaders } from '../../src/protocol/transport-names.js'
import type { SdkMember, SdkOperation } from './sdk.js'
import { statusesOf } from './statuses.js'

/** A success status that the service gives in place of the one that the SDK's model has. */
export interface ObservedStatus {
  readonly status: number
  readonly reason: string
}

/** In what entries may differ from the SDK, by name. */
export interface Differences {
  /** Entries that no client of the SDK has, each with its reason. */
  readonly own?: Readonly<Record<string, string>>
  readonly observed?: Readonly<Record<string, ObservedStatus>>
}

// read by core and the body's seal for every operation
const roadHeaders: ReadonlySet<string> = new Set([...transportHeaders, 'content-length', 'content-md5'])

/** A route without the SDK's own bookkeeping and without the bucket, which the SDK puts into the host. */
const routeOf = (http: string): string => {
  const [shape = '', query = ''] = http.split('?')
  const literals = query.split('&').filter(literal => literal !== '' && !literal.startsWith('x-id='))
  return `${shape}${literals.length > 0 ? `?${literals.sort().join('&')}` : ''}`
}

const withBucket = (http: string, members: readonly SdkMember[]): string =>
  members.some(({ name }) => name === 'Bucket')
    ? http.replace(/ \/(?=.)/, ' /{Bucket}/').replace(/ \/(?=$|\?)/, ' /{Bucket}')
    : http

const expectedRoute = ({ http, members }: SdkOperation): string => {
  const [shape = '', query = ''] = http!.split('?')
  const path = withBucket(shape, members)
  return routeOf(query === '' ? path : `${path}?${query}`)
}

const findRouteFaults = (entry: Operation, sdk: SdkOperation): string[] => {
  if (sdk.http === undefined) return entry.action === sdk.name ? [] : [`has not the action ${sdk.name}`]
  if (entry.http === undefined) return [`has no route; the SDK's is ${expectedRoute(sdk)}`]
  const expected = expectedRoute(sdk)
  return routeOf(entry.http) === expected ? [] : [`answers ${routeOf(entry.http)}; the SDK sends ${expected}`]
}

const places: Record<SdkMember['place'], readonly string[]> = {
  path: ['path'],
  query: ['query'],
  header: ['header'],
  headers: ['headers'],
  payload: ['payload', 'document'],
  document: ['document'],
  form: ['form'],
}

const findMemberFault = (entry: Operation, member: SdkMember): string[] => {
  const { name, place, wire, required } = member
  const reader = entry.readers[name]
  const ignored = entry.ignores[name]
  if (reader === undefined) {
    if (ignored !== undefined || (place === 'header' && roadHeaders.has(wire))) return []
    return [`neither reads nor ignores ${name}`]
  }
  if (ignored !== undefined) return [`both reads and ignores ${name}`]
  // the items of a list have names of their own: `Tags.member.1.Key`
  const named = reader.wire === wire || wire === '' || place === 'payload' || reader.wire.startsWith(`${wire}.`)
  if (!places[place].includes(reader.from) || !named)
    return [`reads ${name} from ${reader.from} ${reader.wire}; the SDK sends ${place} ${wire}`]
  const parts = place === 'query' || place === 'header' || place === 'form'
  return parts && required && reader.demands === undefined ? [`does not require ${name}`] : []
}

const findMemberFaults = (entry: Operation, sdk: SdkOperation): string[] => {
  const known = new Set(sdk.members.map(({ name }) => name))
  const unknown = [...Object.keys(entry.readers), ...Object.keys(entry.ignores)].filter(name => !known.has(name))
  const unreasoned = Object.entries(entry.ignores).filter(([, reason]) => reason.trim() === '')
  return [
    ...sdk.members.flatMap(member => findMemberFault(entry, member)),
    ...unknown.map(name => `names ${name}, which the SDK has not`),
    ...unreasoned.map(([name]) => `ignores ${name} without a reason`),
  ]
}

const findStatusFault = (entry: Operation, sdk: SdkOperation, observed?: ObservedStatus): string[] => {
  const statuses = statusesOf(entry)
  const expected = observed?.status ?? sdk.status
  if (observed?.status === sdk.status) return [`needs no reason for the SDK's own status ${sdk.status}`]
  if (statuses.includes(expected)) return []
  return [`answers ${statuses.join(', ')}; ${observed === undefined ? 'the SDK awaits' : 'observed is'} ${expected}`]
}

/** Holds entries against the operations of a client; a finding begins with the entry's name. */
export const findEntryFaults = (
  entries: readonly Operation[],
  sdk: ReadonlyMap<string, SdkOperation>,
  { own = {}, observed = {} }: Differences = {},
): string[] => {
  const faults = entries.flatMap(entry => {
    const operation = sdk.get(entry.name)
    if (operation === undefined)
      return own[entry.name] === undefined ? [`${entry.name} is no operation of the SDK`] : []
    const found = findRouteFaults(entry, operation)
    if (entry.notImplemented === undefined)
      found.push(...findMemberFaults(entry, operation), ...findStatusFault(entry, operation, observed[entry.name]))
    return found.map(fault => `${entry.name} ${fault}`)
  })
  const needless = Object.keys(own).filter(name => sdk.has(name))
  return [...faults, ...needless.map(name => `${name} is an operation of the SDK and needs no reason`)]
}

/** Literal names of the SDK's URIs that select a sub-resource and stand in no list of ours. */
export const findMissingSubResources = (sdk: ReadonlyMap<string, SdkOperation>, known: readonly string[]): string[] => {
  const literals = [...sdk.values()].flatMap(({ http = '' }) => (http.split('?')[1] ?? '').split('&'))
  const names = new Set(literals.filter(literal => literal !== '' && !literal.includes('=')))
  return [...names].filter(name => !known.includes(name)).sort()
}

/** Codes of ours whose status is not the client's. */
export const findStatusDifferences = (
  sdk: ReadonlyMap<string, number>,
  statusOf: (code: string) => number | undefined,
): string[] =>
  [...sdk].flatMap(([code, status]) => {
    const ours = statusOf(code)
    return ours === undefined || ours === status ? [] : [`${code} has the status ${ours}; the SDK's is ${status}`]
  })
