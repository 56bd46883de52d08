import { dialects } from '../dialects/index.js'
import { type Finding, lint as findingsOf, type PolicyKind } from '../policy/index.js'
import { suggestName } from '../policy/suggest-name.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { readPolicyFile } from './policy-file.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

const textOf = ({ file, line, column, code, message, suggestion }: Finding): string =>
  `${file}:${line}:${column}: ${code}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`

const kindNamed = (kind: string, kinds: readonly string[], name: string): PolicyKind => {
  if (kinds.includes(kind)) return kind as PolicyKind
  throw new UsageError(`\`${name}\` has no policies of kind \`${kind}\`; ${suggestName(kind, kinds)}`)
}

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
    const kind = kindNamed(values.kind ?? 'identity', Object.keys(dialects[name].profile.grammars), name)
    if (files.length === 0) throw new UsageError('name at least one policy file')
    const found = files.flatMap(file => findingsOf(readPolicyFile(file), { dialect: name, kind, file }))
    if (values.json) printJson(found)
    else for (const finding of found) print(textOf(finding))
    return found.length === 0 ? 0 : 1
  },
})
