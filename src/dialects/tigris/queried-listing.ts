import { fail } from '../../errors.js'
import type { ObjectRecord, Store } from '../../store/types.js'
import { parseMetadataQuery } from './metadata-query.js'

function* objectsOf(list: Store['list'], bucket: string, prefix: string | undefined): Generator<ObjectRecord> {
  let after: string | undefined
  do {
    const page = list(bucket, { limit: 1000, ...(prefix && { prefix }), ...(after !== undefined && { after }) })
    for (const entry of page.entries) if ('object' in entry) yield entry.object
    after = page.truncated ? page.next : undefined
  } while (after !== undefined)
}

/** A listing of the objects that a query takes, in the query's order. */
export const queriedList = (list: Store['list'], query: string): Store['list'] => {
  const { matches, compare } = parseMetadataQuery(query)
  return (bucket, { prefix, delimiter, after, limit }) => {
    if (delimiter) fail('NotImplemented', {}, 'A query together with a delimiter is not supported by this mock')
    const found = [...objectsOf(list, bucket, prefix)].filter(matches)
    if (compare !== undefined) found.sort(compare)
    const start = after === undefined ? 0 : found.findIndex(({ key }) => key === after) + 1
    const page = found.slice(start, start + limit)
    const truncated = limit > 0 && found.length > start + limit
    const next = page.at(-1)?.key
    return { entries: page.map(object => ({ object })), truncated, ...(next !== undefined && { next }) }
  }
}
