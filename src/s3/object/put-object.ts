import { fail } from '../../contract/errors.js'
import { defineOperation, type Operation } from '../../contract/operation.js'
import type { WireRequest } from '../../contract/wire.js'
import { bucket, header, key, payload } from '../../protocol/readers.js'
import { checksumHeaders, checksumMembers, checksumOfBody } from '../checksum-headers.js'
import { ignored } from '../ignored.js'
import { checkWrite, withDates } from '../preconditions.js'
import { findObject } from '../require-object.js'
import {
  conditionContext,
  conditionNeeds,
  describeObject,
  newObjectReaders,
  unmodelledWrites,
  writeActions,
  writeNeeds,
} from './new-object.js'
import { storedHeaders } from './object-answer.js'

const requireLength = ({ headers, body }: WireRequest): void => {
  const known = headers.has('content-length') || headers.has('x-amz-decoded-content-length')
  if (!known && body.length === undefined) fail('MissingContentLength')
}

export const putObject: readonly Operation[] = [
  defineOperation({
    name: 'PutObject',
    http: 'PUT /{Bucket}/{Key+}',
    body: 'stream',
    emits: { put: 'object:created:put' },
    actions: [...writeActions, 's3:GetObject'],
    read: {
      Bucket: bucket,
      Key: key,
      Body: payload,
      ...newObjectReaders,
      IfMatch: header('if-match'),
      IfNoneMatch: header('if-none-match'),
    },
    ignores: {
      ...ignored,
      ...checksumMembers,
      ...unmodelledWrites,
      ContentLength: 'checked over the bytes by core, which reads it',
      WriteOffsetBytes: 'appending is for directory buckets: the header is refused by name',
    },
    facts: ({ Bucket, Key }, view) => findObject({ Bucket, Key }, view),
    allow: (input, found) => [
      ...writeNeeds(input, { ...conditionContext(input), 's3:ObjectCreationOperation': 'true' }),
      ...conditionNeeds(input, input.IfMatch, found),
    ],
    run: async (input, context) => {
      const { store, features, dialect } = context
      requireLength(context.request)
      const described = describeObject(input, context)
      const conditions = withDates(input, context.request.headers)
      const check = () => checkWrite(conditions, store.object(input.Bucket, input.Key), input, features)
      check()
      const body = await context.body.store({ otherwise: dialect.defaultChecksum })
      // another write may have come while the body did
      check()
      const checksum = checksumOfBody(body, dialect)
      const object = store.put(input, { ...described, blob: body.blob, etag: body.md5, ...(checksum && { checksum }) })
      return { object, stored: storedHeaders(object, input.Bucket, store) }
    },
    write: ({ object, stored }) => ({
      headers: {
        ETag: `"${object.etag}"`,
        ...checksumHeaders(object.checksum),
        ...stored,
      },
    }),
  }),
]
