import { dirname, isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'

const frame = /^\s*at (?:.*?\()?(.+?):\d+:\d+\)?$/

/**
 * The directory of the file that calls `called`: paths in a test resolve against it. Undefined where the stack names no
 * file, as in a bundle that was read from memory.
 */
export const directoryOfCaller = (called: (...parameters: never[]) => unknown): string | undefined => {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, called)
  for (const line of (holder.stack ?? '').split('\n')) {
    const place = frame.exec(line)?.[1]
    if (place === undefined || place.startsWith('node:')) continue
    const path = place.startsWith('file:') ? fileURLToPath(place) : place
    return isAbsolute(path) ? dirname(path) : undefined
  }
  return undefined
}
