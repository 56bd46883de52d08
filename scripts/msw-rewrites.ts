import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

export interface Rewrite {
  readonly file: RegExp
  readonly from: string
  readonly to: () => Promise<string>
}

const llhttp = join(root, 'node_modules/@mswjs/interceptors/lib/node/llhttp/llhttp.wasm')

const handlers = /[\\/]msw[\\/]lib[\\/]_chunks[\\/]interceptor-source\.js$/
const httpSource = /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/
const socketSource = /[\\/]interceptors[\\/]lib[\\/]node[\\/]net-[^\\/]+\.js$/

/** Replaced by `destroySocket`. */
const closing = `
process.nextTick(() => {
	if (connectionRequestContext) requestContext.run(connectionRequestContext, emitClose);
	else emitClose();
});`.replaceAll('\n', '\n\t\t\t')

/** Places that need a newer Node, a file beside the bundle, or time for nothing. Each must be found once in one file. */
export const rewrites: readonly Rewrite[] = [
  {
    file: handlers,
    from: 'currentHandlers.intersection(nextHandlersSet)',
    to: async () => '[...currentHandlers].filter(handler => nextHandlersSet.has(handler))',
  },
  {
    file: handlers,
    from: 'currentHandlers.difference(nextHandlersSet)',
    to: async () => '[...currentHandlers].filter(handler => !nextHandlersSet.has(handler))',
  },
  {
    file: httpSource,
    from: 'fs.readFileSync(new URL("./llhttp/llhttp.wasm", wasmBaseUrl))',
    to: async () => `Buffer.from("${(await readFile(llhttp)).toString('base64')}", "base64")`,
  },
  {
    file: httpSource,
    from: 'const wasmBaseUrl = import.meta.url;',
    to: async () => '',
  },
  // What a request really was stands in its bytes and on its socket alone: a URL has no dot segments, `Headers` join
  // repeated names, and the initiator is inherited by all that is asked in the events of another request.
  {
    file: httpSource,
    from: 'options.onRequest(request, abortController);',
    to: async () => 'options.onRequest(request, abortController, { target: path, rawHeaders });',
  },
  {
    file: httpSource,
    from: 'onRequest: async (parsedRequest, requestAbortController) => {',
    to: async () => 'onRequest: async (parsedRequest, requestAbortController, sent) => {',
  },
  {
    file: httpSource,
    from: 'const request = requestContextValue?.transformRequest?.(parsedRequest) ?? parsedRequest;',
    to: async () =>
      'const request = requestContextValue?.transformRequest?.(parsedRequest) ?? parsedRequest;' +
      'request[Symbol.for("tigris-mock.sent")] = { ...sent, socket, client: rawSocket._httpMessage };',
  },
  // A socket that was answered never closed its handle and its timers, and one destroyed within a tick closed before
  // its error: see docs/decisions/013-mended-in-msw.md.
  {
    file: httpSource,
    from: 'queueMicrotask(() => this.emit("error", error));\n\t\t\tcallback(null);',
    to: async () => 'queueMicrotask(() => this.emit("error", error));',
  },
  {
    file: httpSource,
    from: 'const emitClose = () => this.emit("close", error != null);',
    to: async () => 'destroySocket(this, error, callback);',
  },
  {
    file: httpSource,
    from: closing,
    to: async () => '',
  },
  {
    // a connection made in the events of a request shares its context, and may wait for its server to speak first
    file: httpSource,
    from: 'if (connectionRequestContext !== void 0) return;',
    to: async () =>
      'if (connectionRequestContext !== void 0 && !hasOtherSocket(connectionRequestContext.initiator, rawSocket)) return;',
  },
  {
    // agents of proxies take all listeners away from a socket before they hand it on
    file: socketSource,
    from: 'this.serverSocket = toServerSocket(this.socket);',
    to: async () => 'keepInternalListeners(this.socket); this.serverSocket = toServerSocket(this.socket);',
  },
  {
    // a target may come in several pieces
    file: httpSource,
    from: 'parsersMap.get(parserPointer)[kUrl] = readStringFrom(at, length);',
    to: async () => 'parsersMap.get(parserPointer)[kUrl] += readStringFrom(at, length);',
  },
  {
    // Its texts, with a time stamp each, are made even where nobody listens.
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]interceptor-[^\\/]+\.js$/,
    from: 'function createLogger(namespace) {',
    to: async () => 'function createLogger() { return { info() {}, verbose() {}, isEnabled: () => false };',
  },
]
