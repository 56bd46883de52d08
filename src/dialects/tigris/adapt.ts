import type { Operation } from '../../contract/operation.js'
import { deleteBucket, headBucket, lifecycleWrite, versioningRead } from './bucket/bucket-calls.js'
import { createBucket } from './bucket/create-bucket.js'
import { readDefaults } from './object/cache-control.js'
import { detailedListing } from './object/detailed-listing.js'
import {
  copyOfThePast,
  deletion,
  everyCall,
  listingOf,
  objectWrite,
  ofThePast,
  readHints,
} from './object/object-calls.js'
import { getThroughShadow, headThroughShadow, putThroughShadow } from './object/shadow.js'
import { inTurn } from './with-members.js'

type EntryChange = (shared: Operation) => Operation

const changes: Readonly<Record<string, EntryChange>> = {
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketVersioning: versioningRead,
  PutBucketLifecycleConfiguration: lifecycleWrite,
  GetObject: inTurn(ofThePast, readHints, readDefaults, getThroughShadow),
  HeadObject: inTurn(ofThePast, readHints, readDefaults, headThroughShadow),
  RestoreObject: ofThePast,
  ListObjects: listingOf,
  ListObjectsV2: inTurn(detailedListing, listingOf),
  ListObjectVersions: listingOf,
  PutObject: inTurn(objectWrite, putThroughShadow),
  PostObject: objectWrite,
  CreateMultipartUpload: objectWrite,
  CopyObject: inTurn(objectWrite, copyOfThePast),
  DeleteObject: deletion,
}

/** An entry with the headers that every call to S3's hosts may have. */
export const withCommonHeaders: EntryChange = entry =>
  entry.service !== 's3' || entry.notImplemented !== undefined ? entry : everyCall(entry)

/** The shared entries as Tigris has them. */
export const adapt: EntryChange = shared => {
  if (shared.service !== 's3' || shared.notImplemented !== undefined) return shared
  return withCommonHeaders(changes[shared.name]?.(shared) ?? shared)
}
