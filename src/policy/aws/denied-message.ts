import type { Source, Verdict } from '../types.js'

const kinds: Readonly<Record<Source, string>> = {
  identity: 'identity-based policy',
  role: 'identity-based policy',
  default: 'identity-based policy',
  root: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  bucket: 'resource-based policy',
  resource: 'resource-based policy',
  bucketAcl: 'resource-based policy',
  objectAcl: 'resource-based policy',
  owner: 'resource-based policy',
}

const article = (kind: string): string => (kind.startsWith('i') ? 'an' : 'a')

/**
 * The Message of an AccessDenied of AWS. S3 puts the resource in quotes, IAM and STS (`quoted: false`) do not; a
 * call on no resource (ListBuckets) names none. STS gives no reason (`reason: false`).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const deniedMessage = (
  { decision, at, action, resource, principal }: Verdict,
  principalArn: string,
  { quoted = true, reason = true }: { readonly quoted?: boolean; readonly reason?: boolean } = {},
): string => {
  if (principal.kind === 'anonymous') return 'Access Denied'
  const kind = kinds[at]
  const shown = quoted ? `"${resource}"` : resource
  const on = resource === '*' || resource === 'arn:aws:s3:::*' ? '' : ` on resource: ${shown}`
  const why =
    decision === 'explicitDeny'
      ? `with an explicit deny in ${article(kind)} ${kind}`
      : `because no ${kind} allows the ${action} action`
  return `User: ${principalArn} is not authorized to perform: ${action}${on}${reason ? ` ${why}` : ''}`
}
