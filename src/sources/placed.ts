import type { Position } from '../policy/types.js'

/** A value of a document with the place at which it is written. */
export type Placed = PlacedScalar | PlacedList | PlacedObject

export interface PlacedScalar {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As it is written, where that is not its text: `012345678901` is a number to YAML. */
  readonly written?: string | undefined
  readonly place: Position
}

export interface PlacedList {
  readonly kind: 'list'
  readonly items: readonly Placed[]
  readonly place: Position
}

export interface PlacedMember {
  readonly value: Placed
  /** Of its name. */
  readonly place: Position
}

export interface PlacedObject {
  readonly kind: 'object'
  readonly members: ReadonlyMap<string, PlacedMember>
  readonly place: Position
}

export const placedScalar = (value: PlacedScalar['value'], place: Position): PlacedScalar => ({
  kind: 'scalar',
  value,
  place,
})

export const placedList = (items: readonly Placed[], place: Position): PlacedList => ({ kind: 'list', items, place })

/** An object of the members that are there; each has the place of its value. */
export const placedObject = (members: Readonly<Record<string, Placed | undefined>>, place: Position): PlacedObject => ({
  kind: 'object',
  members: new Map(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, place: value.place }] as const],
    ),
  ),
  place,
})

/** A member of an object; undefined where there is none, and for what is no object. */
export const memberOf = (placed: Placed | undefined, name: string): Placed | undefined =>
  placed?.kind === 'object' ? placed.members.get(name)?.value : undefined

/** What stands at a path of names and indices. */
export const at = (placed: Placed | undefined, ...path: readonly string[]): Placed | undefined =>
  path.reduce<Placed | undefined>(
    (within, step) => (within?.kind === 'list' ? within.items[Number(step)] : memberOf(within, step)),
    placed,
  )

/** The items of a list; one value counts as a list of it. */
export const itemsOf = (placed: Placed | undefined): readonly Placed[] =>
  placed === undefined ? [] : placed.kind === 'list' ? placed.items : [placed]

/** The text of a text, number or truth value; undefined for all else. */
export const textOf = (placed: Placed | undefined): string | undefined =>
  placed?.kind === 'scalar' && placed.value !== null ? (placed.written ?? String(placed.value)) : undefined

/** A plain value placed at one place: what is written nowhere, or in memory. */
export const placeValue = (value: unknown, place: Position): Placed => {
  if (Array.isArray(value))
    return placedList(
      value.map(item => placeValue(item, place)),
      place,
    )
  if (typeof value === 'object' && value !== null)
    return placedObject(
      Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          member === undefined ? undefined : placeValue(member, place),
        ]),
      ),
      place,
    )
  return placedScalar(
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null,
    place,
  )
}

/** The value without its places. */
export const plainOf = (placed: Placed): unknown => {
  if (placed.kind === 'scalar') return placed.value
  if (placed.kind === 'list') return placed.items.map(plainOf)
  return Object.fromEntries([...placed.members].map(([name, { value }]) => [name, plainOf(value)]))
}

/** The same value, each of its places with what it belongs to: a logical name, or the address of a resource. */
export const belongingTo = (placed: Placed, resource: string): Placed => {
  const place = { ...placed.place, resource }
  if (placed.kind === 'scalar') return { ...placed, place }
  if (placed.kind === 'list') return { ...placed, items: placed.items.map(item => belongingTo(item, resource)), place }
  return {
    ...placed,
    members: new Map(
      [...placed.members].map(([name, member]) => [
        name,
        { value: belongingTo(member.value, resource), place: { ...member.place, resource } },
      ]),
    ),
    place,
  }
}
