import type { Operation } from '../contract/operation.js'
import { acl } from './acl.js'
import { bucketPolicy } from './bucket-policy.js'
import { buckets } from './buckets.js'
import { copyObject } from './copy-object.js'
import { cors } from './cors.js'
import { deleteObject } from './delete-object.js'
import { encryption } from './encryption.js'
import { getObject } from './get-object.js'
import { lifecycle } from './lifecycle.js'
import { listObjects } from './list-objects.js'
import { listVersions } from './list-versions.js'
import { logging } from './logging.js'
import { multipart } from './multipart.js'
import { multipartListing } from './multipart-listing.js'
import { notModelled } from './not-modelled.js'
import { notification } from './notification.js'
import { objectAttributes } from './object-attributes.js'
import { objectLock } from './object-lock.js'
import { ownership } from './ownership.js'
import { paymentAcceleration } from './payment-acceleration.js'
import { postObject } from './post-object.js'
import { publicAccessBlock } from './public-access-block.js'
import { putObject } from './put-object.js'
import { restoreObject } from './restore-object.js'
import { retention } from './retention.js'
import { tagging } from './tagging.js'
import { uploadPartCopy } from './upload-part-copy.js'
import { versioning } from './versioning.js'
import { website } from './website.js'
import { websitePages } from './website-page.js'

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
  ...acl,
  ...bucketPolicy,
  ...objectLock,
  ...ownership,
  ...publicAccessBlock,
  ...retention,
  ...versioning,
  ...cors,
  ...postObject,
  ...restoreObject,
  ...objectAttributes,
  ...encryption,
  ...lifecycle,
  ...paymentAcceleration,
  ...logging,
  ...notification,
  ...website,
  ...websitePages,
  ...notModelled,
]
