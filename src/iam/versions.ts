import type { ManagedPolicy, PolicyVersion } from '../auth/types.js'
import { fail } from '../contract/errors.js'

/** All versions of a managed policy, oldest first. */
export const versionsOf = (policy: ManagedPolicy): readonly PolicyVersion[] =>
  policy.versions ?? [{ id: 'v1', created: policy.created, policy: policy.policy }]

export const defaultVersionOf = ({ defaultVersion = 'v1' }: ManagedPolicy): string => defaultVersion

/** Throws NoSuchEntity. */
export const requireVersion = (policy: ManagedPolicy, id: string): PolicyVersion =>
  versionsOf(policy).find(version => version.id === id) ??
  fail('NoSuchEntity', {}, `Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
