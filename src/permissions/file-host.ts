import type { Operation } from '../contract/operation.js'
import type { KnownActions } from '../mock/known-actions.js'
import type { WholeMock } from '../mock.js'
import { suggestName } from '../policy/suggest-name.js'
import type { ScenePolicy } from '../scene/types.js'

/** What the checks of one file are read against. */
export interface FileHost {
  readonly mock: WholeMock
  readonly buckets: readonly string[]
  readonly operations: readonly Operation[]
  /** Names that `as` and `columns` take. */
  readonly callers: readonly string[]
  readonly actions: KnownActions
  /** ARNs of the scene's roles by name; `alt/deployer` for one of the account `alt`. */
  readonly roles: ReadonlyMap<string, string>
  /** Text of a session's policy, which counts as one of the file's from then on. */
  policyText(policy: ScenePolicy, path: readonly string[]): string
  /** Throws a SceneError with the position of `path`: of its name, where the fault is in that. */
  refuse(path: readonly string[], fault: string, part?: 'name' | 'value'): never
  /** `/path/to/file:line:column`. */
  positionOf(path: readonly string[]): string
}

/** A mistyped bucket would be a green test: it is denied to everyone. */
export const requireBucket = (bucket: string, path: readonly string[], { buckets, refuse }: FileHost): void => {
  if (!buckets.includes(bucket))
    refuse(path, `names no bucket of the scene: \`${bucket}\`; ${suggestName(bucket, buckets)}`)
}
