import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const shims = join(root, 'scripts/shims')

/** MSW as the package and its tests load it. */
export const mswBundle = join(root, '.cache/msw-bundle.mjs')

/** The paths of the files that are in it, as JSON. */
export const mswInputs = join(root, '.cache/msw-bundle.inputs.json')

interface Rewrite {
  readonly file: RegExp
  readonly from: string
  readonly to: () => Promise<string>
}

const llhttp = join(root, 'node_modules/@mswjs/interceptors/lib/node/llhttp/llhttp.wasm')

/** Places that need a newer Node, a file beside the bundle, or time for nothing. Each must be found once in one file. */
const rewrites: readonly Rewrite[] = [
  {
    file: /[\\/]msw[\\/]lib[\\/]_chunks[\\/]interceptor-source\.js$/,
    from: 'currentHandlers.intersection(nextHandlersSet)',
    to: async () => '[...currentHandlers].filter(handler => nextHandlersSet.has(handler))',
  },
  {
    file: /[\\/]msw[\\/]lib[\\/]_chunks[\\/]interceptor-source\.js$/,
    from: 'currentHandlers.difference(nextHandlersSet)',
    to: async () => '[...currentHandlers].filter(handler => !nextHandlersSet.has(handler))',
  },
  {
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'fs.readFileSync(new URL("./llhttp/llhttp.wasm", wasmBaseUrl))',
    to: async () => `Buffer.from("${(await readFile(llhttp)).toString('base64')}", "base64")`,
  },
  {
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'const wasmBaseUrl = import.meta.url;',
    to: async () => '',
  },
  // What a request really was stands in its bytes and on its socket alone: a URL has no dot segments, `Headers` join
  // repeated names, and the initiator is inherited by all that is asked in the events of another request.
  {
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'options.onRequest(request, abortController);',
    to: async () => 'options.onRequest(request, abortController, { target: path, rawHeaders });',
  },
  {
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'onRequest: async (parsedRequest, requestAbortController) => {',
    to: async () => 'onRequest: async (parsedRequest, requestAbortController, sent) => {',
  },
  {
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'const request = requestContextValue?.transformRequest?.(parsedRequest) ?? parsedRequest;',
    to: async () =>
      'const request = requestContextValue?.transformRequest?.(parsedRequest) ?? parsedRequest;' +
      'request[Symbol.for("tigris-mock.sent")] = { ...sent, socket, client: rawSocket._httpMessage };',
  },
  {
    // destroyed within a tick, a kept-alive socket would close before its error: two errors for one request
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
    from: 'const emitClose = () => this.emit("close", error != null);',
    to: async () => 'const emitClose = () => queueMicrotask(() => this.emit("close", error != null));',
  },
  {
    // a target may come in several pieces
    file: /[\\/]interceptors[\\/]lib[\\/]node[\\/]source-[^\\/]+\.js$/,
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

/** Applies the rewrites, and fails the build unless each of them had exactly one hit. */
const rewriting = (hits: Map<Rewrite, number>): Plugin => ({
  name: 'rewrite',
  setup(building) {
    building.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const found = rewrites.filter(({ file }) => file.test(path))
      if (found.length === 0) return undefined
      let contents = await readFile(path, 'utf8')
      for (const rewrite of found) {
        const parts = contents.split(rewrite.from)
        hits.set(rewrite, (hits.get(rewrite) ?? 0) + parts.length - 1)
        contents = parts.join(await rewrite.to())
      }
      return { contents, loader: 'js' }
    })
  },
})

const bundle = async (): Promise<{ text: string; inputs: string[] }> => {
  const hits = new Map<Rewrite, number>()
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [join(root, 'adapters/msw-bundle.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    legalComments: 'none',
    inject: [join(shims, 'host.js')],
    define: {
      'process.nextTick': 'hostNextTick',
      queueMicrotask: 'hostQueueMicrotask',
      setImmediate: 'hostSetImmediate',
      'Promise.withResolvers': 'promiseWithResolvers',
    },
    alias: { debug: join(shims, 'debug.js'), 'tough-cookie': join(shims, 'tough-cookie.js') },
    plugins: [rewriting(hits)],
  })
  for (const rewrite of rewrites)
    if (hits.get(rewrite) !== 1)
      throw new Error(`MSW has changed: \`${rewrite.from}\` found ${hits.get(rewrite) ?? 0} times, expected 1`)
  return { text: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) }
}

const changedAt = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0

/** Writes the bundle where it is older than what it is made of. Several processes may call it at once. */
export const buildMswBundle = async (): Promise<string> => {
  const sources = [
    ...['host.js', 'debug.js', 'tough-cookie.js'].map(name => join(shims, name)),
    fileURLToPath(import.meta.url),
    join(root, 'adapters/msw-bundle.ts'),
    join(root, 'package-lock.json'),
  ]
  const newest = Math.max(...(await Promise.all(sources.map(changedAt))))
  if ((await changedAt(mswBundle)) > newest) return mswBundle
  const { text, inputs } = await bundle()
  await mkdir(dirname(mswBundle), { recursive: true })
  for (const [file, content] of [
    [mswInputs, JSON.stringify(inputs)],
    [mswBundle, text],
  ] as const) {
    const draft = `${file}.${process.pid}`
    await writeFile(draft, content)
    await rename(draft, file)
  }
  return mswBundle
}
