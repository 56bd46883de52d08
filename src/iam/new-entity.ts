import type { Identity } from '../auth/types.js'
import type { OperationContext } from '../contract/operation.js'

type Making = Pick<OperationContext, 'dialect' | 'principal' | 'ids' | 'at'>

/** A user, role or group of the caller's account, with an id that no other ever had. */
export const newEntity = (
  { dialect, principal, ids, at }: Making,
  kind: 'user' | 'role' | 'group',
  path: string,
  name: string,
): Identity => {
  const { account } = principal
  const made = dialect.identity.newEntity?.(ids, kind, account, path, name)
  if (made === undefined) throw new Error(`dialect \`${dialect.name}\` has entries for ${kind}s and makes none`)
  return {
    ...{ kind, name, ...made, label: name, account, path, created: at },
    ...{ attached: [], inline: [], roles: [], admin: false, scope: 'standard', tags: {} },
  }
}

/** An ARN of the same account and kind with another path and name. */
export const arnAt = ({ arn, kind }: Identity, path: string, name: string): string =>
  `${arn.slice(0, arn.indexOf(`:${kind}/`))}:${kind}${path}${name}`
