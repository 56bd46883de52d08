import type { Store } from '../../../store/types.js'

export interface BucketSize {
  /** Current objects. */
  readonly objects: number
  /** Versions of objects, current ones among them. */
  readonly versions: number
  /** Of all versions. */
  readonly bytes: number
  /** By storage class. */
  readonly tiers: Readonly<Record<string, number>>
}

/** What stands in a bucket. */
export const sizeOf = (store: Store, bucket: string): BucketSize => {
  const size = { objects: 0, versions: 0, bytes: 0 }
  const tiers: Record<string, number> = {}
  let marker: { keyMarker?: string; versionIdMarker?: string } = {}
  for (;;) {
    const page = store.listVersions(bucket, { limit: 1000, ...marker })
    for (const entry of page.entries) {
      if ('prefix' in entry || entry.object.deleteMarker) continue
      const { blob, storageClass } = entry.object
      size.versions++
      size.bytes += blob.size
      tiers[storageClass] = (tiers[storageClass] ?? 0) + blob.size
      if (entry.latest) size.objects++
    }
    if (!page.truncated) return { ...size, tiers }
    marker = { keyMarker: page.nextKey!, versionIdMarker: page.nextVersionId! }
  }
}
