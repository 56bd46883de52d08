import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type Tree } from '../../contract/operation.js'
import { query } from '../../protocol/readers.js'
import { checkVersionId } from '../../rules/version-id.js'
import type { ListVersionsPage } from '../../store/types.js'
import { bucketArn } from '../arn.js'
import { ignored } from '../ignored.js'
import { ownerById } from '../owner.js'
import { listingText } from './encoding-type.js'
import { listContext, listMembers, pageSize } from './list-request.js'
import { type EntryView, objectEntry } from './object-entry.js'

const versionElement = (entry: ListVersionsPage['entries'][number], view: EntryView): readonly Tree[] => {
  if ('prefix' in entry) return []
  const { object, latest } = entry
  const { Key, LastModified, ...rest } = objectEntry(object, view)
  const which = { Key, VersionId: object.versionId, IsLatest: latest, LastModified }
  return object.deleteMarker
    ? [{ DeleteMarker: { ...which, Owner: view.owner?.(object.owner) } }]
    : [{ Version: { ...which, ...rest } }]
}

const listObjectVersions = defineOperation({
  name: 'ListObjectVersions',
  http: 'GET /{Bucket}?versions',
  actions: ['s3:ListBucketVersions'],
  read: { ...listMembers, KeyMarker: query('key-marker'), VersionIdMarker: query('version-id-marker') },
  ignores: ignored,
  allow: input => [need('s3:ListBucketVersions', bucketArn(input), listContext(input))],
  run: ({ Bucket, Prefix, Delimiter, KeyMarker, VersionIdMarker, MaxKeys }, context) => {
    if (VersionIdMarker !== undefined && !KeyMarker) {
      fail(
        'InvalidArgument',
        { ArgumentName: 'version-id-marker', ArgumentValue: VersionIdMarker },
        'A version-id marker cannot be specified without a key marker.',
      )
    }
    if (VersionIdMarker === '') {
      fail(
        'InvalidArgument',
        { ArgumentName: 'version-id-marker', ArgumentValue: '' },
        'A version-id marker cannot be empty.',
      )
    }
    checkVersionId(VersionIdMarker, 'version-id-marker', context.dialect)
    const page = context.store.listVersions(Bucket, {
      prefix: Prefix,
      delimiter: Delimiter,
      keyMarker: KeyMarker,
      versionIdMarker: VersionIdMarker,
      limit: pageSize(MaxKeys),
    })
    return { page, owner: ownerById }
  },
  write: ({ page, owner }, { input, at }) => {
    const text = listingText(input.EncodingType)
    const view = { text, owner, restore: input.OptionalObjectAttributes !== undefined, at }
    return {
      root: 'ListVersionsResult',
      tree: {
        Name: input.Bucket,
        Prefix: text(input.Prefix ?? ''),
        KeyMarker: text(input.KeyMarker ?? ''),
        VersionIdMarker: input.VersionIdMarker ?? '',
        NextKeyMarker: page.nextKey === undefined ? undefined : text(page.nextKey),
        NextVersionIdMarker: page.nextVersionId,
        MaxKeys: pageSize(input.MaxKeys),
        Delimiter: input.Delimiter ? text(input.Delimiter) : undefined,
        EncodingType: input.EncodingType,
        IsTruncated: page.truncated,
        '#each': page.entries.flatMap(entry => versionElement(entry, view)),
        CommonPrefixes: page.entries.flatMap(entry => ('prefix' in entry ? [{ Prefix: text(entry.prefix) }] : [])),
      },
    }
  },
})

/** The listing of all versions and delete markers. */
export const listVersions: readonly Operation[] = [listObjectVersions]
