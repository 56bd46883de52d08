#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' }
import { suggestName } from '../nearest.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'
import { explain } from './explain.js'
import { helpOfCommand, helpOfProgram } from './help.js'
import { lint } from './lint.js'
import { operations } from './operations.js'
import { serve } from './serve.js'
import { complain, print } from './terminal.js'
import { test } from './test.js'
import { UsageError } from './usage-error.js'

const commands: Readonly<Record<string, Command>> = { serve, test, explain, lint, operations }

const commandNamed = (name: string): Command => {
  if (Object.hasOwn(commands, name)) return commands[name]!
  const kind = name.startsWith('-') ? 'option' : 'command'
  const known = kind === 'option' ? ['--help', '--version'] : Object.keys(commands)
  throw new UsageError(`unknown ${kind} \`${name}\`; ${suggestName(name, known)}`)
}

const run = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === '--version') print(manifest.version)
  else if (name === '--help' || name === '-h') print(helpOfProgram(commands))
  else if (name === undefined) {
    complain(helpOfProgram(commands))
    return 2
  } else {
    const command = commandNamed(name)
    const { help, ...given } = readArguments(command, rest)
    if (!help) return command.run(given)
    print(helpOfCommand(name, command))
  }
  return 0
}

/** A fault of the program shows where it is; all others say what to do in their message. */
const isDefect = (error: unknown): boolean =>
  !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError

const report = (error: unknown): number => {
  if (isDefect(error)) complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
  else complain(`tigris-mock: ${(error as Error).message}`)
  return 2
}

// The reader of the pipe had enough: `tigris-mock operations | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
run(process.argv.slice(2))
  .catch(report)
  .then(status => {
    process.exitCode = status
  })
