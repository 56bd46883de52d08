const partitions = ['*', 'aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc']

/**
 * What of S3 has a region in its ARN.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-resources-for-iam-policies
 */
const regionalS3 = [
  'accesspoint/',
  'storage-lens/',
  'storage-lens-group/',
  'job/',
  'access-grants/',
  'async-request/mrap/',
]

const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
]

/** `resource` in the words that AWS answers a bad one with; undefined when it is well formed. */
export const resourceFault = (resource: string): string | undefined => {
  if (resource === '*') return undefined
  const [, ...rest] = resource.split(':')
  if (rest.length === 0) return `Resource ${resource} must be in ARN format or "*".`
  const [partition = '', service, region, account, ...path] = rest
  if (!partitions.includes(partition)) {
    const shown = [service, region, account, path.length === 0 ? undefined : path.join(':')].map(part => part ?? '*')
    return `Partition "${partition}" is not valid for resource "arn:${partition}:${shown.join(':')}".`
  }
  if (service === undefined) return 'Resource vendor must be fully qualified and cannot contain regexes.'
  const name = path.join(':')
  if (region !== undefined && region !== '') {
    if (service === 's3' && !regionalS3.some(start => name.startsWith(start))) {
      return `Resource ${resource} can not contain region information.`
    }
    if (service === 'iam') return `IAM resource ${resource} cannot contain region information.`
  }
  if (service === 'iam' && region !== undefined && name !== '*' && !iamPaths.some(start => name.startsWith(start))) {
    return `IAM resource path must either be "*" or start with ${iamPaths.join(', ')}.`
  }
  return undefined
}

/** Why AWS' older parser refuses a resource that the newer one has let pass. */
export const legacyResource = (resource: string): string | undefined => {
  if (resource === '*') return undefined
  const parts = resource.split(':')
  if (parts.length < 6 && resource.includes('::')) return `"${resource}" has fewer than six parts`
  return parts[2] === '' ? `"${resource}" names no service` : undefined
}
