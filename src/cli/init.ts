import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { DialectName } from '../dialects/index.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { firstFiles } from './first-files.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

/** Writes the files beside what is there. Throws a UsageError where one is there already, and writes none then. */
const writeFirstFiles = (directory: string, name: DialectName): string[] => {
  const files = firstFiles(name).map(({ path, text }) => ({ path: join(directory, path), text }))
  const present = files.filter(({ path }) => existsSync(path)).map(({ path }) => `\`${path}\``)
  if (present.length > 0)
    throw new UsageError(`${present.join(', ')} would be written over: nothing was written; give another directory`)
  mkdirSync(directory, { recursive: true })
  // `wx`: what came to be there meanwhile stays
  for (const { path, text } of files) writeFileSync(path, text, { flag: 'wx' })
  return files.map(({ path }) => path)
}

export const init = defineCommand({
  takes: '[DIRECTORY]',
  example: [
    'tigris-mock init',
    'writes a scene, a policy and permission tests, each with comments on what can stand there',
  ],
  options: { dialect, json },
  run: ({ values, files: [directory = '.', another] }) => {
    if (another !== undefined) throw new UsageError(`unexpected argument \`${another}\``)
    const written = writeFirstFiles(directory, dialectNamed(values.dialect))
    const [scene = '', , tests = ''] = written.map(path => relative('.', path))
    if (values.json) {
      printJson({ written })
      return 0
    }
    for (const path of written) print(`wrote ${path}`)
    print('')
    print(`  npx tigris-mock test ${tests}`)
    print(`  npx tigris-mock serve --port 4566 --fixtures ${scene}`)
    return 0
  },
})
