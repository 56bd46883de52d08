/** Message for every way in which two interceptions could meet; unguarded, both spin for ever. */
const message = [
  'tigris-mock: another MSW intercepts this process, and two interceptions must not both listen.',
  'Leave out `start()` (and the setup file) and let your own server answer for the mock:',
  '',
  "  import { tigrisHandlers } from 'tigris-mock/msw'",
  '  const server = setupServer(...tigrisHandlers(tigris, { http }), ...yours)',
  '',
  '(or stop the other one first: `server.close()`, `nock.restore()`)',
].join('\n')

const otherMsw = (): Error => Object.assign(new Error(message), { code: 'ERR_TIGRIS_MOCK_OTHER_MSW' })

interface Interceptor {
  readonly readyState?: string
}

type Registry = Map<symbol, Interceptor>

const realm = globalThis as typeof globalThis & {
  __MSW_INTERCEPTORS_REGISTRY?: Registry
  [global: symbol]: Interceptor | undefined
}

/** Where the interceptors of MSW 2 leave their running instance. */
const versionTwo = ['client-request-interceptor', 'xhr-interceptor', 'fetch-interceptor', 'websocket-interceptor'].map(
  name => Symbol.for(name),
)

const activeOf = (registry: Registry | undefined): Interceptor[] =>
  [...(registry?.values() ?? [])].filter(interceptor => interceptor.readyState === 'ACTIVE')

/** Throws when some MSW of this realm intercepts already. */
export const refuseRunningMsw = (): void => {
  if (activeOf(realm.__MSW_INTERCEPTORS_REGISTRY).length > 0) throw otherMsw()
  if (versionTwo.some(symbol => realm[symbol] !== undefined)) throw otherMsw()
}

/** Stands where MSW 2 looks for a running instance, whose `constructor` is what it reads first, before it patches. */
const decoy: Interceptor = Object.defineProperty({}, 'constructor', {
  get(): never {
    throw otherMsw()
  },
})

/** Lets no other MSW begin while ours is active: its `listen()` throws our message and leaves everything as it was. */
export const guardAgainstMsw = (): { check(): void; stop(): void } => {
  const registry = realm.__MSW_INTERCEPTORS_REGISTRY as Registry
  const ours = new Set(activeOf(registry))
  const shadow = () => {
    throw otherMsw()
  }
  const put = () => {
    registry.set = shadow
    for (const symbol of versionTwo)
      Object.defineProperty(realm, symbol, { value: decoy, configurable: true, writable: true })
  }
  put()
  return {
    check() {
      if (activeOf(registry).some(interceptor => !ours.has(interceptor))) throw otherMsw()
      for (const symbol of versionTwo) if (realm[symbol] !== undefined && realm[symbol] !== decoy) throw otherMsw()
      if (registry.set !== shadow || realm[versionTwo[0]!] === undefined) put()
    },
    stop() {
      Reflect.deleteProperty(registry, 'set')
      for (const symbol of versionTwo) if (realm[symbol] === decoy) Reflect.deleteProperty(realm, symbol)
    },
  }
}
