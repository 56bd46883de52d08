import { fail } from '../../../contract/errors.js'
import { flag } from '../../../protocol/codecs.js'
import { header } from '../../../protocol/readers.js'
import { keysOf, needOnEach } from '../snapshots/every-key.js'
import { withMembers } from '../with-members.js'
import { settingsOf } from './bucket-settings.js'

/** HeadBucket tells where the bucket comes from. https://www.tigrisdata.com/docs/buckets/snapshots-and-forks/ */
export const headBucket = withMembers(
  { IdentityId: header('s3-identity-id') },
  {
    own: ({ Bucket }, { store }) => ({
      enabled: store.requireBucket(Bucket).versioning === 'Enabled',
      lineage: store.lineage(Bucket),
      isParent: store.forksOf(Bucket).length > 0,
    }),
    answer: (answer, { enabled, lineage, isParent }) => ({
      ...answer,
      headers: {
        ...answer.headers,
        'X-Tigris-Enable-Snapshot': String(enabled),
        'X-Tigris-Fork-Source-Bucket': lineage?.parent,
        'X-Tigris-Fork-Source-Bucket-Snapshot': lineage?.snapshot,
        'X-Tigris-Is-Fork-Parent': isParent ? 'true' : undefined,
      },
    }),
  },
)

const force = { ForceDelete: header('tigris-force-delete', flag), XForceDelete: header('x-tigris-force-delete', flag) }

const isForced = ({
  ForceDelete,
  XForceDelete,
}: {
  readonly ForceDelete?: boolean | undefined
  readonly XForceDelete?: boolean | undefined
}): boolean => ForceDelete === true || XForceDelete === true

const fiveMinutes = 5 * 60_000

/** DeleteBucket of a bucket that is not empty, or that can be brought back. */
export const deleteBucket = withMembers(force, {
  actions: ['s3:DeleteObject'],
  facts: (input, view) => (isForced(input) ? keysOf(view, input.Bucket) : undefined),
  needs: (needs, { Bucket }, keys) =>
    keys === undefined || keys.none ? needs : [...needs, needOnEach('s3:DeleteObject', Bucket, keys)],
  run: (input, context) => {
    const { store, features } = context
    const { softDelete, isProtected } = settingsOf(store.requireBucket(input.Bucket))
    if (isProtected) fail('AccessDenied', {}, 'The bucket is protected against deletion')
    store.deleteBucket(input.Bucket, {
      force: isForced(input),
      history: features.has('history-keeps-buckets') ? 'counts' : 'goes',
      ...(features.has('reserves-deleted-names') && { reserve: fiveMinutes }),
      keep: isForced(input) && features.has('force-purges') ? undefined : softDelete?.days,
    })
  },
})

/** Buckets of type Snapshot have no lifecycle. */
export const lifecycleWrite = withMembers(
  {},
  {
    run: ({ Bucket }, { store }, go) => {
      if (store.requireBucket(Bucket).versioning === 'Enabled') {
        fail('InvalidRequest', {}, 'Lifecycle rules are not supported for buckets with snapshots enabled')
      }
      return go()
    },
  },
)

/** Whether a bucket keeps versions is its type here, which this call does not tell. */
export const versioningRead = withMembers({}, { answer: answer => ({ ...answer, tree: {} }) })
