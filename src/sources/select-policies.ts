import { suggestName } from '../policy/suggest-name.js'
import type { Inventory, SourceHolder, SourcePolicy, SourceResource } from './inventory.js'
import { type PlacedScalar, textOf } from './placed.js'
import { SourceError } from './source-error.js'

/** A policy of the template, or the ARN of one that stands elsewhere. */
export type SelectedPolicy =
  | { readonly policy: SourcePolicy; readonly arn?: undefined }
  | { readonly arn: PlacedScalar; readonly policy?: undefined }

/** Which policies are meant: those of a resource, or one of them by its name. */
export interface Selection {
  readonly resource?: string | undefined
  readonly policy?: string | undefined
  readonly kind: SourcePolicy['kind']
}

const words = { identity: 'policy', bucket: 'bucket policy', trust: 'trust policy', any: 'policy' } as const

const quoted = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ')

/** The resource of that name. Throws a SourceError with the nearest name, or with all that fit. */
export const resourceNamed = ({ resources }: Inventory, name: string): SourceResource => {
  const exact = resources.find(({ names }) => names[0] === name)
  const fitting = exact === undefined ? resources.filter(({ names }) => names.includes(name)) : [exact]
  const [found, another] = fitting
  if (found === undefined) {
    const known = resources.flatMap(({ names }) => names)
    throw new SourceError(`has no resource \`${name}\`; ${suggestName(name, known)}`)
  }
  if (another === undefined) return found
  const ids = fitting.map(({ names }) => names[0]!)
  throw new SourceError(`has ${ids.length} resources that fit \`${name}\`: ${quoted(ids)}; write one of them`)
}

const nameOf = ({ policy, arn }: SelectedPolicy): string =>
  policy === undefined ? (textOf(arn)!.split('/').at(-1) ?? '') : policy.name

/** All identity policies of a role, user or group: inline, then attached. */
export const policiesOfHolder = (inventory: Inventory, holder: SourceHolder): readonly SelectedPolicy[] => {
  const managed = new Map(inventory.managed().map(policy => [policy.arn, policy]))
  const inline = holder.inline().map(policy => ({ policy }))
  const attached = holder.attached().map((arn): SelectedPolicy => {
    const policy = managed.get(textOf(arn)!)
    return policy === undefined ? { arn } : { policy }
  })
  return [...inline, ...attached]
}

const everyPolicy = (inventory: Inventory, kind: SourcePolicy['kind']): readonly SelectedPolicy[] => {
  if (kind === 'bucket')
    return inventory
      .buckets()
      .flatMap(bucket => bucket.policy() ?? [])
      .map(policy => ({ policy }))
  if (kind === 'trust')
    return inventory
      .holders()
      .flatMap(holder => holder.trust() ?? [])
      .map(policy => ({ policy }))
  const all = [...inventory.managed(), ...inventory.holders().flatMap(holder => holder.inline())]
  return [...new Map(all.map(policy => [`${policy.resource} ${policy.name}`, { policy }])).values()]
}

/** Every policy that a template makes, of whatever kind. */
export const everyPolicyOf = (inventory: Inventory): readonly SourcePolicy[] =>
  (['identity', 'trust', 'bucket'] as const).flatMap(kind =>
    everyPolicy(inventory, kind).flatMap(({ policy }) => policy ?? []),
  )

const policiesAt = (inventory: Inventory, { names, type, place }: SourceResource, kind: SourcePolicy['kind']) => {
  const id = names[0]!
  const own = inventory.policyOf(id)
  if (own !== undefined) {
    if (own.kind === kind || own.kind === 'any') return [{ policy: own }]
    throw new SourceError(`is a ${words[own.kind]}, where a ${words[kind]} is wanted`, place)
  }
  const holder = inventory.holders().find(({ resource }) => resource === id)
  if (holder !== undefined && kind === 'identity') return policiesOfHolder(inventory, holder)
  const found =
    kind === 'trust'
      ? holder?.trust()
      : inventory
          .buckets()
          .find(({ resource }) => resource === id)
          ?.policy()
  if (found !== undefined && found.kind === kind) return [{ policy: found }]
  throw new SourceError(`of type ${type} has no ${words[kind]}`, place)
}

/** The policies that are meant, at least one. Throws a SourceError for none. */
export const selectPolicies = (
  inventory: Inventory,
  { resource, policy, kind }: Selection,
): readonly SelectedPolicy[] => {
  const named = resource === undefined ? undefined : resourceNamed(inventory, resource)
  const all = named === undefined ? everyPolicy(inventory, kind) : policiesAt(inventory, named, kind)
  const wanted = policy === undefined ? all : all.filter(each => nameOf(each) === policy)
  const place = named?.place
  if (wanted.length === 0) {
    const names = all.map(nameOf)
    const fault =
      policy === undefined
        ? `has no ${words[kind]}`
        : `has no ${words[kind]} \`${policy}\`; ${suggestName(policy, names)}`
    throw new SourceError(fault, place)
  }
  if (named === undefined && wanted.length > 1) {
    const ids = [...new Set(wanted.map(each => each.policy?.resource ?? nameOf(each)))]
    throw new SourceError(`has ${wanted.length} policies; name one with \`resource\`: ${quoted(ids)}`)
  }
  return wanted
}

/** The one policy that is meant. Throws a SourceError for several. */
export const selectPolicy = (inventory: Inventory, selection: Selection): SelectedPolicy => {
  const [first, second, ...more] = selectPolicies(inventory, selection)
  if (second === undefined) return first!
  const names = [first!, second, ...more].map(nameOf)
  throw new SourceError(
    `has ${names.length} policies where one is wanted; name it with \`policy\`: ${quoted(names)}`,
    first!.policy?.place ?? second.policy?.place,
  )
}
