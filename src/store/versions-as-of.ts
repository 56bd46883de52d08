import type { SortedTree } from './persistent.js'
import type { Versions } from './state.js'
import type { ObjectRecord } from './types.js'

type Objects = SortedTree<string, Versions>

const perMillisecond = 1_000_000n

export const nanosecondOf = (milliseconds: number): bigint => BigInt(Math.trunc(milliseconds)) * perMillisecond

/** When a version was written: its name says it, unless it was written while versions had none. */
export const writtenAt = ({ versionId, modified }: ObjectRecord): bigint =>
  /^\d{10,}$/.test(versionId) ? BigInt(versionId) : nanosecondOf(modified)

/**
 * The same objects without the versions that `isVisible` refuses, at no cost but when it is read. What is written into it
 * stands in a tree of its own, under the same view.
 */
const visibleVersions = (objects: Objects, isVisible: (version: ObjectRecord) => boolean): Objects => {
  const visible = (versions: Versions): Versions | undefined => {
    if (versions.every(isVisible)) return versions
    const kept = versions.filter(isVisible)
    return kept.length === 0 ? undefined : kept
  }
  function* entries(from?: string): IterableIterator<[string, Versions]> {
    for (const [key, versions] of objects.entries(from)) {
      const kept = visible(versions)
      if (kept !== undefined) yield [key, kept]
    }
  }
  return {
    get size() {
      let count = 0
      for (const _ of entries()) count++
      return count
    },
    get: key => {
      const versions = objects.get(key)
      return versions && visible(versions)
    },
    entries,
    *values(from) {
      for (const [, versions] of entries(from)) yield versions
    },
    with: (key, versions) => visibleVersions(objects.with(key, versions, true), isVisible),
    without: key => visibleVersions(objects.without(key), isVisible),
  }
}

/** The objects as they were at a nanosecond. */
export const versionsAsOf = (objects: Objects, nanosecond: bigint): Objects =>
  visibleVersions(objects, version => writtenAt(version) <= nanosecond)

/** The objects as they were at a nanosecond, with what is written after a later one. */
export const versionsAsOfAndAfter = (objects: Objects, after: bigint, until: bigint): Objects =>
  visibleVersions(objects, version => writtenAt(version) <= after || writtenAt(version) > until)
