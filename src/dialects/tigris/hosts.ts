import type { Dialect } from '../../contract/dialect.js'
import type { BucketRecord } from '../../store/types.js'
import { settingsOf } from './bucket/bucket-settings.js'

const managed = /^\/(?:tigris-iam(?:\/|$)|users\/(?:whoami|get-org)$)/

/** Calls for the keys of signed cookies, on S3's own hosts. */
export const publicKeyPaths: Dialect['paths'] = ({ path }) =>
  /^\/2020-05-31\/public-key(?:\/|$)/.test(path) ? 'iam' : undefined

/** Calls of all services behind one address, known by their paths and their forms. */
export const managementPaths: Dialect['paths'] = request => {
  const { method, path, headers } = request
  const isForm = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')
  return managed.test(path) || (method === 'POST' && path === '/' && isForm) ? 'iam' : publicKeyPaths?.(request)
}

/** Domains that serve public objects, interchangeable: https://www.tigrisdata.com/docs/buckets/public-bucket/ */
export const contentHosts = ['t3.tigrisfiles.io', 't3.tigrisbucket.io', 't3.tigrisblob.io']

const publicHost = /(?:^|\.)t3\.tigris(?:files|bucket|blob)\.io$/

/** Hosts of S3's API. */
export const apiHosts = ['t3.storage.dev', 'fly.storage.tigris.dev', 't3.storageapi.dev']

/** Whether a host serves what is public in a bucket: a content domain, or the bucket's own. */
export const servesPublic = (host: string, bucket: BucketRecord): boolean => {
  const name = host.replace(/:\d+$/, '')
  return publicHost.test(name) || settingsOf(bucket).customDomain?.toLowerCase() === name
}

/** https://www.tigrisdata.com/docs/buckets/custom-domain/ : URLs may be signed first and moved to the domain then. */
export const domains: NonNullable<Dialect['domains']> = {
  find: (host, buckets) => {
    for (const bucket of buckets) if (settingsOf(bucket).customDomain?.toLowerCase() === host) return bucket.name
    return undefined
  },
  signedFor: bucket => apiHosts.map(host => `${bucket}.${host}`),
}
