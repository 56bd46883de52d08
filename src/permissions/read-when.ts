import { isIP } from 'node:net'
import type { CallerOptions } from '../mock/caller.js'
import type { FileHost } from './file-host.js'
import type { WrittenWhen } from './permission-types.js'

/** Reads what callers say of themselves beyond who they are. */
export const readWhen = (when: WrittenWhen = {}, path: readonly string[], { refuse }: FileHost): CallerOptions => {
  const { ip, at } = when
  if (ip !== undefined && isIP(ip) === 0) refuse([...path, 'ip'], `is no IP address: \`${ip}\``)
  if (at !== undefined && (!/^\d{4}-\d\d-\d\d/.test(String(at)) || Number.isNaN(Date.parse(String(at))))) {
    refuse([...path, 'at'], `is no time: \`${String(at)}\`; write it as 2026-05-01T00:00:00Z`)
  }
  return when
}
