import type { Operation } from '../../operation.js'
import { deleteBucket, headBucket, lifecycleWrite, versioningRead } from './bucket-calls.js'
import { readDefaults } from './cache-control.js'
import { createBucket } from './create-bucket.js'
import { copyOfThePast, deletion, everyCall, listingOf, objectWrite, ofThePast, readHints } from './object-calls.js'
import { inTurn } from './with-members.js'

type Change = (shared: Operation) => Operation

const changes: Readonly<Record<string, Change>> = {
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketVersioning: versioningRead,
  PutBucketLifecycleConfiguration: lifecycleWrite,
  GetObject: inTurn(ofThePast, readHints, readDefaults),
  HeadObject: inTurn(ofThePast, readHints, readDefaults),
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

/** An entry with the headers that every call to S3's hosts may have. */
export const withCommonHeaders: Change = entry =>
  entry.service !== 's3' || entry.notImplemented !== undefined ? entry : everyCall(entry)

/** The shared entries as Tigris has them. */
export const adapt: Change = shared => {
  if (shared.service !== 's3' || shared.notImplemented !== undefined) return shared
  return withCommonHeaders(changes[shared.name]?.(shared) ?? shared)
}
