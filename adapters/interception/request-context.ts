import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'

type Runner = <R>(callback: () => R) => R

/** The async contexts in which the requests of this process were made. */
export interface RequestContexts {
  /** Runs `callback` in the context in which `request` was made; in the present one for what was not seen. */
  run<R>(request: ClientRequest | undefined, callback: () => R): R
  stop(): void
}

const channel = 'http.client.request.created'

const publishesRequests = ((): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
})()

type OnSocket = (this: ClientRequest, ...parameters: unknown[]) => unknown

const followPrototype = (remember: (request: ClientRequest) => void): (() => void) => {
  // Node 20 publishes nothing. A request gets its socket in the context of its maker, even one that waited in an agent.
  const prototype = ClientRequest.prototype as unknown as { onSocket: OnSocket }
  const original = prototype.onSocket
  const remembering: OnSocket = function (...parameters) {
    remember(this)
    return original.apply(this, parameters)
  }
  prototype.onSocket = remembering
  return () => {
    if (prototype.onSocket === remembering) prototype.onSocket = original
  }
}

const followChannel = (remember: (request: ClientRequest) => void): (() => void) => {
  const listener = (message: unknown) => remember((message as { request: ClientRequest }).request)
  diagnostics.subscribe(channel, listener)
  return () => void diagnostics.unsubscribe(channel, listener)
}

/**
 * The first bytes of a body may come from another context than the request (a piped stream, a pooled socket), and
 * what intercepts the bytes sees that one. So the context is kept when the request is made.
 */
export const watchRequests = (seen: (request: ClientRequest) => void = () => {}): RequestContexts => {
  const runners = new WeakMap<ClientRequest, Runner>()
  const remember = (request: ClientRequest) => {
    if (runners.has(request)) return
    runners.set(request, AsyncLocalStorage.snapshot() as Runner)
    seen(request)
  }
  return {
    run: (request, callback) => ((request && runners.get(request)) ?? (call => call()))(callback),
    stop: publishesRequests ? followChannel(remember) : followPrototype(remember),
  }
}
