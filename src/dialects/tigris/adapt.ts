import type { Operation } from '../../operation.js'
import { deleteBucket, headBucket, lifecycleWrite, versioningRead } from './bucket-calls.js'
import { createBucket } from './create-bucket.js'
import { consistency, copyOfThePast, deletion, listingOf, objectWrite, ofThePast, readHints } from './object-calls.js'
import { inTurn } from './with-members.js'

type Change = (shared: Operation) => Operation

const changes: Readonly<Record<string, Change>> = {
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketVersioning: versioningRead,
  PutBucketLifecycleConfiguration: lifecycleWrite,
  GetObject: inTurn(ofThePast, readHints),
  HeadObject: inTurn(ofThePast, readHints),
  RestoreObject: ofThePast,
  ListObjects: listingOf,
  ListObjectsV2: listingOf,
  ListObjectVersions: listingOf,
  PutObject: objectWrite,
  PostObject: objectWrite,
  CreateMultipartUpload: objectWrite,
  CopyObject: inTurn(objectWrite, copyOfThePast),
  DeleteObject: deletion,
}

/** The shared entries as Tigris has them. */
export const adapt: Change = shared => {
  if (shared.service !== 's3' || shared.notImplemented !== undefined) return shared
  const change = changes[shared.name]
  return consistency(change === undefined ? shared : change(shared))
}
