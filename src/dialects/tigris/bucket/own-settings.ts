import type { Dialect } from '../../../contract/dialect.js'
import { metadataOf } from './bucket-metadata.js'

/** Members of PATCH of a bucket. */
const members = [
  ...['object_regions', 'storage_class', 'acl_settings', 'cache_control', 'website', 'protection', 'soft_delete'],
  ...['additional_http_headers', 'object_notifications', 'shadow_bucket', 'shares'],
]

/** What PATCH of a bucket sets. Source: https://www.tigrisdata.com/docs/buckets/ */
export const ownSettings: Dialect['ownSettings'] = {
  stored: [
    ...['objectAcls', 'regions', 'storageClass', 'softDelete', 'cacheControl', 'customDomain', 'isProtected'],
    ...['nosniff', 'notifications', 'shadow', 'shares'],
  ],
  said: record => {
    const present = metadataOf(record)
    const usual = metadataOf({ ...record, settings: {} })
    const changed = members.filter(name => JSON.stringify(present[name]) !== JSON.stringify(usual[name]))
    return Object.fromEntries(changed.map(name => [name, present[name]]))
  },
}
