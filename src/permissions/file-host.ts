import type { KnownActions } from '../mock/known-actions.js'
import { suggestName } from '../nearest.js'
import type { Operation } from '../operation.js'

/** What the checks of one file are read against. */
export interface FileHost {
  readonly buckets: readonly string[]
  readonly operations: readonly Operation[]
  /** Names that `as` and `columns` take. */
  readonly callers: readonly string[]
  readonly actions: KnownActions
  /** Throws a SceneError with the position of `path`. */
  refuse(path: readonly string[], fault: string): never
  /** `/path/to/file:line:column`. */
  positionOf(path: readonly string[]): string
}

/** A mistyped bucket would be a green test: it is denied to everyone. */
export const requireBucket = (bucket: string, path: readonly string[], { buckets, refuse }: FileHost): void => {
  if (!buckets.includes(bucket))
    refuse(path, `names no bucket of the scene: \`${bucket}\`; ${suggestName(bucket, buckets)}`)
}
