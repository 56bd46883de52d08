import { suggestName } from '../../policy/suggest-name.js'
import type { Position } from '../../policy/types.js'
import { memberOf, type Placed, type PlacedMember, type PlacedObject } from '../placed.js'
import { SourceError } from '../source-error.js'

/** What a template does not say itself. */
export interface CloudFormationOptions {
  readonly parameters?: Readonly<Record<string, unknown>> | undefined
  /** Twelve digits, for `AWS::AccountId`. */
  readonly account?: string | undefined
  readonly region?: string | undefined
  readonly partition?: string | undefined
  readonly stackName?: string | undefined
  /** Values of exports by their names, for `Fn::ImportValue`. */
  readonly imports?: Readonly<Record<string, unknown>> | undefined
  /** What other stacks that were read export, asked for what `imports` does not have. */
  readonly exported?: ((name: string) => Placed | undefined) | undefined
  /** Physical names by logical names, for resources that CloudFormation names itself. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** `Table.StreamArn` or, for `Ref`, `Table`. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  /** Logical names of resources that are left out. */
  readonly without?: readonly string[] | undefined
}

/** One template being resolved. */
export interface Scope {
  readonly template: PlacedObject
  readonly options: CloudFormationOptions
  readonly stackName: string
  readonly account: string
  readonly region: string
  readonly partition: string
  /** Names being resolved, outermost first: one that comes again is a cycle. */
  readonly open: readonly string[]
}

/** The entries of a section of the template. */
export const sectionOf = ({ template }: Scope, name: string): ReadonlyMap<string, PlacedMember> => {
  const section = memberOf(template, name)
  return section?.kind === 'object' ? section.members : new Map()
}

/** The entry of that name. Throws a SourceError with the nearest name. */
export const entryOf = (scope: Scope, section: string, name: string, what: string, place: Position): Placed => {
  const entries = sectionOf(scope, section)
  const found = entries.get(name)
  if (found !== undefined) return found.value
  throw new SourceError(`names no ${what} \`${name}\`; ${suggestName(name, [...entries.keys()])}`, place)
}

/** The scope within the resolution of something. Throws a SourceError for a circle. */
export const within = (scope: Scope, name: string, place: Position): Scope => {
  if (scope.open.includes(name)) {
    const circle = [...scope.open.slice(scope.open.indexOf(name)), name].map(each => `\`${each}\``).join(' -> ')
    throw new SourceError(`is a circle: ${circle}; take one reference out of it`, place)
  }
  return { ...scope, open: [...scope.open, name] }
}

export const givenFor = (given: Readonly<Record<string, unknown>> | undefined, name: string): unknown =>
  given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined

/** How a URL of the partition ends. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export const suffixOf = ({ partition }: Scope): string =>
  partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
