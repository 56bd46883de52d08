import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

/** One file of the product. `path` counts from the root, with slashes: `src/protocol/xml.ts`. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** The checkout whose product the tests judge; the violations are roots of their own. */
export const productRoot = fileURLToPath(new URL('../../', import.meta.url))

export const violationRoot = (check: string): string =>
  fileURLToPath(new URL(`./violations/${check}/`, import.meta.url))

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => join(entry.parentPath, entry.name))

/** Every TypeScript file below `src` and `adapters`, in order of path. */
export const sourcesOf = (root: string): Source[] => {
  const folders = readdirSync(root).filter(name => name === 'src' || name === 'adapters')
  return folders
    .flatMap(folder => filesBelow(join(root, folder)))
    .map(file => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What runs: comments and types are gone, every statement of the module stands at the begin of a line. */
export const codeOf = ({ text }: Source): string =>
  transformSync(text, {
    loader: 'ts',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
    // esbuild keeps comments that stand within an expression, and marks of its own
    .code.replace(/^\s*\/\/.*$/gm, '')
    .replace(/\/\* @__PURE__ \*\/ /g, '')

/** The text without its comments, lines kept. A string that holds two slashes loses its end. */
export const withoutComments = ({ text }: Source): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, '')).replace(/(^|[^:'"`\\/])\/\/.*$/gm, '$1')

/** Empties strings, so that a message may speak of what code may not do. Templates stay: they hold code. */
export const withoutTexts = (code: string): string => code.replace(/"(?:\\.|[^"\\\n])*"/g, '""')
