import { awsManagedPolicies } from '../dialects/aws/managed-policies.js'
import type { TextOrigin } from '../policy/parser.js'
import type { SourcePolicy } from '../sources/inventory.js'
import { formatOf, namesFile, openSource, type SourceReference } from '../sources/open-source.js'
import { belongingTo, textOf } from '../sources/placed.js'
import { printPlaced } from '../sources/print.js'
import { type SelectedPolicy, selectPolicies, selectPolicy } from '../sources/select-policies.js'
import { inScene, refuseForeignFile } from './load.js'
import { directoriesOf, SceneError, type SceneOrigin } from './scene-error.js'
import type { ScenePolicy, SceneSourcePolicy } from './types.js'

/** The text of a policy as a scene has it. */
export interface PolicySource {
  readonly text: string
  /** Where its lines stand. */
  readonly origin: TextOrigin
  readonly name: string
}

/** Whether a policy is one of a template. */
export const isSourcePolicy = (policy: ScenePolicy): policy is SceneSourcePolicy => formatOf(policy) !== undefined

/** Reads a document that stands for a managed policy of another account. */
export type ReadGiven = (policy: ScenePolicy, name: string) => PolicySource

const ofService = (name: string): object | undefined =>
  Object.hasOwn(awsManagedPolicies, name) ? awsManagedPolicies[name as keyof typeof awsManagedPolicies] : undefined

const documentOf = (policy: SourcePolicy): PolicySource => {
  const { text, place } = printPlaced(belongingTo(policy.document(), policy.resource))
  const origin = place(0).file === undefined ? {} : { place }
  return { text, name: policy.name, origin: policy.isManaged ? origin : { ...origin, anyVersion: true } }
}

const sourceOf = (
  { policy, arn }: SelectedPolicy,
  given: Readonly<Record<string, ScenePolicy>>,
  at: readonly string[],
  origin: SceneOrigin,
  read: ReadGiven,
): PolicySource => {
  if (policy !== undefined) return documentOf(policy)
  const text = textOf(arn)!
  const name = text.split(':policy/').at(-1)!
  if (Object.hasOwn(given, text)) return read(given[text]!, name)
  const known = /^arn:[^:]+:iam::aws:/.test(text) ? ofService(name) : undefined
  if (known !== undefined) return { text: JSON.stringify(known, null, 2), name, origin: {} }
  const remedy = `give its document: \`managedPolicies: { '${text}': ... }\``
  throw new SceneError(at, `takes \`${text}\`, which stands elsewhere; ${remedy}`, origin)
}

const opened = (policy: SceneSourcePolicy, at: readonly string[], origin: SceneOrigin) => {
  const { resource, policy: name, managedPolicies = {}, ...reference } = policy
  if (namesFile(reference as SourceReference)) refuseForeignFile(at, origin)
  const { inventory } = openSource(reference as SourceReference, directoriesOf(origin))
  return { inventory, resource, name, managedPolicies }
}

/** The policies that a template gives for one entry of `policies`. Throws a SceneError at the entry. */
export const readSourcePolicies = (
  policy: SceneSourcePolicy,
  at: readonly string[],
  origin: SceneOrigin,
  read: ReadGiven,
): readonly PolicySource[] =>
  inScene(at, origin, () => {
    const { inventory, resource, name, managedPolicies } = opened(policy, at, origin)
    return selectPolicies(inventory, { resource, policy: name, kind: 'identity' }).map(each =>
      sourceOf(each, managedPolicies, at, origin, read),
    )
  })

/** The one policy that a template gives where one is wanted. Throws a SceneError at its place. */
export const readSourcePolicy = (
  policy: SceneSourcePolicy,
  kind: SourcePolicy['kind'],
  at: readonly string[],
  origin: SceneOrigin,
  read: ReadGiven,
): PolicySource =>
  inScene(at, origin, () => {
    const { inventory, resource, name, managedPolicies } = opened(policy, at, origin)
    return sourceOf(selectPolicy(inventory, { resource, policy: name, kind }), managedPolicies, at, origin, read)
  })
