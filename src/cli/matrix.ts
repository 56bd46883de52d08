import { existsSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { dialects } from '../dialects/index.js'
import { createTigrisMock } from '../index.js'
import { parsePolicy } from '../policy/index.js'
import { matrixOfMock } from '../recording/access-matrix.js'
import { classHostOf } from '../recording/class-host.js'
import { type Matrix, matrixOf, matrixResources } from '../recording/matrix.js'
import { policyCaller } from '../recording/matrix-callers.js'
import { type MatrixTitle, matrixData, matrixHtml, matrixMarkdown, matrixText } from '../reports/matrix.js'
import { loadYaml } from '../scene/load.js'
import type { Scene } from '../scene/types.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { readPolicyFile } from './policy-file.js'
import { annotate, paint, print, writeReport } from './terminal.js'
import { UsageError } from './usage-error.js'

interface Read extends MatrixTitle {
  readonly matrix: Matrix
}

const isPolicy = (text: string): boolean => text.trimStart().startsWith('{') && /"Statement"\s*:/.test(text)

/** Two policies of one file name are told apart by their folders. */
const namesOf = (files: readonly string[]): readonly string[] => {
  const short = files.map(file => basename(file, extname(file)))
  return new Set(short).size === files.length ? short : files
}

const ofPolicies = (files: readonly string[], given: string | undefined): Read => {
  const name = dialectNamed(given)
  const { profile } = dialects[name]
  const names = namesOf(files)
  const policies = files.map((file, index) =>
    parsePolicy(readPolicyFile(file), {
      ...{ dialect: name, file, name: names[index]! },
      strict: profile.evaluatesStrictly,
    }),
  )
  const callers = policies.map((policy, index) => policyCaller(names[index]!, policy, profile))
  const host = classHostOf(dialects[name], policies)
  return { title: 'Access matrix', dialect: name, matrix: matrixOf(callers, matrixResources(policies), host) }
}

/** The callers of a scene: its keys, and whoever has none. A permission file has a scene too. */
const ofScene = (file: string): Read => {
  const { value, origin } = loadYaml(file)
  const {
    tests: _,
    matrix: __,
    generate: ___,
    coverage: ____,
    sessions: _____,
    ...scene
  } = value as Scene & Record<string, unknown>
  const mock = createTigrisMock<Scene>(scene, origin)
  return { title: 'Access matrix', dialect: mock.dialect.name, matrix: matrixOfMock(mock) }
}

const read = (files: readonly string[], given: string | undefined): Read => {
  const [first, ...more] = files
  if (first === undefined) throw new UsageError('name policies, or one scene')
  const isScene = (file: string): boolean => !isPolicy(readPolicyFile(file))
  if (!isScene(first)) return ofPolicies(files, given)
  if (more.length > 0) throw new UsageError(`\`${first}\` is a scene, which stands alone: name policies, or one scene`)
  if (given !== undefined) throw new UsageError('`--dialect` is for policies: a scene says its own')
  return ofScene(first)
}

const writers: Readonly<Record<string, (given: Read) => string>> = {
  text: ({ matrix }) => matrixText(matrix),
  markdown: given => matrixMarkdown(given, given.matrix),
  html: given => matrixHtml(given, given.matrix),
  json: given => JSON.stringify(matrixData(given, given.matrix), null, 2),
}

const formats: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.html': 'html',
  '.json': 'json',
  '.txt': 'text',
}

const lined = (text: string): readonly string[] => text.trimEnd().split(/\r?\n/)

/** The lines of a report that are not in the other one. */
const only = (lines: readonly string[], other: readonly string[]): readonly string[] => {
  const known = new Set(other)
  return lines.filter(line => !known.has(line))
}

const writerFor = (file: string): ((given: Read) => string) => {
  const format = formats[extname(file)]
  if (format !== undefined) return writers[format]!
  const known = Object.keys(formats).join(', ')
  throw new UsageError(`\`${file}\` has no form that a matrix is written in: ${known}`)
}

const check = (file: string, given: Read): number => {
  const write = writerFor(file)
  const remedy = `write it with \`tigris-mock matrix ... --write ${file}\``
  if (!existsSync(file)) throw new UsageError(`there is no \`${file}\`: ${remedy}`)
  const [present, committed] = [lined(write(given)), lined(readFileSync(file, 'utf8'))]
  if (present.join('\n') === committed.join('\n')) {
    print(`${file} is up to date`)
    return 0
  }
  const message = `the access matrix has changed; if that is meant, ${remedy}`
  print(`${file}: ${message}`)
  for (const line of only(committed, present)) print(paint('red', `- ${line}`))
  for (const line of only(present, committed)) print(paint('green', `+ ${line}`))
  annotate({ level: 'error', title: 'Access matrix', message, file })
  return 1
}

export const matrix = defineCommand({
  takes: 'POLICY... | SCENE',
  example: [
    'tigris-mock matrix policy.json',
    'prints what the policy allows, on the resources that it names and just beside them',
  ],
  options: {
    markdown: { type: 'boolean', says: 'print Markdown, to be committed' },
    html: { type: 'boolean', says: 'print a page' },
    write: { type: 'string', value: 'FILE', says: 'write it there: .md, .html, .json or .txt' },
    check: {
      type: 'string',
      value: 'FILE',
      says: 'exit with 1 unless it holds this matrix, as `--write` writes it',
    },
    dialect,
    json,
  },
  run: ({ values, files }) => {
    const given = read(files, values.dialect)
    if (values.check !== undefined) return check(values.check, given)
    if (values.write !== undefined) {
      writeReport(values.write, `${writerFor(values.write)(given)}\n`)
      return 0
    }
    const format = (['json', 'html', 'markdown'] as const).find(name => values[name]) ?? 'text'
    print(writers[format]!(given))
    return 0
  },
})
