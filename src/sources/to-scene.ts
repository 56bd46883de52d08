import type { Position } from '../policy/types.js'
import type { Inventory, SourceBucket, SourceHolder, SourcePolicy } from './inventory.js'
import {
  belongingTo,
  type Placed,
  type PlacedMember,
  type PlacedObject,
  placedList,
  placedObject,
  textOf,
} from './placed.js'
import { SourceError } from './source-error.js'

const documentOf = ({ resource, document }: SourcePolicy): Placed => belongingTo(document(), resource)

/** Entries by name, each at the place of its resource. Throws a SourceError for a name that stands twice. */
const entriesOf = <T extends { readonly name: string; readonly place: Position; readonly resource: string }>(
  items: readonly T[],
  make: (item: T) => Placed,
  what: string,
): PlacedObject | undefined => {
  const members = new Map<string, PlacedMember>()
  const owners = new Map<string, string>()
  for (const item of items) {
    const { name, resource } = item
    const place = { ...item.place, resource }
    if (members.has(name))
      throw new SourceError(`makes a second ${what} \`${name}\`, after \`${owners.get(name)}\``, place)
    members.set(name, { value: make(item), place })
    owners.set(name, resource)
  }
  const [first] = members.values()
  return first === undefined ? undefined : { kind: 'object', members, place: first.place }
}

const own = (placed: Placed | undefined, resource: string): Placed | undefined =>
  placed && belongingTo(placed, resource)

const settingsOf = ({ resource, settings }: SourceHolder | SourceBucket): Record<string, Placed | undefined> =>
  Object.fromEntries(Object.entries(settings()).map(([name, value]) => [name, own(value, resource)]))

/**
 * What a template makes as a part of a scene, each value where it is written: policies, roles, users, groups, buckets.
 */
export const sceneOf = (inventory: Inventory): PlacedObject => {
  const managed = inventory.managed()
  const names = new Map(managed.map(({ arn, name }) => [arn, name]))
  /** A managed policy of the template goes by its name, another one by its ARN. */
  const attachedName = (arn: Placed): Placed => {
    const name = names.get(textOf(arn)!)
    return name === undefined || arn.kind !== 'scalar' ? arn : { ...arn, value: name, written: undefined }
  }
  const holder = (given: SourceHolder): Placed => {
    const { resource } = given
    const [trust, boundary, inline, attached] = [given.trust(), given.boundary(), given.inline(), given.attached()]
    return placedObject(
      {
        trust: trust && documentOf(trust),
        inlinePolicies: given.kind === 'key' ? undefined : entriesOf(inline, documentOf, 'inline policy'),
        policies: policiesOf(given.kind === 'key' ? inline : [], attached, resource),
        boundary: boundary && belongingTo(attachedName(boundary), resource),
        ...settingsOf(given),
      },
      { ...given.place, resource },
    )
  }
  /** A key has no policies of its own: they are attached to it. */
  const policiesOf = (
    own: readonly SourcePolicy[],
    attached: readonly Placed[],
    resource: string,
  ): Placed | undefined => {
    const all = [...own.map(documentOf), ...attached.map(arn => belongingTo(attachedName(arn), resource))]
    return all.length === 0 ? undefined : placedList(all, all[0]!.place)
  }
  const bucket = (given: SourceBucket): Placed => {
    const policy = given.policy()
    return placedObject(
      { ...settingsOf(given), policy: policy && documentOf(policy) },
      { ...given.place, resource: given.resource },
    )
  }
  const holders = inventory.holders()
  const ofKind = (kind: SourceHolder['kind']) =>
    entriesOf(
      holders.filter(each => each.kind === kind),
      holder,
      kind,
    )
  return placedObject(
    {
      policies: entriesOf(managed, documentOf, 'managed policy'),
      groups: ofKind('group'),
      users: ofKind('user'),
      keys: ofKind('key'),
      roles: ofKind('role'),
      buckets: entriesOf(inventory.buckets(), bucket, 'bucket'),
    },
    { line: 1, column: 1 },
  )
}
