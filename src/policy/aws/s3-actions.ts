import { actionMatcher } from '../match.js'

type Level = 'account' | 'bucket' | 'object'

const named = (level: Level, names: string): [string, Level][] =>
  names
    .trim()
    .split(/\s+/)
    .map(name => [`s3:${name}`, level])

/** Actions of S3 that a bucket policy may name, and what they act on: AWS' service authorization reference. */
export const s3Actions: Readonly<Record<string, Level>> = Object.fromEntries([
  ...named('account', 'ListAllMyBuckets'),
  ...named(
    'bucket',
    `CreateBucket DeleteBucket DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
     GetAnalyticsConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration
     GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
     GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
     GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
     GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket
     ListBucketMultipartUploads ListBucketVersions PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl
     PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
     PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging
     PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration
     PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration`,
  ),
  ...named(
    'object',
    `AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
     DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
     GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
     GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
     ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold
     PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
     ReplicateTags RestoreObject UpdateObjectEncryption`,
  ),
])

const lowerNames = Object.keys(s3Actions).map(name => [name, name.toLowerCase()] as const)

/** The actions of S3 that a pattern of a bucket policy covers. */
export const actionsMeant = (pattern: string): readonly string[] => {
  const matches = actionMatcher(pattern, true)
  return lowerNames.flatMap(([name, lower]) => (matches(lower) ? [name] : []))
}

const writes = ['s3:PutObject', 's3:ReplicateObject']
const acls = ['s3:CreateBucket', 's3:PutBucketAcl', 's3:PutObject', 's3:PutObjectAcl', 's3:PutObjectVersionAcl']
const lists = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads']
const locks = [
  's3:PutObject',
  's3:PutObjectRetention',
  's3:BypassGovernanceRetention',
  's3:PutBucketObjectLockConfiguration',
]

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
  's3:x-amz-server-side-encryption': writes,
  's3:x-amz-server-side-encryption-aws-kms-key-id': writes,
  's3:x-amz-server-side-encryption-customer-algorithm': writes,
  's3:x-amz-storage-class': writes,
  's3:x-amz-website-redirect-location': writes,
  's3:if-match': writes,
  's3:if-none-match': writes,
  's3:objectcreationoperation': writes,
  's3:object-lock-mode': locks,
  's3:object-lock-retain-until-date': locks,
  's3:object-lock-remaining-retention-days': locks,
  's3:object-lock-legal-hold': ['s3:PutObject', 's3:PutObjectLegalHold'],
  's3:requestobjecttagkeys': ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectVersionTagging'],
  's3:x-amz-object-ownership': ['s3:CreateBucket', 's3:PutBucketOwnershipControls'],
  's3:locationconstraint': ['s3:CreateBucket'],
  's3:x-amz-bucket-namespace': ['s3:CreateBucket'],
  's3:inventoryaccessibleoptionalfields': ['s3:PutInventoryConfiguration'],
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

const tagKeys = /^s3:(?:existingobjecttag|requestobjecttag|buckettag)\/./

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
