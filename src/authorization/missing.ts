import type { Need } from '../contract/operation.js'
import type { Verdict } from '../policy/types.js'
import { addressOf, type JudgedRequest, judge } from './judge.js'

const reads = /^s3:GetObject(?:Version)?$/

/** The right to learn that a key is missing, asked as a listing of that key alone: `public/*` covers `public/a`. */
export const listingNeed = (bucket: string, key: string | undefined): Need => ({
  action: 's3:ListBucket',
  resource: `arn:aws:s3:::${bucket}`,
  context: key === undefined ? undefined : { 's3:prefix': key },
})

/**
 * A read of a key that holds nothing, by a caller to whom the bucket's policy opens its listing: S3 tells that the key
 * is missing, whether or not it could be read if it were there. What a bucket's ACL gives stands among its rights.
 * Undefined: the refusal stands. Assumed: seen of buckets whose ACL is public-read, and taken to hold for policies.
 */
export const listsInstead = (subject: JudgedRequest, { action, resource, context }: Need): Verdict | undefined => {
  const { dialect, view, principal } = subject
  const [name, key] = addressOf(resource)
  const bucket = name === undefined ? undefined : view.bucket(name)
  if (!dialect.features.has('missing-to-listers') || !reads.test(action)) return undefined
  if (bucket === undefined || key === undefined) return undefined
  const version = context?.['s3:VersionId']
  if (view.object(bucket.name, key, typeof version === 'string' ? version : undefined) !== undefined) return undefined
  const verdict = judge(subject, listingNeed(bucket.name, key))
  // another account may list only what the bucket opens to it, whatever its own policies say
  const opened = verdict.at === 'bucket' || principal.account !== bucket.account
  return verdict.decision === 'allowed' && opened ? verdict : undefined
}
