import http from 'node:http'
import type { Door, Stop } from './door.js'
import { requireNode } from './interception/environment.js'
import { enable } from './interception/network.js'
import { probe } from './interception/probe.js'

/** The one interception of a process. Plain members, so that another copy of this package can join it. */
interface Interception {
  /** Each jest file has a globalThis of its own. */
  readonly realm: object
  readonly doors: Door[]
  end(): void
}

const key = Symbol.for('tigris-mock.interception')

/** The real module object is the one thing that all module systems and sandboxes of a process share. */
const shared = http as unknown as { [key]?: Interception | undefined }

const open = (msw: typeof import('./msw-bundle.js')): Interception => {
  const doors: Door[] = []
  const disable = enable(msw, doors)
  return {
    realm: globalThis,
    doors,
    end() {
      doors.length = 0
      delete shared[key]
      disable()
    },
  }
}

/** Joins the interception of this realm; one that a finished test file forgot to stop is ended first. */
const join = (msw: typeof import('./msw-bundle.js')): Interception => {
  if (shared[key] !== undefined && shared[key].realm !== globalThis) shared[key].end()
  shared[key] ??= open(msw)
  return shared[key]
}

/**
 * Begins to bring the requests of this process to `door`: those to hosts that it owns. Several doors may be open; the
 * key id decides where they share a host. Resolves when a probe has proven that requests are intercepted.
 * Rejects where that cannot be (jsdom, Bun, another MSW), and says what to do; nothing stays changed then.
 */
export const start = async (door: Door): Promise<Stop> => {
  requireNode()
  const interception = join(await import('./msw-bundle.js'))
  interception.doors.push(door)
  let stopped = false
  const stop: Stop = async () => {
    const index = stopped ? -1 : interception.doors.indexOf(door)
    stopped = true
    if (index < 0) return
    interception.doors.splice(index, 1)
    if (interception.doors.length === 0) interception.end()
  }
  try {
    await probe()
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
