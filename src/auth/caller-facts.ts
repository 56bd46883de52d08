import type { WireRequest } from '../contract/wire.js'
import type { CallerFacts } from './types.js'

export { callerHeader } from '../contract/wire.js'

const isText = (value: unknown): boolean => typeof value === 'string'
const isInstant = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(new Date(value).getTime())

const kinds: Record<keyof CallerFacts, (value: unknown) => boolean> = { ip: isText, at: isInstant, userAgent: isText }

export const writeFacts = (facts: CallerFacts): string => Buffer.from(JSON.stringify(facts)).toString('base64url')

/** What `mock.anonymous()` says of its caller: which mock it means, and the facts. */
export const writeCaller = (mock: string, facts: CallerFacts): string => `${mock}:${writeFacts(facts)}`

/** Undefined unless the text is what `writeCaller` makes. */
export const readCaller = (text: string): { readonly mock: string; readonly facts: CallerFacts } | undefined => {
  const colon = text.lastIndexOf(':')
  const facts = colon < 0 ? undefined : readFacts(text.slice(colon + 1))
  return facts && { mock: text.slice(0, colon), facts }
}

const isKnown = (name: string): name is keyof CallerFacts => Object.hasOwn(kinds, name)

/** Undefined unless the text is what `writeFacts` makes. */
export const readFacts = (text: string): CallerFacts | undefined => {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const fits = Object.entries(value).every(([name, fact]) => isKnown(name) && kinds[name](fact))
  return fits ? value : undefined
}

/** A key id under which SDK clients carry facts of one caller; without facts it is the id itself. */
export const aliasKeyId = (id: string, facts: CallerFacts = {}): string =>
  Object.values(facts).every(fact => fact === undefined) ? id : `${id}~${writeFacts(facts)}`

/** The key's real id, and the facts that an alias carries. */
export const readAlias = (id: string): { readonly id: string; readonly facts?: CallerFacts } => {
  const tilde = id.lastIndexOf('~')
  const facts = tilde > 0 ? readFacts(id.slice(tilde + 1)) : undefined
  return facts ? { id: id.slice(0, tilde), facts } : { id }
}

/** The key that a request names. Whoever sends it over a network could write facts of its own: there an alias is no key. */
export const keyOf = ({ scope }: Pick<WireRequest, 'scope'>, id: string): ReturnType<typeof readAlias> =>
  scope.inProcess ? readAlias(id) : { id }

/** Why a key id is unknown that another door would know; undefined where it is no alias. */
export const aliasHint = (id: string): string | undefined =>
  readAlias(id).facts &&
  'The key id carries facts of a caller (ip, at, userAgent of a context). They count for requests made inside the process of the mock, and not over a server: use a context without them there.'
