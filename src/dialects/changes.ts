import type { Feature } from '../contract/dialect.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { Service } from '../contract/located.js'
import type { Operation } from '../contract/operation.js'
import type { Grant, PolicyProfile } from '../policy/types.js'

/** Makes one dialect of another. */
export type DialectChange = (dialect: DialectDefinition) => DialectDefinition

export const withFeature =
  (feature: Feature): DialectChange =>
  dialect => ({ ...dialect, features: new Set([...dialect.features, feature]) })

export const withProfile =
  (change: (profile: PolicyProfile) => PolicyProfile): DialectChange =>
  dialect => ({ ...dialect, profile: change(dialect.profile) })

/** Changes the rights that are no policy's. */
export const withGrants =
  (change: (grants: readonly Grant[]) => readonly Grant[]): DialectChange =>
  dialect => ({ ...dialect, grants: facts => change(dialect.grants(facts)) })

/** Changes every entry that is not refused, or those of some names. */
export const withEntries =
  (change: (entry: Operation) => Operation, ...names: readonly string[]): DialectChange =>
  dialect => {
    const changed = (entry: Operation): Operation =>
      entry.notImplemented === undefined && (names.length === 0 || names.includes(entry.name)) ? change(entry) : entry
    return {
      ...dialect,
      operations: dialect.operations.map(changed),
      adapt: shared => changed(dialect.adapt?.(shared) ?? shared),
    }
  }

/** Has the shared entries of these names, too. */
export const withShared =
  (service: Service, ...names: readonly string[]): DialectChange =>
  dialect => ({
    ...dialect,
    entries: { ...dialect.entries, [service]: [...dialect.entries[service], ...names] },
  })

/** Has no longer the shared entries of these names: they are refused. */
export const withoutShared =
  (service: Service, ...names: readonly string[]): DialectChange =>
  dialect => ({
    ...dialect,
    entries: { ...dialect.entries, [service]: dialect.entries[service].filter(name => !names.includes(name)) },
  })
