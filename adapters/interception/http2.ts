import type { Door } from '../door.js'
import type * as Msw from '../msw-bundle.js'
import { concerns, refusal } from './route.js'

interface Connection {
  readonly socket: { destroy(error: Error): unknown }
  readonly connectionOptions: {
    readonly host?: string | null
    readonly servername?: string
    readonly ALPNProtocols?: unknown
  }
}

const speaksOnlyHttp2 = (protocols: unknown): boolean =>
  Array.isArray(protocols) && protocols.length > 0 && protocols.every(name => name === 'h2')

/** Refuses connections of HTTP/2 alone to hosts that mocks answer for: they would wait for ever. */
export const refuseHttp2 = (msw: typeof Msw, doors: readonly Door[]): (() => void) => {
  const sockets = msw.SocketInterceptor.singleton(msw.SocketInterceptor)
  const user = {}
  sockets.apply(user)
  const stop = new AbortController()
  const listener = ({ socket, connectionOptions }: Connection): void => {
    const host = (connectionOptions.servername || connectionOptions.host || '').toLowerCase()
    if (!speaksOnlyHttp2(connectionOptions.ALPNProtocols) || !concerns(doors, host)) return
    const advice = 'which the mock does not speak: use HTTP/1.1, as the SDKs of S3 do'
    socket.destroy(refusal(`\`${host}\` was asked over HTTP/2, ${advice}`))
  }
  sockets.on('connection', listener as never, { signal: stop.signal })
  return () => {
    stop.abort()
    sockets.dispose(user)
  }
}
