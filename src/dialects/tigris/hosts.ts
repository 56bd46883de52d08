import type { Dialect } from '../../dialect.js'

const managed = /^\/(?:tigris-iam(?:\/|$)|users\/(?:whoami|get-org)$)/

/** Calls of IAM and of the management API, known by their paths and their forms. */
export const managementPaths: Dialect['paths'] = ({ method, path, headers }) => {
  const isForm = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')
  return managed.test(path) || (method === 'POST' && path === '/' && isForm) ? 'iam' : undefined
}

/** Domains that serve public objects, interchangeable: https://www.tigrisdata.com/docs/buckets/public-bucket/ */
export const contentHosts = ['t3.tigrisfiles.io', 't3.tigrisbucket.io', 't3.tigrisblob.io']
