import { fail } from '../../../contract/errors.js'
import type { Need, OperationContext } from '../../../contract/operation.js'
import { flag, oneOf } from '../../../protocol/codecs.js'
import { header } from '../../../protocol/readers.js'
import { parseCopySource } from '../../../s3/object/copy-source.js'
import { requireObject } from '../../../s3/require-object.js'
import type { ObjectAddress, Store, View } from '../../../store/types.js'
import { settingsOf } from '../bucket/bucket-settings.js'
import { placement } from '../bucket/regions.js'
import { nanosecond, snapshotVersion, storeAt } from '../snapshots/instants.js'
import { type Given, taking, withMembers } from '../with-members.js'
import { queriedList } from './queried-listing.js'

const past = { SnapshotVersion: header(snapshotVersion, nanosecond) }

/** The version that a key had then. */
const versionAt = (store: Store, { Bucket, Key }: ObjectAddress, at: bigint): string =>
  requireObject(storeAt(store, Bucket, at), { Bucket, Key }, 'GET').versionId

const both = (VersionId: unknown): never =>
  fail('InvalidArgument', {}, `${snapshotVersion} and a version id (${String(VersionId)}) exclude each other`)

/** A call on one object that may mean the one of a past instant: that one is judged, and that one is read. */
export const ofThePast = withMembers(past, {
  rewrite: (input, view) => {
    const { SnapshotVersion: at } = input
    if (at === undefined) return input
    const { VersionId } = input as { readonly VersionId?: string }
    return { ...input, VersionId: VersionId === undefined ? versionAt(view as Store, input, at) : both(VersionId) }
  },
})

/** A copy whose source may be the object of a past instant. */
export const copyOfThePast = withMembers(past, {
  rewrite: (input, view) => {
    const { SnapshotVersion: at, CopySource = '' } = input as typeof input & { readonly CopySource?: string }
    if (at === undefined) return input
    const source = parseCopySource(CopySource)
    const version = source.VersionId === undefined ? versionAt(view as Store, source, at) : both(source.VersionId)
    return { ...input, CopySource: `${CopySource}?versionId=${version}` }
  },
})

const listing = {
  ...past,
  SoftDelete: header('x-tigris-soft-delete', flag),
  ListSource: header('x-tigris-list-source', oneOf('tigris', 'shadow')),
  Prefetch: header('x-tigris-prefetch', flag),
  Query: header('x-tigris-query'),
}

const listed = (input: Given<typeof listing>, context: OperationContext): Store => {
  const store = listedOf(input, context)
  return input.Query === undefined ? store : { ...store, list: queriedList(store.list, input.Query, context) }
}

const listedOf = (input: Given<typeof listing>, { store }: OperationContext): Store => {
  if (input.ListSource === 'shadow') fail('NotImplemented', {}, 'Shadow buckets are not supported by this mock')
  if (input.SoftDelete) return { ...store, list: store.listDeleted, listVersions: store.listDeletedVersions }
  return input.SnapshotVersion === undefined ? store : storeAt(store, input.Bucket, input.SnapshotVersion)
}

/** A listing of what is, of what was, or of what was deleted and can be brought back. */
export const listingOf = withMembers(listing, {
  run: (input, context, go) => go({ context: { ...context, store: listed(input, context) } }),
})

const reading = { Cas: header('x-tigris-cas', flag), ScheduleMigration: header('x-tigris-schedule-migration', flag) }

/** Headers of reads that change nothing that a test could see. */
export const readHints = taking(reading)

const objectAcls = ({ Bucket }: { readonly Bucket: string }, view: View): boolean => {
  const bucket = view.bucket(Bucket)
  return bucket !== undefined && settingsOf(bucket).objectAcls === true
}

const canned: readonly unknown[] = ['private', 'public-read']

/**
 * A write of an object: an ACL that the bucket does not let count is ignored and needs no right, and the bucket's
 * default tier is the object's. https://www.tigrisdata.com/docs/objects/acl/
 */
export const objectWrite = withMembers(
  { Regions: header('x-tigris-regions', placement) },
  {
    facts: objectAcls,
    needs: (needs: readonly Need[], _input, counts) =>
      counts ? needs : needs.filter(({ action }) => action !== 's3:PutObjectAcl'),
    run: (input, context, go) => {
      const { ACL, StorageClass } = input as { readonly ACL?: string; readonly StorageClass?: string }
      const bucket = context.store.requireBucket(input.Bucket)
      const ignored = !objectAcls(input, context.store) && canned.includes(ACL)
      return go({
        input: {
          ...input,
          ACL: ignored ? undefined : ACL,
          StorageClass: StorageClass ?? settingsOf(bucket).storageClass,
        },
      })
    },
  },
)

/** A deletion: with the header of soft delete, of a version that was deleted before, for good. */
export const deletion = withMembers(
  { SoftDelete: header('x-tigris-soft-delete', flag) },
  {
    run: (input, { store }, go) => {
      const { VersionId } = input as { readonly VersionId?: string }
      if (!input.SoftDelete || VersionId === undefined) return go()
      store.purge({ Bucket: input.Bucket, Key: input.Key, VersionId })
      return { deleteMarker: false, versionId: VersionId, versioned: true }
    },
  },
)

/** Headers that every call takes: data is the same everywhere here, and who calls was proven before. */
export const everyCall = taking({
  Consistent: header('x-tigris-consistent', flag),
  Namespace: header('x-tigris-namespace'),
})
