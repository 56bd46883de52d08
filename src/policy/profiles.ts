import {
  awsIdentity,
  awsLenient,
  awsTrust,
  bucketGrammar,
  lenientBucket,
  lenientTrust,
  tigrisGrammar,
  yandexGrammar,
} from './grammars.js'
import type { PolicyProfile } from './types.js'

/** Versions have no actions of their own on Tigris; the action of the object governs. */
const tigrisActionOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:GetObjectVersion', ['s3:GetObject']],
  ['s3:GetObjectVersionAttributes', ['s3:GetObject']],
  ['s3:GetObjectAttributes', ['s3:GetObject']],
  ['s3:GetObjectVersionAcl', ['s3:GetObjectAcl']],
  ['s3:GetObjectVersionTagging', ['s3:GetObjectTagging']],
  ['s3:PutObjectVersionAcl', ['s3:PutObjectAcl']],
  ['s3:PutObjectVersionTagging', ['s3:PutObjectTagging']],
  ['s3:DeleteObjectVersion', ['s3:DeleteObject']],
  ['s3:DeleteObjectVersionTagging', ['s3:DeleteObjectTagging']],
  ['s3:ListBucketVersions', ['s3:ListBucketVersions', 's3:ListBucket']],
  ['s3:GetBucketLocation', ['s3:GetBucketLocation', 's3:ListBucket']],
  ['s3:TagResource', ['s3:CreateBucket']],
])

/** https://www.tigrisdata.com/docs/iam/ : attached policies and bucket roles add up, a Deny beats both. */
const tigris: PolicyProfile = {
  name: 'tigris',
  combine: 'union',
  dialectActions: action => tigrisActionOf.get(action) ?? [action],
  grammars: { identity: tigrisGrammar, session: tigrisGrammar },
  lenient: { identity: awsLenient, session: awsLenient },
  evaluatesStrictly: true,
  variables: 'never',
  olderVariables: 'never',
  questionMark: false,
  anyAddress: false,
  alwaysAllowed: [],
  beyondSessions: [],
  beyondBucketPolicies: [],
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
const aws: PolicyProfile = {
  name: 'aws',
  combine: 'aws',
  dialectActions: action => [action],
  grammars: { identity: awsIdentity, session: awsIdentity, bucket: bucketGrammar, trust: awsTrust },
  lenient: { identity: awsLenient, session: awsLenient, bucket: lenientBucket, trust: lenientTrust },
  evaluatesStrictly: false,
  variables: 'all',
  olderVariables: 'literal',
  questionMark: true,
  anyAddress: false,
  alwaysAllowed: ['sts:getcalleridentity'],
  beyondSessions: [],
  beyondBucketPolicies: [],
}

/** https://yandex.cloud/docs/storage/security/overview : a bucket policy is a list of all that is allowed. */
const yandex: PolicyProfile = {
  name: 'yandex',
  combine: 'yandex',
  // of AWS alone: the tags of a new bucket need no right of their own
  dialectActions: action => [action === 's3:TagResource' ? 's3:CreateBucket' : action],
  grammars: { identity: yandexGrammar, session: yandexGrammar, bucket: yandexGrammar },
  lenient: { identity: awsLenient, session: awsLenient, bucket: lenientBucket },
  evaluatesStrictly: true,
  variables: ['aws:userid'],
  olderVariables: ['aws:userid'],
  questionMark: true,
  anyAddress: true,
  alwaysAllowed: [],
  // a role on the folder lists its buckets: https://yandex.cloud/en/docs/storage/operations/sts/create-sts-key
  beyondSessions: ['s3:listallmybuckets'],
  // no action of a policy speaks of the policy itself, so an empty one, which allows nothing, can be removed:
  // https://yandex.cloud/en/docs/storage/s3/api-ref/policy/actions
  beyondBucketPolicies: ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'],
}

/** What each dialect takes in a policy, and how it combines rights. */
export const profiles = { tigris, aws, yandex } as const
