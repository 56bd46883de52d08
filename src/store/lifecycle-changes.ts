import type { BucketState } from './state.js'
import type { ObjectRecord } from './types.js'

/** What a bucket's lifecycle did to one version. */
export interface LifecycleChange {
  readonly kind: 'deleted' | 'marked' | 'transitioned'
  readonly object: ObjectRecord
}

/** What differs between a bucket and the same after its rules have acted. */
export function* lifecycleChanges(before: BucketState, after: BucketState): Iterable<LifecycleChange> {
  for (const [key, versions] of before.objects.entries()) {
    const kept = after.objects.get(key) ?? []
    if (kept === versions) continue
    const named = new Map(kept.map(object => [object.versionId, object]))
    for (const object of versions) {
      const now = named.get(object.versionId)
      if (now === undefined) yield { kind: 'deleted', object }
      else if (now.storageClass !== object.storageClass) yield { kind: 'transitioned', object: now }
    }
    const known = new Set(versions.map(({ versionId }) => versionId))
    for (const object of kept) if (!known.has(object.versionId)) yield { kind: 'marked', object }
  }
}
