import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One fenced block of a page. */
export interface Block {
  readonly page: string
  /** Of the opening fence. */
  readonly line: number
  readonly language: string
  /** Name of the file that the block is: a comment in its first line, or what stands behind the language. */
  readonly file?: string
  /** Directory below the workspace in which the block stands as a file. */
  readonly project: string
  readonly text: string
  /** The file whose failure or output a block of text shows. */
  readonly shownBy?: string
}

/** Markdown files of a folder, by their paths in the checkout. */
export const documentsIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))
    .sort()

/** Pages that people read; decisions are for those who change the code. */
export const pages: readonly string[] = ['README.md', ...documentsIn('docs'), ...documentsIn('docs/guide')]

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

const directive = /^<!-- (project|from): (\S+) -->$/
const named = /^(?:\/\/|#) (\S+\.\w+)\n/

/**
 * Blocks of a page, in order. A comment `<!-- project: name -->` begins another directory for the files that follow;
 * `<!-- from: a.test.ts -->` before a block of text says whose failure or output it shows.
 */
export const blocksOf = (page: string): Block[] => {
  const stem = relative('docs', page.replace(/\.md$/, '')).replace(/^\.\.\//, '')
  let project = `${stem}/main`
  let shownBy: string | undefined
  let open: { line: number; language: string; info?: string; lines: string[] } | undefined
  const blocks: Block[] = []
  for (const [index, text] of textOf(page).split('\n').entries()) {
    const [, kind, name] = directive.exec(text) ?? []
    const fence = /^\s*```(.*)$/.exec(text)
    if (open !== undefined && fence === null) open.lines.push(text)
    else if (open !== undefined) {
      const body = `${open.lines.join('\n')}\n`
      const file = open.info ?? named.exec(body)?.[1]
      const { line, language } = open
      blocks.push({
        ...{ page, line, language, project, text: body },
        ...(file !== undefined && { file }),
        ...(shownBy !== undefined && { shownBy }),
      })
      open = undefined
      shownBy = undefined
    } else if (fence !== null) {
      const [language = '', info] = fence[1]!.split(' ')
      open = { line: index + 1, language, lines: [], ...(info !== undefined && { info }) }
    } else if (kind === 'project') project = `${stem}/${name}`
    else if (kind === 'from') shownBy = name
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block does not end`)
  return blocks
}

export const blocks: readonly Block[] = pages.flatMap(blocksOf)

export const placeOf = ({ page, line }: Block): string => `${page}:${line}`

export const pathOf = ({ project, file = '' }: Block): string => join(project, file)

/** A directory with files of blocks: a user's project. */
export const projects: readonly string[] = [
  ...new Set(
    blocks.filter(({ file }) => file !== undefined).map(block => dirname(join(block.project, basename(block.file!)))),
  ),
]
