import type { ObjectRecord, UploadRecord } from './types.js'

export interface ListRequest {
  readonly prefix?: string
  /** Any length; empty or absent: no grouping. */
  readonly delimiter?: string
  /**
   * Keys and common prefixes after this text, in code point order. Inside a group it leaves the group in as long as
   * one of its keys follows; equal to a common prefix it leaves the group out.
   */
  readonly after?: string
  /** At most this many keys and prefixes together. */
  readonly limit: number
}

export interface ListPage {
  /** Keys and common prefixes interleaved in order; `prefix` groups all keys that begin with it. */
  readonly entries: readonly ({ readonly object: ObjectRecord } | { readonly prefix: string })[]
  readonly truncated: boolean
  /** Where the next page begins: the last key or prefix of this one. */
  readonly next?: string
}

export interface ListVersionsRequest extends Omit<ListRequest, 'after'> {
  /** A key or a common prefix; what follows it is listed. */
  readonly keyMarker?: string
  /** With `keyMarker`: also the versions of that key that are older than this one. */
  readonly versionIdMarker?: string
}

export interface ListVersionsPage {
  readonly entries: readonly (
    | { readonly object: ObjectRecord; readonly latest: boolean }
    | { readonly prefix: string }
  )[]
  readonly truncated: boolean
  readonly nextKey?: string
  readonly nextVersionId?: string
}

export interface ListUploadsRequest extends Omit<ListRequest, 'after'> {
  readonly keyMarker?: string
  /** With `keyMarker`: also the uploads of that key that were begun after this one. */
  readonly uploadIdMarker?: string
}

export interface ListUploadsPage {
  /** By key, then in the order in which they were begun. */
  readonly entries: readonly ({ readonly upload: UploadRecord } | { readonly prefix: string })[]
  readonly truncated: boolean
  readonly nextKey?: string
  readonly nextUploadId?: string
}
