import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandsOf, plain, shows, tryCommands } from './commands.js'
import { tryFile } from './files.js'
import { type Block, blocks, pages, pathOf, placeOf, textOf } from './pages.js'
import { checkTypes, type FileReport, runJest, runNodeTest, runVitest, testFiles } from './runners.js'
import { openWorkspace, type Workspace } from './workspace.js'

const limit = { timeout: 300_000 }

let workspace: Workspace
beforeAll(async () => {
  workspace = await openWorkspace()
}, limit.timeout)
afterAll(() => workspace?.remove())

const inLanguage = (...languages: readonly string[]): readonly Block[] =>
  blocks.filter(({ language }) => languages.includes(language))

/** Texts of the page that show what a file prints, or how it fails. */
const shownFor = ({ project, file }: Block): readonly Block[] =>
  blocks.filter(block => block.shownBy !== undefined && block.shownBy === file && block.project === project)

/** What a page says of a file, and the run does not: a file whose failure no page shows must pass. */
const differences = (ran: readonly FileReport[], files: readonly Block[]): string[] =>
  files.flatMap(block => {
    const report = ran.find(({ path }) => path === pathOf(block))
    if (report === undefined || report.passed + report.failed === 0) return [`${placeOf(block)} was not run`]
    const texts = shownFor(block)
    const from = join(workspace.directory, block.project)
    const failures = plain(report.failures, from)
    const printed = `${failures}\n${plain(report.printed, from)}`
    const isIn = (output: string) => (block: Block) => shows(output, plain(block.text, workspace.directory))
    const wrong = texts.filter(text => !isIn(printed)(text))
    if (wrong.length > 0) return wrong.map(text => `${placeOf(text)} is not what ${block.file} shows:\n${printed}`)
    return report.failed > texts.filter(isIn(failures)).length ? [`${placeOf(block)} fails:\n${failures}`] : []
  })

test('every block is in a language that something here runs, or is text', () => {
  const known = ['ts', 'js', 'yaml', 'json', 'console', 'text']

  expect(blocks.filter(({ language }) => !known.includes(language)).map(placeOf)).toEqual([])
  expect(
    pages
      .flatMap(textOf)
      .join('\n')
      .match(/^\s*(```|~~~)/gm),
  ).toHaveLength(2 * blocks.length)
})

test('every block of code is a file: a test, or what a test of its project reads', () => {
  const isRead = (block: Block): boolean => {
    const stem = block.file!.replace(/\.\w+$/, '')
    const others = blocks.filter(({ project, file }) => project === block.project && file !== block.file)
    return /\.(test|config)\.\w+$/.test(block.file!) || others.some(({ text }) => text.includes(`./${stem}'`))
  }
  const code = inLanguage('ts', 'js')

  expect(code.filter(({ file }) => file === undefined).map(placeOf)).toEqual([])
  expect(code.filter(block => !isRead(block)).map(placeOf)).toEqual([])
})

test('every text that shows a failure or an output belongs to a file that is run', () => {
  const lost = blocks.filter(
    ({ shownBy, project }) =>
      shownBy !== undefined && !blocks.some(block => block.file === shownBy && block.project === project),
  )

  expect(lost.map(placeOf)).toEqual([])
})

test('the vitest files of all pages do what the pages say', limit, async () => {
  expect(differences(await runVitest(workspace), testFiles('.test.ts'))).toEqual([])
})

test('the jest files of all pages do what the pages say', limit, async () => {
  expect(differences(await runJest(workspace), testFiles('.test.js'))).toEqual([])
})

test('the node:test files of all pages do what the pages say', limit, async () => {
  expect(differences(await runNodeTest(workspace), testFiles('.test.mjs'))).toEqual([])
})

test('the TypeScript of all pages has the types that it needs', limit, async () => {
  expect(await checkTypes(workspace)).toEqual([])
})

test('the commands of all pages print what the pages show', limit, async () => {
  const problems: string[] = []
  for (const block of inLanguage('console')) {
    if (commandsOf(block).length === 0) problems.push(`${placeOf(block)} has no command`)
    for (const problem of await tryCommands(block, workspace)) problems.push(`${placeOf(block)} ${problem}`)
  }

  expect(problems).toEqual([])
})

test('scenes, permission files and policies of all pages are what the pages say', limit, async () => {
  const problems: string[] = []
  for (const block of inLanguage('yaml', 'json')) {
    const printed = plain(await tryFile(block, workspace), join(workspace.directory, block.project))
    const texts = shownFor(block)
    if (block.language === 'yaml' && block.file === undefined) problems.push(`${placeOf(block)} has no file's name`)
    if (texts.length === 0 && printed !== '') problems.push(`${placeOf(block)} fails:\n${printed}`)
    for (const text of texts)
      if (!shows(printed, plain(text.text, workspace.directory)))
        problems.push(`${placeOf(text)} is not what ${block.file} shows:\n${printed}`)
  }

  expect(problems).toEqual([])
})
