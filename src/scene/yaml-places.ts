import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import type { Locator } from './scene-error.js'

/** A member: its name, where it stands in a map, and its value. */
interface Member {
  readonly name?: unknown
  readonly value: unknown
}

const namesOf = (map: YAMLMap): ReadonlyMap<string, Pair> =>
  new Map(map.items.map(pair => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]))

const beginOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]

/** Finds members of a document again. A map's names are gathered once: a scene may have thousands. */
export const createLocator = (document: Document, lines: LineCounter): Locator => {
  const gathered = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()
  const pairOf = (map: YAMLMap, name: string): Pair | undefined => {
    const names = gathered.get(map) ?? namesOf(map)
    gathered.set(map, names)
    return names.get(name)
  }

  const stepInto = ({ value }: Member, step: string): Member | undefined => {
    const holder: unknown = isAlias(value) ? value.resolve(document) : value
    if (isMap(holder)) {
      const pair = pairOf(holder, step)
      return pair && { name: pair.key, value: pair.value }
    }
    const item = isSeq(holder) ? holder.items[Number(step)] : undefined
    return item === undefined ? undefined : { value: item }
  }

  const memberOf = (path: readonly string[]): Member | undefined => {
    let member: Member | undefined = { value: document.contents }
    for (const step of path) member = member && stepInto(member, step)
    return member
  }

  /** What is not written is shown where it would stand. */
  const offsetOf = (path: readonly string[], part: 'name' | 'value'): number => {
    const member = memberOf(path)
    if (member === undefined) return path.length === 0 ? 0 : offsetOf(path.slice(0, -1), 'value')
    return (part === 'name' ? beginOf(member.name) : undefined) ?? beginOf(member.value) ?? beginOf(member.name) ?? 0
  }

  return (path, part = 'value') => {
    const { line, col } = lines.linePos(offsetOf(path, part))
    return { line, column: col }
  }
}
