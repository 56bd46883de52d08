import { type Finding, lint as findingsOf } from '../policy/index.js'
import { dialectNamed, kindNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { readPolicyFile } from './policy-file.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

const textOf = ({ file, line, column, code, message, suggestion }: Finding): string =>
  `${file}:${line}:${column}: ${code}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`

export const lint = defineCommand({
  takes: 'POLICY...',
  example: [
    'tigris-mock lint policies/*.json',
    'prints file:line:column of each fault, and exits with 1 if there is one',
  ],
  options: {
    kind: { type: 'string', value: 'KIND', says: 'identity (the default), bucket, session or trust' },
    dialect,
    json,
  },
  run: ({ values, files }) => {
    const name = dialectNamed(values.dialect)
    const kind = kindNamed(values.kind, name)
    if (files.length === 0) throw new UsageError('name at least one policy file')
    const found = files.flatMap(file => findingsOf(readPolicyFile(file), { dialect: name, kind, file }))
    if (values.json) printJson(found)
    else for (const finding of found) print(textOf(finding))
    return found.length === 0 ? 0 : 1
  },
})
