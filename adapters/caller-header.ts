import type { Scope } from '../src/wire.js'

/** Header by which `mock.anonymous()` says which mock it belongs to and what its facts are. */
export const callerHeader = 'x-tigris-mock-caller'

/** Takes the header out, and gives its value as scope. Only doors of this process may believe it. */
export const takeCaller = (headers: Map<string, string>): Scope => {
  const caller = headers.get(callerHeader)
  if (caller === undefined) return {}
  headers.delete(callerHeader)
  return { caller }
}
