import type { DialectDefinition } from '../contract/dialect-definition.js'
import { notImplemented, type Operation } from '../contract/operation.js'
import { iamOperations } from '../iam/index.js'
import { s3Operations } from '../s3/index.js'
import { stsOperations } from '../sts/index.js'

type Joined = Pick<DialectDefinition, 'entries' | 'titles' | 'complete' | 'operations' | 'signingScopes' | 'adapt'>

/** The refusal of an entry that a dialect does not have: it is found as the entry is, and says which service lacks it. */
const refusalOf = (entry: Operation, title: string): Operation => {
  const { name, http, action, service, auth, protocol, readers } = entry
  const route = http === undefined ? { action: action ?? name, service } : { http }
  const refusal = notImplemented(name, route, `${name} is not supported by ${title}`)
  const demanded = Object.entries(readers).filter(([, { demands }]) => demands !== undefined)
  return {
    ...refusal,
    service,
    auth: auth === 'none' ? 'none' : 'sigv4',
    readers: Object.fromEntries(demanded),
    protocol,
  }
}

/**
 * The shared entries of the services that a dialect has: those that it names, adapted or replaced by its own, and
 * refusals of the others; then its own. Throws for a name that no shared entry has.
 */
export const joinOperations = (
  { entries, titles, complete = [], operations, signingScopes, adapt = entry => entry }: Joined,
  shared: readonly Operation[],
): readonly Operation[] => {
  const own = new Set(operations.map(({ name, service }) => `${service} ${name}`))
  const unknown = new Set(
    Object.entries(entries).flatMap(([service, names]) => names.map(name => `${service} ${name}`)),
  )
  const joined: Operation[] = []
  for (const entry of shared) {
    const { name, service } = entry
    const isNamed = unknown.delete(`${service} ${name}`)
    if (signingScopes[service].length === 0 || own.has(`${service} ${name}`)) continue
    const isRefused = entry.notImplemented !== undefined && !complete.includes(service)
    joined.push(isNamed ? adapt(entry) : isRefused ? entry : refusalOf(entry, titles[service]))
  }
  if (unknown.size > 0) throw new Error(`no shared entry is called ${[...unknown].join(', ')}`)
  return [...joined, ...operations]
}

/** All entries that dialects share. */
export const sharedOperations: readonly Operation[] = [...s3Operations, ...iamOperations, ...stsOperations]

/** What a dialect answers. */
export const operationsOf = (dialect: DialectDefinition): readonly Operation[] =>
  joinOperations(dialect, sharedOperations)
