import type { GrantFacts } from '../../contract/dialect.js'
import type { Grant } from '../../policy/types.js'
import { type AclRights, aclRights } from '../acl-rights.js'

// Source: https://yandex.cloud/en/docs/storage/security/ (roles of the service)
const viewer = ['s3:List*', 's3:Get*']
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  'storage.viewer': viewer,
  'storage.uploader': [...viewer, 's3:PutObject', 's3:AbortMultipartUpload'],
  'storage.editor': [
    ...viewer,
    's3:PutObject',
    's3:PutObjectTagging',
    's3:DeleteObject*',
    's3:AbortMultipartUpload',
    's3:CreateBucket',
    's3:DeleteBucket',
    's3:PutBucketTagging',
    's3:PutBucketCORS',
    's3:PutBucketVersioning',
    's3:PutBucketWebsite',
    's3:DeleteBucketWebsite',
    's3:PutEncryptionConfiguration',
    's3:PutLifecycleConfiguration',
  ],
  'storage.configViewer': ['s3:GetBucket*', 's3:GetLifecycleConfiguration', 's3:GetEncryptionConfiguration'],
  'storage.configurer': ['s3:*LifecycleConfiguration', 's3:*BucketWebsite', 's3:*BucketPolicy', 's3:*BucketCORS'],
  'storage.admin': ['s3:*'],
}

export const roleNames = Object.keys(actionsOf)

const roleGrants = ({ principal }: GrantFacts): readonly Grant[] =>
  (principal.identity?.roles ?? []).flatMap((held): Grant[] => {
    const label = `role ${held.role} on ${held.bucket === '*' ? 'the folder' : `bucket "${held.bucket}"`}`
    const actions = actionsOf[held.role] ?? []
    const resources = held.bucket === '*' ? ['*'] : [`arn:aws:s3:::${held.bucket}`, `arn:aws:s3:::${held.bucket}/*`]
    return resources.map(resource => ({ source: 'role', actions, resource, label }))
  })

/** https://yandex.cloud/en/docs/storage/concepts/acl : a bucket's ACL speaks of its objects too. */
const rights: AclRights = {
  bucket: {
    READ: { bucket: ['s3:List*', 's3:GetBucketLocation'], keys: ['s3:GetObject', 's3:GetObjectVersion'] },
    WRITE: {
      bucket: [],
      keys: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:AbortMultipartUpload'],
    },
    READ_ACP: { bucket: ['s3:GetBucketAcl'], keys: [] },
    WRITE_ACP: { bucket: ['s3:PutBucketAcl'], keys: [] },
  },
  noObject: { READ: [], WRITE: [], READ_ACP: [], WRITE_ACP: [] },
  object: {
    READ: ['s3:GetObject', 's3:GetObjectVersion'],
    WRITE: [],
    READ_ACP: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
    WRITE_ACP: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  },
}

/** Roles on the folder or a bucket, and ACLs, which name service accounts by their ids. */
export const yandexGrants = (facts: GrantFacts): readonly Grant[] => {
  const { principal } = facts
  const id = principal.kind === 'anonymous' ? undefined : (principal.identity?.id ?? principal.userId)
  return [...roleGrants(facts), ...aclRights(facts, { bucket: id, object: id }, rights)]
}
