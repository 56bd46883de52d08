import type { GrantFacts } from '../../contract/dialect.js'
import type { DialectDefinition } from '../../contract/dialect-definition.js'
import { hexadecimal } from '../../contract/host.js'
import { profiles } from '../../policy/profiles.js'
import type { Grant } from '../../policy/types.js'
import { adapt, withCommonHeaders } from './adapt.js'
import { assumptions } from './assumed/assumptions.js'
import { bucketMetadata } from './bucket/bucket-metadata.js'
import { listBuckets } from './bucket/list-buckets.js'
import { tigrisNotifications } from './bucket/notifications.js'
import { ownSettings } from './bucket/own-settings.js'
import { publicGrants } from './bucket/public-grants.js'
import { grantsOfShares } from './bucket/shares.js'
import { bucketUpdate } from './bucket/update-bucket.js'
import { tigrisEntries } from './entries.js'
import { apiHosts, contentHosts, domains, managementPaths, publicKeyPaths, servesPublic } from './hosts.js'
import { iamKeys } from './iam/keys.js'
import { iamPolicies } from './iam/policies.js'
import { grantsOfRole, roleNames } from './iam/roles.js'
import { unsupportedTags } from './iam/unsupported.js'
import { bundle } from './object/bundle.js'
import { presigning } from './object/presign.js'
import { rename } from './object/rename.js'
import { softDelete } from './object/soft-delete.js'
import { organizations } from './organization/organizations.js'
import { publicKeys } from './organization/public-keys.js'
import { teams } from './organization/teams.js'
import { forks } from './snapshots/forks.js'
import { snapshots } from './snapshots/snapshots.js'

const defaults: readonly Grant[] = [
  { source: 'default', actions: ['s3:ListAllMyBuckets'], resource: '*', label: 'default-allowed, no statement' },
  { source: 'default', actions: ['s3:CreateBucket'], resource: '*', label: 'default-allowed, no statement' },
]

const grants = ({ principal, account, bucket, object, request }: GrantFacts): readonly Grant[] => {
  const all: Grant[] = []
  const { identity } = principal
  if (identity !== undefined) {
    for (const role of identity.roles) all.push(...grantsOfRole(role))
    if (identity.scope === 'standard') all.push(...defaults)
  }
  if (bucket !== undefined && identity !== undefined) all.push(...grantsOfShares(bucket, identity, account))
  if (bucket !== undefined && identity !== undefined && bucket.creator === principal.arn) {
    const label = `owner of bucket "${bucket.name}"`
    all.push({
      source: 'owner',
      actions: ['s3:*', 'iam:CreateAccessKeyWithBucketsRole'],
      resource: `arn:aws:s3:::${bucket.name}`,
      label,
    })
    all.push({ source: 'owner', actions: ['s3:*'], resource: `arn:aws:s3:::${bucket.name}/*`, label })
  }
  if (bucket !== undefined && request !== undefined && servesPublic(request.host, bucket)) {
    all.push(...publicGrants(bucket, object))
  }
  return all
}

const ofBuckets = [
  ...[...listBuckets, ...bucketMetadata, ...bucketUpdate, ...presigning],
  ...[...snapshots, ...forks, ...rename, ...softDelete, ...bundle],
]

const organization = 'flyio_tigrismock'

/** Tigris Data, Inc.'s service. Sources: https://www.tigrisdata.com/docs/ (api/s3, iam, concepts/authnz, buckets). */
export const tigris: DialectDefinition = {
  name: 'tigris',
  hosts: [
    ...apiHosts.map(pattern => ({ pattern, service: 's3' as const, paths: publicKeyPaths })),
    ...apiHosts.map(host => ({ pattern: `{bucket}.${host}`, service: 's3' as const })),
    ...contentHosts.map(host => ({ pattern: `{bucket}.${host}`, service: 's3' as const })),
    // where SDKs send S3 calls of the region `auto` when only IAM's endpoint is set: AWS has no such region
    { pattern: 's3.auto.amazonaws.com', service: 's3' },
    { pattern: '{bucket}.s3.auto.amazonaws.com', service: 's3' },
    { pattern: 'iam.storage.dev', service: 'iam' },
    { pattern: 'iam.storageapi.dev', service: 'iam' },
    { pattern: 'fly.iam.storage.tigris.dev', service: 'iam' },
    { pattern: 'mgmt.storageapi.dev', service: 'iam' },
  ],
  paths: managementPaths,
  domains,
  publicHosts: contentHosts,
  refusedHosts: ['{region}.storage.dev', 'iam.tigris.dev', 'mgmt.storage.dev'],
  endpoints: { s3: 'https://t3.storage.dev', iam: 'https://iam.storage.dev' },
  region: 'auto',
  signingScopes: { s3: ['s3'], iam: ['iam', 's3', 'cloudfront'], sts: ['sts'] },
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
    'json-errors',
    'owner-names',
    'error-resource',
    'bearer-tokens',
    'presigned-headers-again',
    'nanosecond-versions',
  ]),
  storageClasses: ['STANDARD', 'STANDARD_IA', 'GLACIER', 'GLACIER_IR'],
  // of a URL handed to somebody else, no header may change what its maker signed; these change nothing
  steers: header => /^(?:x-)?tigris-/.test(header) && !/^x-tigris-(?:consistent|cas|prefetch)$/.test(header),
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
  // https://www.tigrisdata.com/docs/buckets/create-bucket/
  reservedBucketNames: /^xn--|-s3alias$/,
  newBuckets: {},
  ownSettings,
  notifications: tigrisNotifications,
  grants,
  errorText: (code, service) =>
    code === 'AccessDenied' && service === 's3' ? { message: 'Access Denied.' } : undefined,
  deniedMessage: 'short',
  entries: tigrisEntries,
  titles: { s3: 'Tigris', iam: 'Tigris', sts: 'Tigris' },
  // https://www.tigrisdata.com/docs/iam/ has a table of all that it supports; it gives no temporary credentials
  complete: ['iam', 'sts'],
  operations: [
    ...unsupportedTags,
    ...iamKeys,
    ...iamPolicies,
    ...organizations,
    ...teams,
    ...publicKeys,
    ...ofBuckets.map(withCommonHeaders),
  ],
  assumptions,
  adapt,
  headers: { Server: 'Tigris OS' },
}
