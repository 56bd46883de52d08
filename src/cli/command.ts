/** One option of a command, by its long name. */
export interface OptionSpec {
  /** A `list` may be given more than once. */
  readonly type: 'string' | 'boolean' | 'list'
  /** What stands for the value in the help: `PORT`. */
  readonly value?: string
  /** One line. */
  readonly says: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type Value<T extends OptionSpec['type']> = T extends 'list' ? readonly string[] : T extends 'string' ? string : true

/** What was given for the options; absent where the user left one out. */
export type Values<O extends OptionSpecs> = {
  readonly [Name in keyof O]?: Value<O[Name]['type']>
}

interface CommandSpec<O extends OptionSpecs> {
  /** Arguments as the help writes them: `POLICY...`; a command without any takes none. */
  readonly takes?: string
  /** The command that the help shows, and a line on what it does. */
  readonly example: readonly [command: string, does: string]
  readonly options: O
  /** Resolves with the exit status: 0, or 1 for a finding. */
  run(given: { readonly values: Values<O>; readonly files: readonly string[] }): number | Promise<number>
}

/** A command with the types of its options put away. */
export interface Command extends Omit<CommandSpec<OptionSpecs>, 'run'> {
  run(given: {
    readonly values: Readonly<Record<string, string | true | readonly string[]>>
    readonly files: readonly string[]
  }): number | Promise<number>
}

export const defineCommand = <const O extends OptionSpecs>(spec: CommandSpec<O>): Command => spec as unknown as Command

export const json = { type: 'boolean', says: 'print JSON for programs' } as const satisfies OptionSpec

export const junit = {
  type: 'string',
  value: 'FILE',
  says: 'write a JUnit report as well',
} as const satisfies OptionSpec

export const dialect = {
  type: 'string',
  value: 'DIALECT',
  says: 'tigris (the default), aws or yandex',
} as const satisfies OptionSpec
