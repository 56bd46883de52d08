import { actionMatcher } from '../match.js'

type Level = 'account' | 'bucket' | 'object'

const named = (level: Level, names: string): [string, Level][] =>
  names
    .trim()
    .split(/\s+/)
    .map(name => [`s3:${name}`, level])

/**
 * Actions of S3 that a bucket policy may name, and what they act on.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const s3Actions: Readonly<Record<string, Level>> = Object.fromEntries([
  ...named('account', 'ListAllMyBuckets'),
  ...named(
    'bucket',
    `AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
     DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
     GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
     GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
     GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
     GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
     GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration
     GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions ListTagsForResource
     PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS
     PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls
     PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
     PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
     PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
     UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
     UpdateBucketMetadataJournalTableConfiguration`,
  ),
  ...named(
    'object',
    `AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
     DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
     GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent
     GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication
     GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent
     InitiateReplication ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations
     ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention
     PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete
     ReplicateObject ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption`,
  ),
])

const lowerNames = Object.keys(s3Actions).map(name => [name, name.toLowerCase()] as const)

/** The actions of S3 that a pattern of a bucket policy covers. */
export const actionsMeant = (pattern: string): readonly string[] => {
  // a bucket policy has no vendor `*` (assumed: seen in no document of the service)
  if (pattern.startsWith('*:')) return []
  const matches = actionMatcher(pattern, true)
  return lowerNames.flatMap(([name, lower]) => (matches(lower) ? [name] : []))
}

const actions = (names: string): readonly string[] =>
  names
    .trim()
    .split(/\s+/)
    .map(name => `s3:${name}`)

const lists = actions('ListBucket ListBucketVersions ListBucketMultipartUploads')
const writes = actions('PutObject ReplicateObject BypassGovernanceRetention')
const encrypts = [...writes, 's3:UpdateObjectEncryption']
const acls = actions(
  'CreateBucket PutBucketAcl PutObject PutObjectAcl PutObjectVersionAcl BypassGovernanceRetention CreateAccessPoint',
)
const locks = actions('PutObject PutObjectRetention BypassGovernanceRetention PutBucketObjectLockConfiguration')
const tagging = actions('PutObject PutObjectTagging PutObjectVersionTagging BypassGovernanceRetention')
const annotations = actions('ListObjectAnnotations ListObjectVersionAnnotations')
const delivery = actions('AllowVendedLogDeliveryForResource')

/** Keys of S3 that only some actions have, in lower case; an empty list: all of them. */
const keys: Readonly<Record<string, readonly string[]>> = {
  's3:prefix': lists,
  's3:delimiter': lists,
  's3:max-keys': lists,
  's3:x-amz-acl': acls,
  's3:x-amz-grant-read': acls,
  's3:x-amz-grant-write': acls,
  's3:x-amz-grant-read-acp': acls,
  's3:x-amz-grant-write-acp': acls,
  's3:x-amz-grant-full-control': acls,
  's3:x-amz-copy-source': writes,
  's3:x-amz-metadata-directive': writes,
  's3:x-amz-object-annotation-directive': writes,
  's3:x-amz-server-side-encryption': encrypts,
  's3:x-amz-server-side-encryption-aws-kms-key-id': encrypts,
  's3:x-amz-server-side-encryption-customer-algorithm': writes,
  's3:x-amz-storage-class': [...writes, ...actions('PutObjectAcl PutObjectVersionAcl')],
  's3:x-amz-website-redirect-location': writes,
  's3:if-match': actions('PutObject DeleteObject'),
  's3:if-none-match': writes,
  's3:objectcreationoperation': writes,
  's3:object-lock-mode': locks,
  's3:object-lock-retain-until-date': locks,
  's3:object-lock-remaining-retention-days': locks,
  's3:object-lock-legal-hold': actions('PutObject PutObjectLegalHold'),
  's3:object-lock-event-hold': actions('PutObject PutObjectRetention ReplicateObject'),
  's3:object-lock-event-hold-duration-days': actions('PutObject PutObjectRetention ReplicateObject'),
  's3:requestobjecttagkeys': tagging,
  's3:x-amz-object-ownership': actions('CreateBucket PutBucketOwnershipControls'),
  's3:locationconstraint': actions('CreateBucket CreateAccessPoint'),
  's3:x-amz-bucket-namespace': actions('CreateBucket'),
  's3:inventoryaccessibleoptionalfields': actions('PutInventoryConfiguration'),
  's3:annotation-prefix': annotations,
  's3:max-annotation-results': annotations,
  's3:x-amz-object-if-match': actions(
    'PutObjectAnnotation PutObjectVersionAnnotation DeleteObjectAnnotation DeleteObjectVersionAnnotation',
  ),
  's3:destinationregion': actions('PauseReplication'),
  's3:isreplicationpauserequest': actions('PutReplicationConfiguration'),
  's3:deliverysourcearn': delivery,
  's3:logtype': delivery,
  's3:resourcearnbeingauthorized': delivery,
  's3:versionid': [],
  's3:x-amz-content-sha256': [],
  's3:authtype': [],
  's3:signatureage': [],
  's3:signatureversion': [],
  's3:tlsversion': [],
  's3:resourceaccount': [],
  's3:accesspointnetworkorigin': [],
  's3:accessgrantsinstancearn': [],
  's3:dataaccesspointaccount': [],
  's3:dataaccesspointarn': [],
}

/** Keys of S3 as this list has them, in lower case. */
export const s3ConditionKeys: readonly string[] = Object.keys(keys)

const tagKeys = /^s3:(?:existingobjecttag|requestobjecttag|buckettag|accesspointtag)\/./

/** Keys of other vendors (`aws:`, `saml:`, ...) are not held against a list. */
export const isConditionKey = (key: string): boolean => {
  const lower = key.toLowerCase()
  if (!lower.startsWith('s3:')) return /^[a-z0-9.-]+:./.test(lower)
  return Object.hasOwn(keys, lower) || tagKeys.test(lower)
}

/** Whether requests of an action can have the key at all. */
export const keyFits = (key: string, action: string): boolean => {
  const lower = key.toLowerCase()
  const only = Object.hasOwn(keys, lower) ? keys[lower] : undefined
  return only === undefined || only.length === 0 || only.includes(action)
}
