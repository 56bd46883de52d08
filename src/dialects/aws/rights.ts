import type { GrantFacts } from '../../contract/dialect.js'
import type { Grant } from '../../policy/types.js'
import { aclsCount, ownerOfBucket } from '../../rules/acl.js'
import { type AclRights, aclRights } from '../acl-rights.js'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping */
const rights: AclRights = {
  bucket: {
    READ: { bucket: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'], keys: [] },
    WRITE: { bucket: [], keys: ['s3:PutObject', 's3:DeleteObject'] },
    READ_ACP: { bucket: ['s3:GetBucketAcl'], keys: [] },
    WRITE_ACP: { bucket: ['s3:PutBucketAcl'], keys: [] },
  },
  noObject: {
    // who may list learns of a missing object from reading it, too
    READ: ['s3:GetObject', 's3:GetObjectVersion'],
    WRITE: ['s3:PutObjectAcl', 's3:PutObjectTagging'],
    READ_ACP: [],
    WRITE_ACP: [],
  },
  object: {
    READ: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTorrent'],
    WRITE: [],
    READ_ACP: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
    WRITE_ACP: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  },
}

/** What the owner of a bucket may do with objects that another account wrote and owns. */
const onForeignObjects = [
  's3:PutObject',
  's3:PutObjectTagging',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:RestoreObject',
]

const policyActions = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']

const rootGrants = ({ principal, bucket, object }: GrantFacts): readonly Grant[] => {
  if (principal.kind !== 'root') return []
  const all = (resource: string, actions: readonly string[] = ['*']): Grant => ({
    ...{ source: 'root', actions, resource, overridesDeny: true, label: 'root of the account' },
  })
  if (bucket === undefined) return [all('*')]
  if (bucket.account !== principal.account) return []
  const arn = `arn:aws:s3:::${bucket.name}`
  const foreign = object !== undefined && aclsCount(bucket) && object.owner !== ownerOfBucket(bucket)
  return [
    { ...all(arn, policyActions), overridesResourceDeny: true },
    ...(foreign ? [all(arn), all(`${arn}/*`, onForeignObjects)] : [all('*')]),
  ]
}

/**
 * Who began an upload may end it and see its parts, and so may the account of the user who did.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
const initiatorGrants = ({ principal, canonicalId, upload }: GrantFacts): readonly Grant[] => {
  if (upload === undefined || principal.kind === 'anonymous') return []
  const { initiator, bucket, key } = upload
  const ofAccount = initiator === canonicalId || initiator.split(':')[4] === principal.account
  const began = principal.kind === 'root' ? ofAccount : initiator === principal.arn
  const actions = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
  const resource = `arn:aws:s3:::${bucket}/${key}`
  return began ? [{ source: 'owner', actions, resource, label: 'initiator of the upload' }] : []
}

/**
 * The root's rights, and what ACLs give to other accounts and to groups. A grant to an account adds nothing inside it:
 * its users need a policy, and its root has all rights of what the account owns.
 */
export const awsGrants = (facts: GrantFacts): readonly Grant[] => {
  const { principal, bucket, object, canonicalId } = facts
  const known = principal.kind === 'anonymous' ? undefined : canonicalId
  const ids = {
    bucket: bucket?.account === principal.account ? undefined : known,
    object: object?.owner === known ? undefined : known,
  }
  return [...rootGrants(facts), ...initiatorGrants(facts), ...aclRights(facts, ids, rights)]
}
