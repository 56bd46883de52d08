import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext, type Reader } from '../../contract/operation.js'
import type { Policy } from '../../policy/types.js'
import { flag } from '../../protocol/codecs.js'
import { bucket, header } from '../../protocol/readers.js'
import { requirePrincipals } from '../../rules/policy-principals.js'
import type { BucketRecord } from '../../store/types.js'
import { refuseByPublicAccessBlock } from '../acl/public-access-refusal.js'
import { bucketArn } from '../arn.js'
import { checksumMembers } from '../checksum-headers.js'
import { ignored } from '../ignored.js'

const { ExpectedBucketOwner } = ignored
const { ContentMD5, ChecksumAlgorithm } = checksumMembers

/** The body as text, kept as it was sent. */
const policyText: Reader<string> = {
  holds: 'text',
  from: 'document',
  wire: 'Policy',
  read: ({ document = new Uint8Array() }) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(document)
    } catch {
      return fail('MalformedPolicy')
    }
  },
  write: (value, draft) => {
    draft.body = new TextEncoder().encode(value)
    draft.headers.set('content-type', 'application/json')
  },
}

/** Policies are managed from the bucket's own account alone, whatever they allow. */
const ownBucket = (Bucket: string, { store, principal }: OperationContext<string>, Method: string): BucketRecord => {
  const found = store.requireBucket(Bucket)
  return found.account === principal.account
    ? found
    : fail('MethodNotAllowed', { Method, ResourceType: 'BUCKETPOLICY' })
}

const policyOf = ({ name, policy }: BucketRecord): Policy => policy ?? fail('NoSuchBucketPolicy', { BucketName: name })

const getPolicy = defineOperation({
  name: 'GetBucketPolicy',
  http: 'GET /{Bucket}?policy',
  actions: ['s3:GetBucketPolicy'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketPolicy', bucketArn(input))],
  run: ({ Bucket }, context) => policyOf(ownBucket(Bucket, context, 'GET')),
  write: ({ text }) => ({ headers: { 'Content-Type': 'application/json' }, body: new TextEncoder().encode(text) }),
})

const putPolicy = defineOperation({
  name: 'PutBucketPolicy',
  http: 'PUT /{Bucket}?policy',
  body: 'document',
  actions: ['s3:PutBucketPolicy'],
  read: {
    Bucket: bucket,
    Policy: policyText,
    // changes nothing here: no policy takes these rights from the root, who can always put another
    ConfirmRemoveSelfBucketAccess: header('x-amz-confirm-remove-self-bucket-access', flag),
  },
  ignores: {
    ExpectedBucketOwner,
    ContentMD5,
    ChecksumAlgorithm,
  },
  allow: input => [need('s3:PutBucketPolicy', bucketArn(input))],
  run: ({ Bucket, Policy: text }, context) => {
    const { store, policies, principal, registry } = context
    const found = ownBucket(Bucket, context, 'PUT')
    const policy = policies.parse(text, 'bucket', `policy of bucket ${Bucket}`, Bucket)
    requirePrincipals(text, registry, name =>
      fail('MalformedPolicy', { Detail: `"AWS" : "${name}"` }, 'Invalid principal in policy'),
    )
    if (found.publicAccessBlock?.BlockPublicPolicy && policies.isPublic(policy)) {
      refuseByPublicAccessBlock('BlockPublicPolicy', need('s3:PutBucketPolicy', bucketArn({ Bucket })), principal)
    }
    return store.updateBucket(Bucket, { policy })
  },
  write: () => ({ status: 204 }),
})

const deletePolicy = defineOperation({
  name: 'DeleteBucketPolicy',
  http: 'DELETE /{Bucket}?policy',
  actions: ['s3:DeleteBucketPolicy'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:DeleteBucketPolicy', bucketArn(input))],
  run: ({ Bucket }, context) => {
    ownBucket(Bucket, context, 'DELETE')
    return context.store.updateBucket(Bucket, { policy: undefined })
  },
  write: () => ({ status: 204 }),
})

const getPolicyStatus = defineOperation({
  name: 'GetBucketPolicyStatus',
  http: 'GET /{Bucket}?policyStatus',
  actions: ['s3:GetBucketPolicyStatus'],
  read: { Bucket: bucket },
  ignores: { ExpectedBucketOwner },
  allow: input => [need('s3:GetBucketPolicyStatus', bucketArn(input))],
  run: ({ Bucket }, { store, policies, features }) => {
    const found = store.requireBucket(Bucket)
    // a service without bucket policies tells of its public switch here
    return features.has('bucket-policies') ? policies.isPublic(policyOf(found)) : found.public
  },
  write: isPublic => ({ root: 'PolicyStatus', tree: { IsPublic: isPublic } }),
})

/** The policy of a bucket, and whether it opens the bucket to everyone. */
export const bucketPolicy: readonly Operation[] = [getPolicy, putPolicy, deletePolicy, getPolicyStatus]
