import { fail } from '../contract/errors.js'
import { constrained, integer } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'

/** The two members with which every listing of IAM is paged. */
export const paging = {
  Marker: form('Marker', constrained({ from: 1 })),
  MaxItems: form('MaxItems', integer(1, 1000)),
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly IsTruncated: boolean
  /** Present only when there is a next page. */
  readonly Marker?: string
}

const markerOf = (listing: string, last: string): string => Buffer.from(`${listing}\n${last}`).toString('base64url')

/** The text after which a marker's page begins. A marker is good for the listing that gave it and for no other. */
const positionOf = (listing: string, marker: string): string => {
  const text = Buffer.from(marker, 'base64url').toString()
  const last = text.slice(listing.length + 1)
  return marker === markerOf(listing, last) ? last : fail('ValidationError', {}, 'Invalid Marker.')
}

/**
 * One page of `items`, in the order of `textOf`, which must be unique among them: what is added or removed between two
 * pages neither repeats nor hides another. Throws ValidationError for a marker that `listing` never gave.
 */
export const pageOf = <T>(
  listing: string,
  items: Iterable<T>,
  textOf: (item: T) => string,
  { Marker, MaxItems = 100 }: { readonly Marker: string | undefined; readonly MaxItems: number | undefined },
): Page<T> => {
  const after = Marker === undefined ? undefined : positionOf(listing, Marker)
  const rest = [...items]
    .map(item => ({ item, text: textOf(item) }))
    .filter(({ text }) => after === undefined || text > after)
    .sort((a, b) => (a.text < b.text ? -1 : 1))
  const shown = rest.slice(0, MaxItems)
  const last = shown.at(-1)
  return {
    items: shown.map(({ item }) => item),
    IsTruncated: rest.length > shown.length,
    ...(rest.length > shown.length && last !== undefined && { Marker: markerOf(listing, last.text) }),
  }
}

/** The elements of a page's answer after its list. */
export const endOf = ({ IsTruncated, Marker }: Page<unknown>) => ({ IsTruncated, Marker })
