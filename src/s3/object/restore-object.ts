import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { bucket, document, key } from '../../protocol/readers.js'
import { integer, oneOf, optional, structure, text } from '../../protocol/shapes.js'
import type { ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { documentIgnores } from '../bucket-settings.js'
import { ignored } from '../ignored.js'
import { requireObject, versionContext, versionId } from '../require-object.js'

const tier = oneOf('Expedited', 'Standard', 'Bulk')

const request = structure({
  Days: optional(integer),
  GlacierJobParameters: optional(structure({ Tier: tier })),
  Type: optional(oneOf('SELECT')),
  Tier: optional(tier),
  Description: optional(text),
})

const day = 86_400_000

/** Copies last for whole days, until the next midnight, UTC. */
const expiryOf = (from: number, days: number): number => (Math.floor(from / day) + days + 1) * day

const refuseClass = (object: ObjectRecord): never =>
  fail(
    'InvalidObjectState',
    { StorageClass: object.storageClass },
    "Restore is not allowed for the object's current storage class",
  )

/**
 * What a request makes of an object's restored copy, and the status that tells it: 202 for a new copy, 200 for one that
 * is kept longer. Readiness follows the mock's clock.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
 */
const restoreOf = (
  object: ObjectRecord,
  { Days = 1, Tier, GlacierJobParameters }: ReturnType<typeof request.read>,
  { at, dialect, features }: OperationContext,
): { readonly restore?: ObjectRecord['restore']; readonly status: 200 | 202 } => {
  const times = dialect.archives?.[object.storageClass]
  if (times === undefined) return features.has('restores-any-object') ? { status: 200 } : refuseClass(object)
  const { restore } = object
  if (restore !== undefined && at < restore.readyAt) return fail('RestoreAlreadyInProgress')
  if (restore !== undefined && at < restore.expires) {
    return { restore: { readyAt: restore.readyAt, expires: expiryOf(at, Days) }, status: 200 }
  }
  const seconds =
    times[GlacierJobParameters?.Tier ?? Tier ?? 'Standard'] ??
    fail('InvalidArgument', {}, 'Retrieval option is not supported by this storage class')
  const readyAt = at + seconds * 1000
  return { restore: { readyAt, expires: expiryOf(readyAt, Days) }, status: 202 }
}

const { ChecksumAlgorithm } = documentIgnores

export const restoreObject: readonly Operation[] = [
  defineOperation({
    name: 'RestoreObject',
    http: 'POST /{Bucket}/{Key+}?restore',
    body: 'document',
    emits: { update: 'object:restore:begun' },
    actions: ['s3:RestoreObject'],
    read: { Bucket: bucket, Key: key, VersionId: versionId, RestoreRequest: document('RestoreRequest', request) },
    ignores: { ...ignored, ChecksumAlgorithm },
    allow: input => [need('s3:RestoreObject', objectArn(input), versionContext(input.VersionId))],
    run: (input, context) => {
      const { RestoreRequest: wanted } = input
      const object = requireObject(context.store, input, 'POST')
      if (wanted.Type !== undefined)
        fail('NotImplemented', {}, 'A restore of type SELECT is not supported by this mock')
      if (wanted.Days === undefined || wanted.Days < 1) fail('MalformedXML')
      const { restore, status } = restoreOf(object, wanted, context)
      if (restore !== undefined) context.store.update(input, { restore })
      return { fresh: status === 202 }
    },
    write: ({ fresh }) => ({ status: fresh ? 202 : 200 }),
  }),
]
