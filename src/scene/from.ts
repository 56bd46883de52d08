import type { Position } from '../policy/types.js'
import { namesFile, openSource, type SourceReference } from '../sources/open-source.js'
import { type Placed, type PlacedMember, type PlacedObject, plainOf } from '../sources/placed.js'
import { sceneOf } from '../sources/to-scene.js'
import { inScene, refuseForeignFile } from './load.js'
import { directoriesOf, type Locator, type SceneOrigin } from './scene-error.js'
import type { Scene, SceneSource } from './types.js'

/** A scene with what its templates make, and where each member of it is written. */
export interface JoinedScene {
  readonly scene: Scene
  readonly origin: SceneOrigin
}

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** The members of both; of one that both have, at most at `depth`, the later goes before the earlier. */
const merged = (earlier: unknown, later: unknown, depth: number): unknown => {
  if (depth === 0 || !isPlain(earlier) || !isPlain(later)) return later === undefined ? earlier : later
  const names = new Set([...Object.keys(earlier), ...Object.keys(later)])
  return Object.fromEntries([...names].map(name => [name, merged(earlier[name], later[name], depth - 1)]))
}

/** Section, entry, member: what stands within a member is not mixed. */
const levels = 3

const mergedPlaces = (earlier: Placed, later: Placed, depth: number): Placed => {
  if (depth === 0 || earlier.kind !== 'object' || later.kind !== 'object') return later
  const members = new Map<string, PlacedMember>(earlier.members)
  for (const [name, member] of later.members) {
    const before = members.get(name)
    members.set(
      name,
      before === undefined ? member : { ...member, value: mergedPlaces(before.value, member.value, depth - 1) },
    )
  }
  return { ...later, members }
}

const holds = (value: unknown, [step, ...path]: readonly string[]): boolean => {
  if (step === undefined) return value !== undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
  return holds((value as Plain)[step], path)
}

/** Where a member is written, or what is nearest to where it would stand. */
const placeIn = (placed: Placed, path: readonly string[], part: 'name' | 'value'): Position | undefined => {
  let found: PlacedMember = { value: placed, place: placed.place }
  let depth = 0
  for (const step of path) {
    const { value } = found
    const item = value.kind === 'list' ? value.items[Number(step)] : undefined
    const next = value.kind === 'object' ? value.members.get(step) : item && { value: item, place: item.place }
    if (next === undefined) break
    found = next
    depth++
  }
  // a section may be the scene's own, too
  if (depth < 2 && depth < path.length) return undefined
  if (depth === 0) return undefined
  return part === 'name' && depth === path.length ? found.place : found.value.place
}

const locatorOf =
  (scene: Scene, placed: PlacedObject, own: Locator | undefined): Locator =>
  (path, part = 'value') =>
    (holds(scene, path) ? undefined : placeIn(placed, path, part)) ?? own?.(path, part)

/** The scene with its templates read. Throws a SceneError for what cannot be, with the place in the template. */
export const joinSources = (wanted: Scene, origin: SceneOrigin): JoinedScene => {
  const { from, ...own } = wanted
  if (from === undefined) return { scene: wanted, origin }
  const sources: readonly SceneSource[] = Array.isArray(from) ? from : [from as SceneSource]
  const directories = directoriesOf(origin)
  const account = own.accounts?.main?.id
  const at = (index: number): readonly string[] => (Array.isArray(from) ? ['from', String(index)] : ['from'])
  const opened = sources.map((source, index) =>
    inScene(at(index), origin, () => {
      const { managedPolicies, ...reference } = source
      if (namesFile(reference as SourceReference)) refuseForeignFile(at(index), origin)
      const exported = (name: string) => exportNamed(name)
      const whole = { ...(account !== undefined && { account }), ...reference } as SourceReference
      return openSource(whole, directories, 'stacks' in reference ? undefined : exported)
    }),
  )
  const exportNamed = (name: string): Placed | undefined => {
    for (const { inventory } of opened) {
      const value = inventory.exported(name)
      if (value !== undefined) return value
    }
    return undefined
  }
  const made = opened.map(({ inventory }, index) => inScene(at(index), origin, () => sceneOf(inventory)))
  const placed = made.reduce((earlier, later) => mergedPlaces(earlier, later, levels) as PlacedObject)
  const given = Object.fromEntries(sources.flatMap(({ managedPolicies = {} }) => Object.entries(managedPolicies)))
  const id = account ?? sources.find(source => source.account !== undefined)?.account
  const base: Plain = {
    dialect: opened[0]?.inventory.dialect,
    policies: given,
    ...(id !== account && { accounts: { main: { id } } }),
  }
  const scene = merged(merged(base, plainOf(placed), levels), own, levels) as Scene
  return { scene, origin: { ...origin, locate: locatorOf(own, placed, origin.locate) } }
}
