import type { OperationContext } from '../contract/operation.js'
import { withPrincipal } from '../rules/policy-principals.js'

type Following = Pick<OperationContext, 'store' | 'registry' | 'policies'>

/**
 * Bucket policies and trust policies that name a user or role as principal keep meaning it: they take its new ARN,
 * and when it is gone its unique id, which nobody made later has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_rename.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export const followPrincipal = ({ store, registry, policies }: Following, from: string, to: string): void => {
  if (from === to) return
  for (const { name, policy } of [...store.buckets()]) {
    const text = policy && withPrincipal(policy.text, from, to)
    if (policy && text !== undefined)
      store.updateBucket(name, { policy: policies.parse(text, 'bucket', policy.name, name) })
  }
  for (const { id } of [...registry.accounts()]) {
    for (const { kind, name, trust } of [...registry.identities(id)]) {
      const text = kind === 'role' && trust ? withPrincipal(trust.text, from, to) : undefined
      if (trust && text !== undefined)
        registry.updateIdentity(id, name, { trust: policies.parse(text, 'trust', trust.name) }, 'role')
    }
  }
}
