import { fail, isServiceError } from '../../contract/errors.js'
import { defineOperation, type Need, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { type Codec, httpDate, integer as wholeNumber } from '../../protocol/codecs.js'
import { bucket, document, header, key } from '../../protocol/readers.js'
import { flag, integer, list, optional, type StructureOf, structure, text } from '../../protocol/shapes.js'
import { isVersionId } from '../../rules/version-id.js'
import type { ObjectAddress, ObjectRecord, Store } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { ignored } from '../ignored.js'
import { bypass, bypassAction, bypassNeeds, checkBypass, checkRemovable } from '../lock/object-lock-rules.js'
import { checkDeletion } from '../preconditions.js'
import { findObject, showsVersions, versionId } from '../require-object.js'
import { conditionNeeds } from './new-object.js'

/** A condition of a deletion that cannot be read must not count as absent. */
const strictDate: Codec<number> = {
  read: (value, origin) =>
    httpDate.read(value, origin) ?? fail('InvalidArgument', { ArgumentName: origin.wire, ArgumentValue: value }),
  write: httpDate.write,
}

const ignores = {
  ...ignored,
  MFA: 'deletion with MFA is not modelled: the header is refused by name',
}

const emits = { remove: 'object:removed:delete', mark: 'object:removed:marker' } as const
const actions = ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', bypassAction] as const

/** Rights that a deletion needs. The object's tags are no condition of it, the ETag that it must have is one. */
const deletionNeeds = (
  address: ObjectAddress,
  etag: string | undefined,
  found: ObjectRecord | undefined,
): readonly Need<'s3:DeleteObject' | 's3:DeleteObjectVersion' | 's3:GetObject'>[] => [
  address.VersionId === undefined
    ? need('s3:DeleteObject', objectArn(address), etag === undefined ? undefined : { 's3:if-match': etag })
    : need('s3:DeleteObjectVersion', objectArn(address), { 's3:VersionId': address.VersionId }),
  ...conditionNeeds(address, etag, found),
]

/** Only the removal of a version passes over what keeps it. */
const bypassOf = (address: ObjectAddress, asked: boolean | undefined, found: ObjectRecord | undefined) =>
  address.VersionId === undefined ? [] : bypassNeeds(asked, found, address)

const identifier = {
  Key: text,
  VersionId: optional(text),
  ETag: optional(text),
  LastModifiedTime: optional(text),
  Size: optional(integer),
}

type Identifier = StructureOf<typeof identifier>

const seconds = (at: number): number => Math.floor(at / 1000)

/** Removes one object or version if its conditions hold; a missing key is no error, but meets no condition. */
const removeIf = (
  store: Store,
  features: OperationContext['features'],
  address: ObjectAddress,
  given: {
    readonly ETag?: string | undefined
    readonly modified?: number | undefined
    readonly Size?: number | undefined
    readonly bypassed?: boolean | undefined
  },
  at: number,
) => {
  const present = store.object(address.Bucket, address.Key, address.VersionId)
  const violated = (condition: string): never => fail('PreconditionFailed', { Condition: condition })
  if (given.ETag !== undefined) checkDeletion(given.ETag, present, address, features)
  if (
    given.modified !== undefined &&
    (present === undefined || seconds(present.modified) !== seconds(given.modified))
  ) {
    violated('x-amz-if-match-last-modified-time')
  }
  if (given.Size !== undefined && present?.blob.size !== given.Size) violated('x-amz-if-match-size')
  // without a version a marker is put on top, which takes nothing away
  if (address.VersionId !== undefined) checkRemovable(present, given.bypassed, { at })
  return store.remove(address)
}

/** A date of the document; text that is none is an error here. */
const dateOf = (value: string | undefined): number | undefined => {
  const at = value === undefined ? undefined : Date.parse(value)
  return Number.isNaN(at) ? fail('MalformedXML') : at
}

const removed = ({ Key, VersionId }: Identifier, removal: ReturnType<Store['remove']>) => ({
  Key,
  VersionId,
  ...(removal.deleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: removal.versionId }),
})

export const deleteObject: readonly Operation[] = [
  defineOperation({
    name: 'DeleteObject',
    http: 'DELETE /{Bucket}/{Key+}',
    emits,
    actions,
    read: {
      Bucket: bucket,
      Key: key,
      VersionId: versionId,
      IfMatch: header('if-match'),
      IfMatchLastModifiedTime: header('x-amz-if-match-last-modified-time', strictDate),
      IfMatchSize: header('x-amz-if-match-size', wholeNumber(0, Number.MAX_SAFE_INTEGER)),
      BypassGovernanceRetention: bypass,
    },
    ignores,
    facts: findObject,
    allow: (input, found) => [
      ...deletionNeeds(input, input.IfMatch, found),
      ...bypassOf(input, input.BypassGovernanceRetention, found),
    ],
    run: (input, { store, features, at }) => {
      checkBypass(input.BypassGovernanceRetention, features)
      store.requireBucket(input.Bucket)
      const given = {
        ETag: input.IfMatch,
        modified: input.IfMatchLastModifiedTime,
        Size: input.IfMatchSize,
        bypassed: input.BypassGovernanceRetention,
      }
      const removal = removeIf(store, features, input, given, at)
      return { ...removal, versioned: showsVersions(input.Bucket, store) }
    },
    write: ({ deleteMarker, versionId: version, versioned }) => ({
      status: 204,
      headers: {
        'x-amz-delete-marker': deleteMarker ? 'true' : undefined,
        'x-amz-version-id': versioned ? version : undefined,
      },
    }),
  }),

  defineOperation({
    name: 'DeleteObjects',
    http: 'POST /{Bucket}?delete',
    body: 'document',
    emits,
    actions,
    read: {
      Bucket: bucket,
      Delete: document('Delete', structure({ Objects: list(structure(identifier), 'Object'), Quiet: optional(flag) })),
      BypassGovernanceRetention: bypass,
    },
    ignores: { ...ignores, ChecksumAlgorithm: 'checked over the bytes by core, which reads it' },
    // the call itself needs no right: each key is judged by itself
    allow: () => [],
    run: ({ Bucket, Delete: { Objects, Quiet = false }, BypassGovernanceRetention: bypassed }, context) => {
      const { store, features, limits, dialect, at, can, hideMissing } = context
      checkBypass(bypassed, features)
      if (Objects.length === 0 || Objects.length > limits.keysPerDelete) fail('MalformedXML')
      const unversioned = store.requireBucket(Bucket).versioning === undefined
      const conditions = Objects.map(object => dateOf(object.LastModifiedTime))
      const outcomes = Objects.map((object, index) => {
        const { Key, VersionId, ETag, Size } = object
        const address = { Bucket, Key, VersionId }
        const refused = (Code: string, Message: string) => ({ error: { Key, VersionId, Code, Message } })
        if (Key === '') return refused('UserKeyMustBeSpecified', 'The user key must be specified.')
        const noVersion = () => refused('NoSuchVersion', 'The specified version does not exist.')
        if (VersionId !== undefined && !isVersionId(VersionId, dialect)) return noVersion()
        const found = store.object(Bucket, Key, VersionId)
        const needs = [...deletionNeeds(address, ETag, found), ...bypassOf(address, bypassed, found)]
        const asked = needs.filter(({ onlyWith }) => onlyWith === undefined || features.has(onlyWith))
        if (!asked.every(each => can(each).decision === 'allowed')) return refused('AccessDenied', 'Access Denied')
        const impossible = unversioned && VersionId !== undefined && VersionId !== 'null'
        if (impossible && features.has('version-ids-are-checked')) return noVersion()
        try {
          const given = { ETag, Size, modified: conditions[index], bypassed }
          return { deleted: removed(object, removeIf(store, features, address, given, at)) }
        } catch (error) {
          const told = hideMissing(error)
          if (!isServiceError(told)) throw told
          return refused(told.code, told.message)
        }
      })
      return {
        deleted: Quiet ? [] : outcomes.flatMap(outcome => ('deleted' in outcome ? [outcome.deleted] : [])),
        errors: outcomes.flatMap(outcome => ('error' in outcome ? [outcome.error] : [])),
      }
    },
    write: ({ deleted, errors }) => ({ root: 'DeleteResult', tree: { Deleted: deleted, Error: errors } }),
  }),
]
