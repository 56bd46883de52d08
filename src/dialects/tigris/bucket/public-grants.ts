import type { Grant } from '../../../policy/types.js'
import type { BucketRecord, ObjectRecord } from '../../../store/types.js'
import { settingsOf } from './bucket-settings.js'

/** An object's own ACL counts only where the bucket allows that; listing is open by a switch of its own. */
export const publicGrants = (bucket: BucketRecord, object: ObjectRecord | undefined): Grant[] => {
  const { objectAcls, publicListing } = settingsOf(bucket)
  const arn = `arn:aws:s3:::${bucket.name}`
  const open = `bucket "${bucket.name}" is public`
  const listing: Grant[] =
    bucket.public && publicListing
      ? [{ source: 'bucketAcl', actions: ['s3:ListBucket'], resource: arn, label: `${open}, its listing too` }]
      : []
  const actions = ['s3:GetObject']
  if (objectAcls === true && object?.acl !== undefined) {
    const label = `object "${object.key}" is public`
    const isOpen = object.acl.canned === 'public-read'
    return isOpen ? [...listing, { source: 'objectAcl', actions, resource: `${arn}/${object.key}`, label }] : listing
  }
  return bucket.public ? [...listing, { source: 'bucketAcl', actions, resource: `${arn}/*`, label: open }] : listing
}
