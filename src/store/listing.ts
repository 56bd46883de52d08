import { currentOf } from './objects.js'
import { compareTexts, pastPrefix, type SortedTree } from './persistent.js'
import type { Versions } from './state.js'
import type { ListPage, ListRequest } from './types.js'

export type Step<V> = { readonly key: string; readonly value: V } | { readonly prefix: string }

/** The common prefix under which a key is grouped, or undefined when it stands for itself. */
const groupOf = (key: string, prefix: string, delimiter: string): string | undefined => {
  if (delimiter === '') return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

/**
 * A marker that lies within a common prefix, as that prefix: the page after it does not list the group again. AWS,
 * recorded 2026-02-21, of ListObjects, ListObjectVersions and ListMultipartUploads.
 */
export const markerOf = (
  marker: string | undefined,
  { prefix = '', delimiter = '' }: { readonly prefix?: string | undefined; readonly delimiter?: string | undefined },
): string | undefined => (marker?.startsWith(prefix) ? (groupOf(marker, prefix, delimiter) ?? marker) : marker)

/**
 * Keys after `after` and their common prefixes, in order. A group is passed by one seek, however many keys it has.
 * `after` inside a group leaves the group in as long as one of its keys follows; `after` that is a common prefix
 * itself, as the next marker of a page, leaves it out. What `see` does not see is not there.
 */
export function* walk<V, Seen>(
  tree: SortedTree<string, V>,
  { prefix = '', delimiter = '', after }: Omit<ListRequest, 'limit'>,
  see: (value: V) => Seen | undefined,
): Generator<Step<Seen>> {
  let from: string | undefined = after === undefined || compareTexts(after, prefix) < 0 ? prefix : after
  if (after !== undefined && from === after && groupOf(after, prefix, delimiter) === after) from = pastPrefix(after)
  while (from !== undefined) {
    const begin: string = from
    from = undefined
    for (const [key, value] of tree.entries(begin)) {
      if (!key.startsWith(prefix)) return
      if (key === after) continue
      const seen = see(value)
      if (seen === undefined) continue
      const group = groupOf(key, prefix, delimiter)
      if (group === undefined) {
        yield { key, value: seen }
        continue
      }
      yield { prefix: group }
      from = pastPrefix(group)
      break
    }
  }
}

/** A page of current objects; its cost depends on the page, not on the bucket. */
export const listObjects = (objects: SortedTree<string, Versions>, request: ListRequest): ListPage => {
  const entries: ListPage['entries'][number][] = []
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html: a page of none is never truncated
  if (request.limit <= 0) return { entries, truncated: false }
  let next = ''
  const after = request.skipsGroup ? markerOf(request.after, request) : request.after
  for (const step of walk(objects, { ...request, after }, currentOf)) {
    if (entries.length === request.limit) return { entries, truncated: true, next }
    entries.push('prefix' in step ? step : { object: step.value })
    next = 'prefix' in step ? step.prefix : step.key
  }
  return { entries, truncated: false }
}
