import manifest from '../../package.json' with { type: 'json' }
import { suggestName } from '../policy/suggest-name.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { helpOfCommand, helpOfProgram } from './help.js'
import { complain, print } from './terminal.js'
import { UsageError } from './usage-error.js'

interface Entry {
  /** One line. */
  readonly says: string
  /** A command is loaded when it is called: most need neither the doors nor the store. */
  readonly load: () => Promise<Command>
}

const commands: Readonly<Record<string, Entry>> = {
  serve: {
    says: 'answer S3, IAM and STS on one port, and show each request with its decision',
    load: async () => (await import('./serve.js')).serve,
  },
  init: {
    says: 'write a scene, a policy and permission tests to begin with',
    load: async () => (await import('./init.js')).init,
  },
  test: { says: 'run permission test files', load: async () => (await import('./test.js')).test },
  explain: {
    says: 'say whether policies allow an action, and why',
    load: async () => (await import('./explain.js')).explain,
  },
  lint: {
    says: 'say what the service would refuse in policies, before it does',
    load: async () => (await import('./lint.js')).lint,
  },
  matrix: {
    says: 'show who may do what, on the resources of policies and just beside them',
    load: async () => (await import('./matrix.js')).matrix,
  },
  diff: {
    says: 'say which calls two revisions of a policy decide differently, or prove that none is allowed anew',
    load: async () => (await import('./diff.js')).diff,
  },
  coverage: {
    says: 'say which parts of the policies a test run reached',
    load: async () => (await import('./coverage.js')).coverage,
  },
  mutate: {
    says: 'list the changes of policies that no test would notice, each with a test that would',
    load: async () => (await import('./mutate.js')).mutate,
  },
  suggest: {
    says: 'write the least policy for what a test run did, and tell what is granted beyond it',
    load: async () => (await import('./suggest.js')).suggest,
  },
  pull: {
    says: 'write a scene with the policies of a real key, or tell how a scene differs from it',
    load: async () => (await import('./pull.js')).pull,
  },
  operations: {
    says: 'list the operations of each dialect and the actions that they need',
    load: async () => (await import('./operations.js')).operations,
  },
}

const entryNamed = (name: string): Entry => {
  if (Object.hasOwn(commands, name)) return commands[name]!
  const kind = name.startsWith('-') ? 'option' : 'command'
  const known = kind === 'option' ? ['--help', '--version'] : Object.keys(commands)
  throw new UsageError(`unknown ${kind} \`${name}\`; ${suggestName(name, known)}`)
}

/** Carries out a command line. Resolves with the exit status; throws for one that cannot be carried out. */
export const dispatch = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === undefined) {
    complain(helpOfProgram(commands))
    return 2
  }
  if (name === '--version') print(manifest.version)
  else if (name === '--help' || name === '-h') print(helpOfProgram(commands))
  else {
    const { says, load } = entryNamed(name)
    const command = await load()
    const { help, ...given } = readArguments(command, rest)
    if (!help) return command.run(given)
    print(helpOfCommand(name, says, command))
  }
  return 0
}
