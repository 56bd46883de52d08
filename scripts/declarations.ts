import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const specifiers = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g

/** Declarations that the entries lead to, themselves included, as paths below `tree`. */
const reachable = async (tree: string, entries: readonly string[]): Promise<Set<string>> => {
  const found = new Set(entries)
  for (const path of found) {
    const text = await readFile(join(tree, path), 'utf8')
    for (const [, specifier] of text.matchAll(specifiers))
      found.add(relative(tree, join(tree, dirname(path), `${specifier}.d.ts`)))
  }
  return found
}

/** Writes the declarations of `sources`, and of what they lead to, beside the code of both trees below `target`. */
export const declare = async (root: string, target: string, sources: readonly string[]): Promise<void> => {
  const tree = `${target}.declarations`
  await rm(tree, { recursive: true, force: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const options = ['-p', 'tsconfig.build.json', '--outDir', tree]
  await promisify(execFile)(process.execPath, [compiler, ...options], { cwd: root }).catch(error => {
    throw new Error(`the declarations do not compile:\n${error.stdout}`)
  })
  if ((await readdir(tree)).length === 0) throw new Error('the compiler wrote no declarations')
  for (const path of await reachable(
    tree,
    sources.map(source => source.replace(/\.ts$/, '.d.ts')),
  )) {
    for (const kind of ['esm', 'cjs']) {
      const file = join(target, kind, path)
      await mkdir(dirname(file), { recursive: true })
      await copyFile(join(tree, path), file)
    }
  }
  await rm(tree, { recursive: true })
}
