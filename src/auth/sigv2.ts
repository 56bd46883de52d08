import { createHmac } from 'node:crypto'
import type { WireRequest } from '../contract/wire.js'
import { decodedQuery } from './canonical-uri.js'

/** The query names that a signature of version 2 stands over; the others may change. */
const signedNames = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'storageClass',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
])

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** `?acl`, `?partNumber=1&uploadId=...`: names without a value keep none. */
const resourceQuery = (query: string): string => {
  const bare = new Set(query.split('&').filter(part => !part.includes('=')))
  const named = decodedQuery(query).filter(([name]) => signedNames.has(name))
  const parts = named
    .sort(([one], [other]) => order(one, other))
    .map(([name, value]) => (bare.has(name) ? name : `${name}=${value}`))
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

const isAmazon = (name: string): boolean => name.startsWith('x-amz-')

/** The `x-amz-*` headers, and those that a URL brings in their place. */
const amazonLines = (headers: ReadonlyMap<string, string>, inQuery: readonly (readonly [string, string])[]): string =>
  [...inQuery.map(([name, value]): [string, string] => [name.toLowerCase(), value]), ...headers]
    .filter(([name]) => isAmazon(name))
    .sort(([one], [other]) => order(one, other))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('')

/** Where the request goes, wherever its bucket stands. */
export interface Resource {
  readonly bucket?: string
  readonly key?: string
}

/** A bucket alone ends in a slash; a key stays as it was sent. */
const resourcePath = (path: string, { bucket, key }: Resource): string => {
  if (bucket === undefined) return path
  if (key === undefined) return `/${bucket}/`
  return decodeURIComponent(path.slice(1)) === key ? `/${bucket}${path}` : path
}

/**
 * What a signature of version 2 stands over. `date` is the request's, empty where `x-amz-date` says it, or a URL's
 * `Expires`. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 */
export const stringToSign = (request: WireRequest, date: string, resource: Resource, inUrl: boolean): string => {
  const { method, path, query, headers } = request
  const own = (name: string): string => headers.get(name) ?? ''
  const lines = amazonLines(headers, inUrl ? decodedQuery(query).filter(([name]) => isAmazon(name.toLowerCase())) : [])
  const head = [method, own('content-md5'), own('content-type'), date].join('\n')
  return `${head}\n${lines}${resourcePath(path, resource)}${resourceQuery(query)}`
}

/** Base64 signature of a text: of a request, or of a form's encoded policy. */
export const sign = (secret: string, text: string): string => createHmac('sha1', secret).update(text).digest('base64')
