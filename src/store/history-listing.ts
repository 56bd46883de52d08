import { fail } from '../contract/errors.js'
import { markerOf, walk } from './listing.js'
import type { SortedTree } from './persistent.js'
import type { Versions } from './state.js'
import type {
  ListRequest,
  ListUploadsPage,
  ListUploadsRequest,
  ListVersionsPage,
  ListVersionsRequest,
  UploadRecord,
} from './types.js'

interface Marked extends Omit<ListRequest, 'after'> {
  readonly keyMarker?: string
  readonly idMarker?: string
}

interface Page<Item> {
  readonly entries: readonly (Item | { readonly prefix: string })[]
  readonly truncated: boolean
  readonly nextKey?: string
  readonly nextId?: string
}

/** Items of the marker's own key that follow the marked one. All of them when that one is gone: none may be lost. */
const restOf = <Item>(items: readonly Item[], idOf: (item: Item) => string, marker: string): readonly Item[] =>
  items.slice(items.findIndex(item => idOf(item) === marker) + 1)

/** A page over keys of which each has several items, with a marker of key and item. */
const listItems = <Item>(
  tree: SortedTree<string, readonly Item[]>,
  { keyMarker, idMarker, ...request }: Marked,
  idOf: (item: Item) => string,
): Page<Item> => {
  const { prefix = '', delimiter = '', limit } = request
  const entries: (Item | { readonly prefix: string })[] = []
  if (limit <= 0) return { entries, truncated: false }
  let next: { readonly nextKey: string; readonly nextId?: string } | undefined
  const add = (key: string, items: readonly Item[]): boolean => {
    for (const item of items) {
      if (entries.length === limit) return false
      entries.push(item)
      next = { nextKey: key, nextId: idOf(item) }
    }
    return true
  }

  if (keyMarker !== undefined && idMarker !== undefined && keyMarker.startsWith(prefix)) {
    const grouped = delimiter !== '' && keyMarker.includes(delimiter, prefix.length)
    const rest = grouped ? [] : restOf(tree.get(keyMarker) ?? [], idOf, idMarker)
    if (!add(keyMarker, rest)) return { entries, truncated: true, ...next }
  }
  for (const step of walk(tree, { ...request, after: markerOf(keyMarker, request) }, items => items)) {
    if (entries.length === limit) return { entries, truncated: true, ...next }
    if ('prefix' in step) {
      entries.push(step)
      next = { nextKey: step.prefix }
    } else if (!add(step.key, step.value)) return { entries, truncated: true, ...next }
  }
  return { entries, truncated: false }
}

/** All versions and delete markers, newest first within a key. */
export const listVersions = (
  objects: SortedTree<string, Versions>,
  { versionIdMarker, ...request }: ListVersionsRequest,
): ListVersionsPage => {
  if (versionIdMarker !== undefined && request.keyMarker === undefined) {
    fail('InvalidArgument', {}, 'A version-id marker cannot be specified without a key marker.')
  }
  const { entries, truncated, nextKey, nextId } = listItems(
    objects,
    { ...request, idMarker: versionIdMarker },
    version => version.versionId,
  )
  return {
    entries: entries.map(entry =>
      'prefix' in entry ? entry : { object: entry, latest: objects.get(entry.key)?.[0] === entry },
    ),
    truncated,
    nextKey,
    nextVersionId: nextId,
  }
}

/** Uploads in progress, in the order of their begin within a key. */
export const listUploads = (
  uploads: SortedTree<string, readonly UploadRecord[]>,
  { uploadIdMarker, ...request }: ListUploadsRequest,
): ListUploadsPage => {
  const { entries, truncated, nextKey, nextId } = listItems(
    uploads,
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html: alone, it is not looked at
    { ...request, idMarker: request.keyMarker === undefined ? undefined : uploadIdMarker },
    upload => upload.id,
  )
  return {
    entries: entries.map(entry => ('prefix' in entry ? entry : { upload: entry })),
    truncated,
    nextKey,
    nextUploadId: nextId,
  }
}
