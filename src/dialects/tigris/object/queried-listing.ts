import type { OperationContext } from '../../../contract/operation.js'
import type { ListPage, ObjectRecord, Store } from '../../../store/types.js'
import { parseMetadataQuery } from './metadata-query.js'

type Entry = ListPage['entries'][number]

function* objectsOf(list: Store['list'], bucket: string, prefix: string | undefined): Generator<ObjectRecord> {
  let after: string | undefined
  do {
    const page = list(bucket, { limit: 1000, ...(prefix && { prefix }), ...(after !== undefined && { after }) })
    for (const entry of page.entries) if ('object' in entry) yield entry.object
    after = page.truncated ? page.next : undefined
  } while (after !== undefined)
}

/** Objects in their order, those that a delimiter groups as one common prefix where the first of them stands. */
const grouped = (objects: readonly ObjectRecord[], prefix = '', delimiter = ''): readonly Entry[] => {
  if (delimiter === '') return objects.map(object => ({ object }))
  const seen = new Set<string>()
  return objects.flatMap((object): Entry[] => {
    const at = object.key.indexOf(delimiter, prefix.length)
    if (at < 0) return [{ object }]
    const group = object.key.slice(0, at + delimiter.length)
    if (seen.has(group)) return []
    seen.add(group)
    return [{ prefix: group }]
  })
}

const nameOf = (entry: Entry): string => ('object' in entry ? entry.object.key : entry.prefix)

/** A listing of the objects that a query takes, in the query's order. */
export const queriedList = (
  list: Store['list'],
  query: string,
  { features }: Pick<OperationContext, 'features'>,
): Store['list'] => {
  const { matches, compare } = parseMetadataQuery(query, features.has('unknown-query-fields'))
  return (bucket, { prefix, delimiter, after, limit }) => {
    const found = [...objectsOf(list, bucket, prefix)].filter(matches)
    if (compare !== undefined) found.sort(compare)
    const all = grouped(found, prefix, delimiter)
    const start = after === undefined ? 0 : all.findIndex(entry => nameOf(entry) === after) + 1
    const entries = all.slice(start, start + limit)
    const last = entries.at(-1)
    const truncated = limit > 0 && all.length > start + limit
    return { entries, truncated, ...(last !== undefined && { next: nameOf(last) }) }
  }
}
