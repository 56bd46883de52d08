import type { Command } from './command.js'

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)
}

/** What the program is, and its commands. */
export const helpOfProgram = (commands: Readonly<Record<string, { readonly says: string }>>): string =>
  [
    'tigris-mock: what your access keys may do, without the service',
    '',
    'usage: tigris-mock COMMAND [options]',
    '',
    ...columns(Object.entries(commands).map(([name, { says }]) => [name, says])),
    '',
    ...columns([
      ['COMMAND --help', 'options and an example'],
      ['--version', 'the version'],
    ]),
  ].join('\n')

export const helpOfCommand = (name: string, says: string, { takes, example, options }: Command): string => {
  const [command, does] = example
  const rows = Object.entries(options).map(
    ([option, { value, says: text }]) => [`--${option}${value === undefined ? '' : ` ${value}`}`, text] as const,
  )
  return [
    `tigris-mock ${name}: ${says}`,
    '',
    `usage: tigris-mock ${name}${takes === undefined ? '' : ` ${takes}`} [options]`,
    '',
    ...columns([...rows, ['--help', 'this text']]),
    '',
    'example:',
    `  ${command}`,
    `    ${does}`,
  ].join('\n')
}
