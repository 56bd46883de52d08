import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { type Rewrite, rewrites } from './msw-rewrites.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const shims = join(root, 'scripts/shims')

/** MSW as the package and its tests load it. */
export const mswBundle = join(root, '.cache/msw-bundle.mjs')

/** The paths of the files that are in it, as JSON. */
export const mswInputs = join(root, '.cache/msw-bundle.inputs.json')

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
    inject: [join(shims, 'host.js'), join(shims, 'sockets.js')],
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
    ...['host.js', 'sockets.js', 'debug.js', 'tough-cookie.js'].map(name => join(shims, name)),
    fileURLToPath(import.meta.url),
    join(root, 'scripts/msw-rewrites.ts'),
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
