import { callerHeader, type Scope } from '../src/contract/wire.js'

export { callerHeader } from '../src/contract/wire.js'

/** Takes the header out, and gives its value as scope. Only doors of this process may believe it. */
export const takeCaller = (headers: Map<string, string>): Scope => {
  const caller = headers.get(callerHeader)
  if (caller === undefined) return {}
  headers.delete(callerHeader)
  return { caller }
}
