import type { BucketRole } from '../../../auth/types.js'
import type { Grant } from '../../../policy/types.js'

// Source: https://www.tigrisdata.com/docs/concepts/authnz/ (table of roles and operations)
const readOnly = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTagging',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketLocation',
  's3:GetBucketPolicyStatus',
  's3:GetBucketTagging',
  's3:RestoreObject',
  // the table has two contradictory rows for each of these two; the later ones allow
  's3:GetAccelerateConfiguration',
  's3:GetBucketOwnershipControls',
]

const editor = [
  ...readOnly,
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetLifecycleConfiguration',
  's3:GetBucketPolicy',
  's3:GetBucketRequestPayment',
  's3:GetObjectAcl',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectTagging',
  's3:DeleteObjectTagging',
  's3:PutObjectAcl',
  's3:AbortMultipartUpload',
  's3:PutBucketCORS',
  's3:PutLifecycleConfiguration',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutBucketTagging',
  's3:PutBucketObjectLockConfiguration',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:DeleteBucket',
  's3:PutBucketOwnershipControls',
  's3:PutAccelerateConfiguration',
  's3:CreateBucket',
  's3:GetEncryptionConfiguration',
  's3:PutEncryptionConfiguration',
  's3:GetBucketVersioning',
  's3:GetBucketNotification',
  'iam:CreateAccessKeyWithBucketsRole',
]

// the SDK offers ReadWrite, the documents do not tell it from Editor
const actionsOf: Readonly<Record<string, readonly string[]>> = { ReadOnly: readOnly, ReadWrite: editor, Editor: editor }

/** Roles that a call may give to a key: https://github.com/tigrisdata/storage (packages/iam). */
export const grantableRoles = ['ReadOnly', 'ReadWrite', 'Editor', 'Admin', 'NamespaceAdmin'] as const

export const roleNames: readonly string[] = grantableRoles

/** Roles that only an admin may give. */
export const isAdminRole = (role: string): boolean => role === 'NamespaceAdmin' || role === 'Admin'

const isAdmin = ({ bucket, role }: BucketRole): boolean =>
  role === 'NamespaceAdmin' || (role === 'Admin' && bucket === '*')

/** The rights of one bucket role. An admin role is bound by no policy, not even by a Deny. */
export const grantsOfRole = (held: BucketRole): readonly Grant[] => {
  const label = `role ${held.role} on ${held.bucket === '*' ? 'every bucket' : `bucket "${held.bucket}"`}`
  if (isAdmin(held)) return [{ source: 'role', actions: ['*'], resource: '*', overridesDeny: true, label }]
  const actions = held.role === 'Admin' ? ['s3:*'] : (actionsOf[held.role] ?? [])
  return [
    { source: 'role', actions, resource: `arn:aws:s3:::${held.bucket}`, label },
    { source: 'role', actions, resource: `arn:aws:s3:::${held.bucket}/*`, label },
    { source: 'role', actions: ['s3:ListAllMyBuckets', 'iam:ListAccessKeys'], resource: '*', label },
  ]
}
