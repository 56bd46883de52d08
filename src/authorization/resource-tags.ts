import type { Registry } from '../auth/types.js'
import type { Need } from '../contract/operation.js'
import type { ConditionContext } from '../policy/types.js'
import { mfaDevicesOf } from '../rules/mfa.js'

type Known = Pick<Registry, 'account' | 'identity' | 'managedPolicy'>

const arnForm = /^arn:[^:]*:iam::([^:]*):(user|role|policy|mfa)\/(?:.*\/)?([^/]+)$/s

const tagsOf = (registry: Known, arn: string): Readonly<Record<string, string>> => {
  const [, account = '', kind, name = ''] = arnForm.exec(arn) ?? []
  if (kind === 'policy')
    return Object.fromEntries((registry.managedPolicy(arn)?.tags ?? []).map(({ Key, Value }) => [Key, Value]))
  if (kind === 'mfa') return mfaDevicesOf(registry, account).find(({ serial }) => serial === arn)?.tags ?? {}
  const found = kind === 'user' || kind === 'role' ? registry.identity(account, name, kind) : undefined
  return found?.arn === arn ? found.tags : {}
}

/**
 * Condition keys for the tags of what a call of IAM or STS is about, under both of their names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html
 */
export const resourceTags = (registry: Known, { resource }: Pick<Need, 'resource'>): ConditionContext | undefined =>
  // buckets and objects supply their tags by themselves
  resource.startsWith('arn:aws:s3:') ? undefined : tagContext(registry, resource)

const tagContext = (registry: Known, resource: string): ConditionContext =>
  Object.fromEntries(
    Object.entries(tagsOf(registry, resource)).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  )
