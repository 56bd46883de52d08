import type { Dialect, GrantFacts } from '../../dialect.js'
import { profiles } from '../../policy/profiles.js'
import type { Grant } from '../../policy/types.js'
import { hexadecimal } from '../../seams.js'
import type { BucketRecord, ObjectRecord } from '../../store/types.js'
import { families, refuse } from '../refused.js'
import { contentHosts } from './hosts.js'
import { grantsOfRole, roleNames } from './roles.js'
import { unsupportedIam } from './unsupported-iam.js'

const defaults: readonly Grant[] = [
  { source: 'default', actions: ['s3:ListAllMyBuckets'], resource: '*', label: 'default-allowed, no statement' },
  { source: 'default', actions: ['s3:CreateBucket'], resource: '*', label: 'default-allowed, no statement' },
]

const publicHost = /(?:^|\.)t3\.tigris(?:files|bucket|blob)\.io(?::\d+)?$/

/** An object's own ACL counts only where the bucket allows that. */
const publicGrant = (bucket: BucketRecord, object: ObjectRecord | undefined): Grant | undefined => {
  const actions = ['s3:GetObject']
  if (bucket.settings.objectAcls === true && object?.acl !== undefined) {
    const resource = `arn:aws:s3:::${bucket.name}/${object.key}`
    const label = `object "${object.key}" is public`
    return object.acl.canned === 'public-read' ? { source: 'objectAcl', actions, resource, label } : undefined
  }
  const resource = `arn:aws:s3:::${bucket.name}/*`
  return bucket.public
    ? { source: 'bucketAcl', actions, resource, label: `bucket "${bucket.name}" is public` }
    : undefined
}

const grants = ({ principal, bucket, object, request }: GrantFacts): readonly Grant[] => {
  const all: Grant[] = []
  const { identity } = principal
  if (identity !== undefined) {
    for (const role of identity.roles) all.push(...grantsOfRole(role))
    if (identity.scope === 'standard') all.push(...defaults)
  }
  if (bucket !== undefined && identity !== undefined && bucket.creator === principal.arn) {
    const label = `owner of bucket "${bucket.name}"`
    all.push({ source: 'owner', actions: ['s3:*'], resource: `arn:aws:s3:::${bucket.name}`, label })
    all.push({ source: 'owner', actions: ['s3:*'], resource: `arn:aws:s3:::${bucket.name}/*`, label })
  }
  if (bucket !== undefined && request !== undefined && publicHost.test(request.host)) {
    const open = publicGrant(bucket, object)
    if (open !== undefined) all.push(open)
  }
  return all
}

const organization = 'flyio_tigrismock'

/** Tigris Data, Inc.'s service. Sources: https://www.tigrisdata.com/docs/ (api/s3, iam, concepts/authnz, buckets). */
export const tigris: Dialect = {
  name: 'tigris',
  hosts: [
    { pattern: 't3.storage.dev', service: 's3' },
    { pattern: '{bucket}.t3.storage.dev', service: 's3' },
    { pattern: 'fly.storage.tigris.dev', service: 's3' },
    { pattern: '{bucket}.fly.storage.tigris.dev', service: 's3' },
    { pattern: 't3.storageapi.dev', service: 's3' },
    { pattern: '{bucket}.t3.storageapi.dev', service: 's3' },
    ...contentHosts.map(host => ({ pattern: `{bucket}.${host}`, service: 's3' as const })),
    { pattern: 'iam.storage.dev', service: 'iam' },
    { pattern: 'iam.storageapi.dev', service: 'iam' },
    { pattern: 'fly.iam.storage.tigris.dev', service: 'iam' },
  ],
  publicHosts: contentHosts,
  refusedHosts: ['{region}.storage.dev', 'iam.tigris.dev', 'mgmt.storageapi.dev', 'mgmt.storage.dev'],
  endpoints: { s3: 'https://t3.storage.dev', iam: 'https://iam.storage.dev' },
  region: 'auto',
  signingScopes: { s3: ['s3'], iam: ['iam', 's3'], sts: ['sts'] },
  profile: profiles.tigris,
  features: new Set([
    'own-bucket-exists-is-conflict',
    'key-scopes',
    'attached-policies-are-user-policies',
    'descriptions-in-policy-lists',
    'objects-inherit-acl',
    'fixed-encryption',
    'simple-lifecycle-rules',
    'restores-any-object',
  ]),
  limits: {
    presignedAge: 7_776_000,
    partSize: 5 * 1024 ** 2,
    parts: 10_000,
    keysPerDelete: 1000,
    keyBytes: 1024,
    metadataBytes: 2048,
    tagsPerObject: 10,
    policyCharacters: 131_072,
    policiesPerIdentity: Number.POSITIVE_INFINITY,
    bodyBytes: 5 * 1024 ** 3,
    keysPerIdentity: Number.POSITIVE_INFINITY,
    lifecycleRules: 10,
    lifecycleRuleId: 36,
  },
  // https://www.tigrisdata.com/docs/objects/tiers/ : a restore takes about an hour
  archives: { GLACIER: { Expedited: 3600, Standard: 3600, Bulk: 3600 } },
  identity: {
    account: organization,
    canonicalId: account => account,
    rootArn: `arn:aws:iam::${organization}:user/admin`,
    roleNames,
    adminRoles: [{ bucket: '*', role: 'NamespaceAdmin' }],
    newKey: (ids, name) => ({
      id: `tid_${name === undefined ? ids.next('key', 20) : ids.named('key', name, 20)}`,
      secret: `tsec_${name === undefined ? ids.next('secret', 64) : ids.named('secret', name, 64)}`,
    }),
    newPolicyId: ids => ids.next('policy', 24, hexadecimal),
    policyArn: (account, path, name) => `arn:aws:iam::${account}:policy${path}${name}`,
    identityOf: (_ids, account, _name, keyId) => ({
      kind: 'key',
      name: keyId,
      id: keyId,
      arn: `arn:aws:iam::${account}:user/${keyId}`,
    }),
  },
  newBuckets: {},
  grants,
  errorText: (code, service) =>
    code === 'AccessDenied' && service === 's3' ? { message: 'Access Denied.' } : undefined,
  deniedMessage: 'short',
  operations: [
    ...unsupportedIam,
    ...refuse(
      'Tigris',
      families.bucketPolicy,
      families.publicAccessBlock,
      families.objectLock,
      families.versioning,
      families.website,
      families.logging,
      families.putRequestPayment,
      families.putNotification,
      families.attributes,
    ),
  ],
  without: [],
  headers: { Server: 'Tigris OS' },
}
