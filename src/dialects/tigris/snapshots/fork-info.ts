import type { Tree } from '../../../contract/operation.js'
import type { Store } from '../../../store/types.js'

/** `ForkInfo` of the JSON answers; undefined for a bucket that is neither a fork nor forked. */
export const forkInfo = (store: Store, bucket: string): Tree | undefined => {
  const lineage = store.lineage(bucket)
  const HasChildren = store.forksOf(bucket).length > 0
  if (lineage === undefined && !HasChildren) return undefined
  const { parent, snapshot, snapshotCreated, forkCreated } = lineage ?? {}
  const Parents =
    parent === undefined
      ? []
      : [
          {
            BucketName: parent,
            ForkCreatedAt: new Date(forkCreated ?? 0),
            Snapshot: snapshot,
            SnapshotCreatedAt: new Date(snapshotCreated ?? 0),
          },
        ]
  return { HasChildren, Parents }
}
