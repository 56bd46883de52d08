import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, type Metafile, transform } from 'esbuild'
import { mswBundle } from './bundle-msw.js'

interface Output {
  /** Path below the tree: `adapters/vitest.js`. */
  readonly path: string
  readonly code: string
  readonly exports: readonly string[]
  readonly imports: Metafile['outputs'][string]['imports']
}

const bundle = async (
  root: string,
  sources: readonly string[],
  external: readonly string[],
): Promise<{ outputs: Output[]; inputs: string[] }> => {
  const outdir = join(root, 'dist/esm')
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [...sources],
    outbase: root,
    outdir,
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: [...external],
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [
      {
        name: 'msw-bundle',
        setup: building => void building.onResolve({ filter: /\/msw-bundle\.js$/ }, () => ({ path: mswBundle })),
      },
    ],
  })
  const outputs = outputFiles.map(file => {
    const { exports, imports } = metafile.outputs[relative(root, file.path)]!
    return { path: relative(outdir, file.path), code: file.text, exports, imports }
  })
  return { outputs, inputs: Object.keys(metafile.inputs) }
}

/** Outputs that import vitest, which refuses `require`, and all that import those: they stay ES modules. */
const onlyEsm = (outputs: readonly Output[]): Set<string> => {
  const found = new Set<string>()
  const leads = (output: Output) =>
    output.imports.some(({ path, external }) =>
      external ? path === 'vitest' : found.has(path.replace(/^dist\/esm\//, '')),
    )
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const output of outputs) if (leads(output)) found.add(output.path)
  }
  return found
}

const toCommonJs = async (code: string): Promise<string> => {
  const transformed = await transform(code, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    // Default imports of CommonJS packages mean what they mean to Node, and `import()` works in jest's sandbox.
    sourcefile: 'module.mjs',
    supported: { 'dynamic-import': false },
  })
  return transformed.code
}

const wrapper = ({ path, exports }: Output): string => {
  const target = relative(dirname(join('esm', path)), join('cjs', path))
  if (exports.length === 0) return `import '${target}'\n`
  const names = exports.filter(name => name !== 'default')
  return [
    `import exported from '${target}'`,
    ...(names.length > 0 ? [`export const { ${names.join(', ')} } = exported`] : []),
    ...(exports.includes('default') ? ['export default exported.default'] : []),
    '',
  ].join('\n')
}

const refusal = (path: string): string =>
  `throw new Error(\`tigris-mock: ${path.replace(/^adapters\/|\.js$/g, '')} belongs to vitest, whose tests are ES modules: use \\\`import\\\` in place of \\\`require\\\`\`)\n`

const neededBy = (paths: ReadonlySet<string>, outputs: readonly Output[]): Set<string> =>
  new Set(
    outputs
      .filter(({ path }) => paths.has(path))
      .flatMap(({ imports }) => imports.filter(({ external }) => !external))
      .map(({ path }) => path.replace(/^dist\/esm\//, '')),
  )

/**
 * Writes `cjs` and `esm` below `target`. The code stands in CommonJS, once; an ES module hands on what it exports, so that
 * both kinds of users share one instance. Resolves with the paths of all files that went in.
 */
export const transpile = async (
  root: string,
  target: string,
  sources: readonly string[],
  external: readonly string[],
): Promise<string[]> => {
  const { outputs, inputs } = await bundle(root, sources, external)
  const entries = new Set(sources.map(source => source.replace(/\.ts$/, '.js')))
  const esmOnly = onlyEsm(outputs)
  const wrapped = new Set([...entries, ...neededBy(esmOnly, outputs)])
  const write = async (tree: 'cjs' | 'esm', path: string, code: string) => {
    const file = join(target, tree, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, code)
  }
  for (const output of outputs) {
    const { path, code } = output
    if (esmOnly.has(path)) {
      await write('esm', path, code)
      if (entries.has(path)) await write('cjs', path, refusal(path))
    } else {
      await write('cjs', path, await toCommonJs(code))
      if (wrapped.has(path)) await write('esm', path, wrapper(output))
    }
  }
  await write('cjs', 'package.json', '{ "type": "commonjs" }\n')
  return inputs
}
