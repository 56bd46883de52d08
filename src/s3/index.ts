import type { Operation } from '../operation.js'
import { buckets } from './buckets.js'
import { copyObject } from './copy-object.js'
import { cors } from './cors.js'
import { deleteObject } from './delete-object.js'
import { getObject } from './get-object.js'
import { listObjects } from './list-objects.js'
import { listVersions } from './list-versions.js'
import { multipart } from './multipart.js'
import { multipartListing } from './multipart-listing.js'
import { postObject } from './post-object.js'
import { putObject } from './put-object.js'
import { tagging } from './tagging.js'
import { uploadPartCopy } from './upload-part-copy.js'

/** The entries of S3 that dialects share; one of their own with the same name replaces it. */
export const s3Operations: readonly Operation[] = [
  ...buckets,
  ...putObject,
  ...getObject,
  ...deleteObject,
  ...copyObject,
  ...listObjects,
  ...listVersions,
  ...multipart,
  ...multipartListing,
  ...uploadPartCopy,
  ...tagging,
  ...cors,
  ...postObject,
]
