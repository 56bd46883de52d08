import { awsManagedPolicies } from '../dialects/aws/managed-policies.js'
import type { ParseOptions } from '../policy/index.js'
import { readTextNear, shown } from '../sources/files.js'
import type { SourcePolicy } from '../sources/inventory.js'
import { type OpenSource, openRead } from '../sources/open-source.js'
import { belongingTo, plainOf, textOf } from '../sources/placed.js'
import { printPlaced } from '../sources/print.js'
import { readDocument } from '../sources/read-document.js'
import { everyPolicyOf, selectPolicies } from '../sources/select-policies.js'
import { SourceError } from '../sources/source-error.js'
import type { OptionSpecs } from './command.js'
import { readPolicyFile } from './policy-file.js'
import { UsageError } from './usage-error.js'

/** Options of commands that read policies, for those that stand in templates. */
export const templateOptions = {
  of: {
    type: 'string',
    value: 'NAME',
    says: 'of a template: the resource whose policies are meant, by name or address',
  },
  options: {
    type: 'string',
    value: 'FILE',
    says: 'YAML or JSON with what a template does not say itself: parameters, account, imports, values',
  },
} as const satisfies OptionSpecs

export interface TemplateChoice {
  readonly of?: string
  readonly options?: string
}

/** A policy as a command reads it: of a file of its own, or of a template. */
export interface WrittenPolicy {
  readonly text: string
  readonly name: string
  /** Absent for one that says not itself what it is for. */
  readonly kind?: 'identity' | 'bucket' | 'trust' | undefined
  /** Where it stands, as `parsePolicy` takes it. */
  readonly origin: Pick<ParseOptions, 'file' | 'place' | 'anyVersion'>
  /** The dialect for which its template is written. */
  readonly dialect?: 'aws' | 'tigris' | undefined
}

const refusing = <T>(path: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    throw new UsageError(error.place?.file === undefined ? `\`${path}\` ${error.message}` : error.message)
  }
}

const optionsIn = (path: string | undefined): Readonly<Record<string, unknown>> =>
  path === undefined
    ? {}
    : (plainOf(readDocument(readTextNear(path, [process.cwd()]).text, path).root) as Record<string, unknown>)

const writtenOf = (policy: SourcePolicy, { inventory }: OpenSource): WrittenPolicy => {
  const { text, place } = printPlaced(belongingTo(policy.document(), policy.resource))
  const kind = policy.kind === 'any' ? undefined : policy.kind
  const origin = { place, anyVersion: !policy.isManaged }
  return { text, name: policy.name, kind, origin, dialect: inventory.dialect }
}

const managedElsewhere = (arn: string, { inventory }: OpenSource): WrittenPolicy => {
  const name = arn.split(':policy/').at(-1)!
  const known = Object.hasOwn(awsManagedPolicies, name)
    ? awsManagedPolicies[name as keyof typeof awsManagedPolicies]
    : undefined
  if (known === undefined)
    throw new UsageError(`the policy \`${arn}\` stands elsewhere: name its file beside the template`)
  return { text: JSON.stringify(known, null, 2), name, kind: 'identity', origin: {}, dialect: inventory.dialect }
}

/**
 * The policies of a file: itself, or those of a template that are meant. `all` takes every policy of a template that
 * names none. Throws a UsageError with file, line and name for what cannot be read.
 */
export const writtenPolicies = (
  path: string,
  kind: 'identity' | 'bucket',
  choice: TemplateChoice,
  all?: 'all',
): readonly WrittenPolicy[] => {
  const text = readPolicyFile(path)
  const isYaml = /\.(?:ya?ml|template)$/i.test(path)
  return refusing(path, () => {
    // a policy in JSON is judged as it is written, faults of JSON included
    const open =
      isYaml || looksLikeTemplate(text)
        ? openRead(readDocument(text, shown(path)), optionsIn(choice.options), path)
        : undefined
    if (open === undefined) {
      if (choice.of !== undefined) throw new UsageError(`\`--of\` is for templates, and \`${path}\` is none`)
      if (!isYaml) return [{ text, name: path, origin: { file: path } }]
      const printed = printPlaced(readDocument(text, shown(path)).root)
      return [{ text: printed.text, name: path, origin: { place: printed.place } }]
    }
    if (all !== undefined && choice.of === undefined)
      return everyPolicyOf(open.inventory).map(policy => writtenOf(policy, open))
    return selectPolicies(open.inventory, { resource: choice.of, kind }).map(({ policy, arn }) =>
      policy === undefined ? managedElsewhere(textOf(arn)!, open) : writtenOf(policy, open),
    )
  })
}

const looksLikeTemplate = (text: string): boolean =>
  /"(?:Resources|format_version|terraform_version|deployment|checkpoint|changeSummary)"\s*:/.test(text)
