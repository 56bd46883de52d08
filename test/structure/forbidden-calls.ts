import { codeOf, sourcesOf, withoutComments, withoutTexts } from './sources.js'

interface Rule {
  readonly name: string
  readonly pattern: RegExp
  /** Comments and types are gone from `code`, only comments from `text`, nothing from `all`. */
  readonly reads: 'code' | 'text' | 'all'
  /** Files that may, each with its reason. */
  readonly exceptions?: Readonly<Record<string, string>>
  /** The seam to the host may always. */
  readonly host?: true
}

const hostSeam = 'src/contract/host.ts'
const doors = {
  'adapters/server.ts': 'waits for sockets of the host, outside of any clock of a mock',
}

const rules: readonly Rule[] = [
  { name: 'Date.now', pattern: /\bDate\.now\b/, reads: 'code', host: true },
  { name: 'new Date()', pattern: /\bnew Date(?:\(\s*\)|(?!\s*\())|(?<!new )\bDate\(/, reads: 'code', host: true },
  { name: 'performance.now', pattern: /\bperformance\.now\b|\bhrtime\b/, reads: 'code', host: true },
  {
    name: 'randomness',
    pattern: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/,
    reads: 'code',
    host: true,
  },
  {
    name: 'a timer',
    pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bprocess\.nextTick\b/,
    reads: 'code',
    host: true,
    exceptions: doors,
  },
  { name: 'as any', pattern: /\bas any\b/, reads: 'text' },
  { name: 'a silenced type error', pattern: /@ts-(?:ignore|nocheck|expect-error)/, reads: 'all' },
  {
    name: 'process.env',
    pattern: /\bprocess\.env\b|\bprocess\[/,
    reads: 'code',
    exceptions: {
      'src/cli/serve.ts': 'takes the token of the control API, which no list of processes should show',
      'src/cli/terminal.ts': 'colour, and the runner that shows annotations',
      'src/mock/environment.ts': 'sets what an application of the test reads, and restores it',
      'adapters/reporter.ts': 'tells the workers, which inherit it, where to record',
      'adapters/global-server.ts': 'tells the workers, which inherit it, where the one server listens',
    },
  },
  {
    name: 'a mutable variable of the module',
    pattern: /^(?:export )?(?:let|var) /m,
    reads: 'code',
    exceptions: {
      'src/protocol/xml.ts': 'keeps the parser that it loads when it is first needed',
      'src/contract/host.ts': 'counts the mocks of the process, so that two of one scene have keys of their own',
    },
  },
  {
    name: 'a container of the module that is filled later',
    pattern: /^(?:export )?const [\w$]+ = new (?:Map|Set|WeakMap|WeakSet|Array)\(\s*\);$/m,
    reads: 'code',
    exceptions: {
      'src/permissions/calls.ts':
        'the mocks and servers in reach, among which a matcher looks for the one that was called',
      'src/recording/record-writer.ts': 'the recorders that have lines to write before the process ends',
    },
  },
  {
    name: 'a list or record of the module that is filled later',
    pattern:
      /^(?:export )?const ([\w$]+) = (?:\[\]|\{\});$[\s\S]*\b\1(?:\.(?:push|pop|shift|unshift|splice|sort)\(|\[[^\]\n]+\] \??\??= )/m,
    reads: 'code',
  },
]

/** What no file may call or declare but those that a rule names; also exceptions that nothing needs any more. */
export const findForbiddenCalls = (root: string): string[] => {
  const sources = sourcesOf(root).map(source => ({
    path: source.path,
    code: withoutTexts(codeOf(source)),
    text: withoutComments(source),
    all: source.text,
  }))
  return rules.flatMap(({ name, pattern, reads, host, exceptions = {} }) => {
    const judged = sources.filter(({ path }) => !(host && path === hostSeam))
    const guilty = judged.filter(source => pattern.test(source[reads])).map(({ path }) => path)
    const unused = judged.filter(({ path }) => exceptions[path] !== undefined && !guilty.includes(path))
    return [
      ...guilty.filter(path => exceptions[path] === undefined).map(path => `${path} has ${name}`),
      ...unused.map(({ path }) => `${path} needs no exception for ${name}`),
    ]
  })
}
