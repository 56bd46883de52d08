import { defineOperation, need, type Operation, type Tree } from '../../contract/operation.js'
import { flag } from '../../protocol/codecs.js'
import { query } from '../../protocol/readers.js'
import type { ListPage } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { ignored } from '../ignored.js'
import { ownerById } from '../owner.js'
import { positionOf, tokenOf } from './continuation-token.js'
import { listingText } from './encoding-type.js'
import { listContext, listMembers, pageSize } from './list-request.js'
import { type EntryView, objectEntry } from './object-entry.js'

const contentsOf = ({ entries }: ListPage, view: EntryView) => {
  const Contents: Tree[] = []
  const CommonPrefixes: Tree[] = []
  for (const entry of entries) {
    if ('object' in entry) Contents.push(objectEntry(entry.object, view))
    else CommonPrefixes.push({ Prefix: view.text(entry.prefix) })
  }
  return { Contents, CommonPrefixes }
}

const listObjectsV1 = defineOperation({
  name: 'ListObjects',
  http: 'GET /{Bucket}',
  actions: ['s3:ListBucket'],
  read: { ...listMembers, Marker: query('marker') },
  ignores: ignored,
  allow: input => [need('s3:ListBucket', bucketArn(input), listContext(input))],
  run: ({ Bucket, Prefix, Delimiter, Marker, MaxKeys }, context) => ({
    page: context.store.list(Bucket, {
      prefix: Prefix,
      delimiter: Delimiter,
      after: Marker,
      skipsGroup: true,
      limit: pageSize(MaxKeys),
    }),
    owner: ownerById,
  }),
  write: ({ page, owner }, { input, at }) => {
    const text = listingText(input.EncodingType)
    const view = { text, owner, restore: input.OptionalObjectAttributes !== undefined, at }
    return {
      root: 'ListBucketResult',
      tree: {
        Name: input.Bucket,
        Prefix: text(input.Prefix ?? ''),
        Marker: text(input.Marker ?? ''),
        // without a delimiter the last key of the page serves
        NextMarker: page.truncated && input.Delimiter ? text(page.next ?? '') : undefined,
        MaxKeys: pageSize(input.MaxKeys),
        Delimiter: input.Delimiter ? text(input.Delimiter) : undefined,
        EncodingType: input.EncodingType,
        IsTruncated: page.truncated,
        ...contentsOf(page, view),
      },
    }
  },
})

const listObjectsV2 = defineOperation({
  name: 'ListObjectsV2',
  http: 'GET /{Bucket}?list-type=2',
  actions: ['s3:ListBucket'],
  read: {
    ...listMembers,
    ContinuationToken: query('continuation-token'),
    FetchOwner: query('fetch-owner', flag),
    StartAfter: query('start-after'),
  },
  ignores: ignored,
  allow: input => [need('s3:ListBucket', bucketArn(input), listContext(input))],
  run: ({ Bucket, Prefix, Delimiter, ContinuationToken, StartAfter, MaxKeys, FetchOwner }, context) => ({
    page: context.store.list(Bucket, {
      prefix: Prefix,
      delimiter: Delimiter,
      after: positionOf(ContinuationToken) ?? StartAfter,
      limit: pageSize(MaxKeys),
    }),
    owner: FetchOwner ? ownerById : undefined,
    region: context.features.has('bucket-places') ? context.store.requireBucket(Bucket).region : undefined,
  }),
  write: ({ page, owner, region }, { input, at }) => {
    const text = listingText(input.EncodingType)
    const restore = input.OptionalObjectAttributes !== undefined
    const view = { text, owner, restore, at }
    return {
      headers: { 'x-amz-bucket-region': region },
      root: 'ListBucketResult',
      tree: {
        Name: input.Bucket,
        Prefix: text(input.Prefix ?? ''),
        // a token has gone past it
        StartAfter: input.StartAfter === undefined || input.ContinuationToken ? undefined : text(input.StartAfter),
        ContinuationToken: input.ContinuationToken,
        NextContinuationToken: page.truncated ? tokenOf(page.next ?? '') : undefined,
        KeyCount: page.entries.length,
        MaxKeys: pageSize(input.MaxKeys),
        Delimiter: input.Delimiter ? text(input.Delimiter) : undefined,
        EncodingType: input.EncodingType,
        IsTruncated: page.truncated,
        ...contentsOf(page, view),
      },
    }
  },
})

/** Both listings of a bucket's current objects. */
export const listObjects: readonly Operation[] = [listObjectsV1, listObjectsV2]
