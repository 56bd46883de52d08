import { fail } from '../../contract/errors.js'
import { defineOperation, type InputOf, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { httpDate } from '../../protocol/codecs.js'
import { bucket, header, key } from '../../protocol/readers.js'
import type { ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checksumHeaders, checksumMode } from '../checksum-headers.js'
import { checkReadKey, customerKeyReaders } from '../encryption/customer-keys.js'
import { refuseOnRead } from '../encryption/encryption-headers.js'
import { ignored } from '../ignored.js'
import { checkRead } from '../preconditions.js'
import { contentRange } from '../ranges.js'
import { existingContext, findObject, requireObject, versionId } from '../require-object.js'
import { isArchived, objectHeaders, overrideReaders, overridesOf } from './object-answer.js'
import { partReaders, type Selection, selectPart } from './object-part.js'

const readers = {
  Bucket: bucket,
  Key: key,
  VersionId: versionId,
  IfMatch: header('if-match'),
  IfNoneMatch: header('if-none-match'),
  IfModifiedSince: header('if-modified-since', httpDate),
  IfUnmodifiedSince: header('if-unmodified-since', httpDate),
  ...partReaders,
  ...overrideReaders,
  ChecksumMode: checksumMode,
  ...customerKeyReaders,
}

type ReadInput = InputOf<typeof readers>

const actions = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTagging',
  's3:GetObjectVersionTagging',
  's3:GetObjectRetention',
  's3:GetObjectLegalHold',
] as const

type Action = (typeof actions)[number]

const needsOf = (input: ReadInput, object: ObjectRecord | undefined) => [
  need(
    input.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
    objectArn(input),
    existingContext(object, input.VersionId),
  ),
]

const mayCountTags = (input: ReadInput, object: ObjectRecord, context: OperationContext<Action>): boolean =>
  object.tags.length > 0 &&
  context.may(
    need(
      input.VersionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging',
      objectArn(input),
      existingContext(object, input.VersionId),
    ),
  )

/** How long the object is kept, told to those who may ask for that by itself. */
const lockHeaders = (
  input: ReadInput,
  { retention, legalHold }: ObjectRecord,
  { may }: OperationContext<Action>,
): Record<string, string | undefined> => {
  const right = (action: 's3:GetObjectRetention' | 's3:GetObjectLegalHold') => may(need(action, objectArn(input)))
  const kept = retention !== undefined && right('s3:GetObjectRetention') ? retention : undefined
  const held = legalHold !== undefined && right('s3:GetObjectLegalHold') ? legalHold : undefined
  return {
    'x-amz-object-lock-mode': kept?.mode,
    'x-amz-object-lock-retain-until-date': kept && new Date(kept.until).toISOString(),
    'x-amz-object-lock-legal-hold': held === undefined ? undefined : held ? 'ON' : 'OFF',
  }
}

/** The checksum of what is sent: a range has none unless it covers the whole object. */
const checksumOf = (
  { checksum, blob }: ObjectRecord,
  { part, range }: Selection,
  features: OperationContext['features'],
): Record<string, string> => {
  const whole = range === undefined || range.end - range.start === blob.size
  const told = checksum?.type === 'COMPOSITE' || !features.has('composite-parts-are-told')
  if (part?.checksum !== undefined && told)
    return checksumHeaders({ ...part.checksum, type: checksum?.type ?? part.checksum.type })
  return whole ? checksumHeaders(checksum) : {}
}

/** Finds what a read sends, and all headers of its answer. */
const readObject = (input: ReadInput, context: OperationContext<Action>, method: 'GET' | 'HEAD') => {
  const { store, features } = context
  const overrides = overridesOf(input, context.principal.kind === 'anonymous')
  const object = requireObject(store, input, method)
  refuseOnRead(context.request, context)
  checkReadKey(object.encryption, input, features)
  checkRead(input, object, features, context.at, { 'Last-Modified': httpDate.write(object.modified) })
  if (method === 'GET' && isArchived(object, context)) fail('InvalidObjectState', { StorageClass: object.storageClass })
  const selection = selectPart(input, object)
  const { range, partsCount } = selection
  const { size } = object.blob
  return {
    blob: object.blob,
    range,
    headers: {
      ...objectHeaders(object, input.Bucket, context),
      ...(input.ChecksumMode !== undefined && checksumOf(object, selection, features)),
      'x-amz-mp-parts-count': partsCount,
      'x-amz-tagging-count': mayCountTags(input, object, context) ? object.tags.length : undefined,
      ...lockHeaders(input, object, context),
      ...overrides,
      'Content-Length': range === undefined ? size : range.end - range.start,
      'Content-Range': range === undefined ? undefined : contentRange(range, size),
    },
  }
}

/** GetObject and HeadObject: one reading, with and without the bytes. */
export const getObject: readonly Operation[] = [
  defineOperation({
    name: 'GetObject',
    http: 'GET /{Bucket}/{Key+}',
    actions,
    read: readers,
    ignores: ignored,
    facts: findObject,
    allow: needsOf,
    run: (input, context) => readObject(input, context, 'GET'),
    write: ({ blob, range, headers }) => ({
      status: range === undefined ? 200 : 206,
      headers,
      body: blob.read(range?.start, range?.end),
    }),
  }),
  defineOperation({
    name: 'HeadObject',
    http: 'HEAD /{Bucket}/{Key+}',
    actions,
    read: readers,
    ignores: ignored,
    facts: findObject,
    allow: needsOf,
    run: (input, context) => readObject(input, context, 'HEAD'),
    write: ({ range, headers }) => ({ status: range === undefined ? 200 : 206, headers }),
  }),
]
