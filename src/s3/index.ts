import type { Operation } from '../contract/operation.js'
import { acl } from './acl/acl.js'
import { ownership } from './acl/ownership.js'
import { publicAccessBlock } from './acl/public-access-block.js'
import { bucketPolicy } from './bucket/bucket-policy.js'
import { buckets } from './bucket/buckets.js'
import { configurations } from './bucket/configurations.js'
import { cors } from './bucket/cors.js'
import { lifecycle } from './bucket/lifecycle.js'
import { logging } from './bucket/logging.js'
import { notification } from './bucket/notification.js'
import { replication } from './bucket/replication.js'
import { requestPayment } from './bucket/request-payment.js'
import { transferAcceleration } from './bucket/transfer-acceleration.js'
import { versioning } from './bucket/versioning.js'
import { encryption } from './encryption/encryption.js'
import { listObjects } from './listing/list-objects.js'
import { multipartListing } from './listing/list-uploads.js'
import { listVersions } from './listing/list-versions.js'
import { objectLock } from './lock/object-lock.js'
import { retention } from './lock/retention.js'
import { notModelled } from './not-modelled.js'
import { copyObject } from './object/copy-object.js'
import { deleteObject } from './object/delete-object.js'
import { getObject } from './object/get-object.js'
import { objectAttributes } from './object/object-attributes.js'
import { postObject } from './object/post-object.js'
import { putObject } from './object/put-object.js'
import { restoreObject } from './object/restore-object.js'
import { tagging } from './object/tagging.js'
import { multipart } from './upload/multipart.js'
import { uploadPartCopy } from './upload/upload-part-copy.js'
import { website } from './website/website.js'
import { websitePages } from './website/website-page.js'

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
  ...configurations,
  ...replication,
  ...versioning,
  ...cors,
  ...postObject,
  ...restoreObject,
  ...objectAttributes,
  ...encryption,
  ...lifecycle,
  ...requestPayment,
  ...transferAcceleration,
  ...logging,
  ...notification,
  ...website,
  ...websitePages,
  ...notModelled,
]
