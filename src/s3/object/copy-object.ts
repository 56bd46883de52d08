import { fail } from '../../contract/errors.js'
import { defineOperation, type InputOf, need, type Operation, type OperationContext } from '../../contract/operation.js'
import type { Codec } from '../../protocol/codecs.js'
import { bucket, header, key } from '../../protocol/readers.js'
import type { ObjectAddress, ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checksumAlgorithm, checksumElements } from '../checksum-headers.js'
import { sourceKeyOf, sourceKeyReaders } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import { checkCopySource, checkWrite, withDates } from '../preconditions.js'
import { findObject, showsVersions } from '../require-object.js'
import { describeCopy } from './copied-bytes.js'
import {
  copyConditionReaders,
  copySourceContext,
  parseCopySource,
  requireSource,
  sourceActions,
  sourceNeeds,
  sourceVersionOf,
} from './copy-source.js'
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

const directive = (noun: string): Codec<'COPY' | 'REPLACE'> => ({
  read: (value, { wire }) =>
    value === 'COPY' || value === 'REPLACE'
      ? value
      : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: value }, `Unknown ${noun} directive.`),
  write: value => value,
})

const readers = {
  Bucket: bucket,
  Key: key,
  CopySource: header('x-amz-copy-source').required,
  ...copyConditionReaders,
  ...sourceKeyReaders,
  ...newObjectReaders,
  MetadataDirective: header('x-amz-metadata-directive', directive('metadata')),
  TaggingDirective: header('x-amz-tagging-directive', directive('tagging')),
  ChecksumAlgorithm: header('x-amz-checksum-algorithm', checksumAlgorithm),
  IfMatch: header('if-match'),
  IfNoneMatch: header('if-none-match'),
}

type CopyInput = InputOf<typeof readers>

const keptOut = 'not modelled: no entry reads its header, so a request with it is refused by name'

const largestCopy = 5 * 1024 ** 3

/** A copy of the current version onto itself must change something. */
const refuseIdentity = (
  input: CopyInput,
  source: ObjectAddress,
  object: ObjectRecord,
  { store }: OperationContext,
): void => {
  if (source.Bucket !== input.Bucket || source.Key !== input.Key) return
  if (store.object(input.Bucket, input.Key) !== object) return
  const { MetadataDirective, StorageClass, ServerSideEncryption, SSECustomerAlgorithm, WebsiteRedirectLocation } = input
  const headers = [StorageClass, ServerSideEncryption, SSECustomerAlgorithm, WebsiteRedirectLocation]
  const changes = headers.some(each => each !== undefined)
  if (changes || MetadataDirective === 'REPLACE') return
  // encryption that the bucket was told of counts as a change: AWS, recorded 2026-02-21
  if (store.requireBucket(input.Bucket).settings.encryption !== undefined) return
  fail(
    'InvalidRequest',
    {},
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}

/** What the copy takes from its source, and what from the request. */
const describeTarget = (
  input: CopyInput,
  object: ObjectRecord,
  context: OperationContext,
): ReturnType<typeof describeObject> => {
  const own = describeObject(input, context)
  const { websiteRedirectLocation } = own.system
  return {
    ...own,
    ...(input.MetadataDirective !== 'REPLACE' && {
      system: { ...object.system, websiteRedirectLocation },
      metadata: object.metadata,
    }),
    ...(input.TaggingDirective !== 'REPLACE' && { tags: object.tags }),
  }
}

export const copyObject: readonly Operation[] = [
  defineOperation({
    name: 'CopyObject',
    http: 'PUT /{Bucket}/{Key+}',
    emits: { put: 'object:created:copy' },
    actions: [...writeActions, ...sourceActions],
    read: readers,
    ignores: {
      ...ignored,
      ...unmodelledWrites,
      AnnotationDirective: keptOut,
    },
    facts: ({ Bucket, Key, CopySource }, view) => ({
      object: findObject(parseCopySource(CopySource), view),
      target: findObject({ Bucket, Key }, view),
    }),
    allow: (input, { object, target: found }) => {
      const source = parseCopySource(input.CopySource)
      const copiesTags = input.TaggingDirective !== 'REPLACE' && (object?.tags.length ?? 0) > 0
      const tagging = input.TaggingDirective === 'REPLACE' ? input.Tagging : undefined
      const target = writeNeeds(
        { ...input, Tagging: tagging },
        {
          ...conditionContext(input),
          ...copySourceContext(source),
          ...(input.MetadataDirective && { 's3:x-amz-metadata-directive': input.MetadataDirective }),
          's3:ObjectCreationOperation': 'true',
        },
      )
      const tags = copiesTags ? [need('s3:PutObjectTagging', objectArn(input), target[0]?.context)] : []
      const condition = conditionNeeds(input, input.IfMatch, found)
      return [...sourceNeeds(source, object, copiesTags), ...target, ...tags, ...condition]
    },
    run: async (input, context) => {
      const { store, features } = context
      store.requireBucket(input.Bucket)
      const source = parseCopySource(input.CopySource)
      const object = requireSource(source, sourceKeyOf(input), context)
      if (object.blob.size > largestCopy) {
        fail(
          'InvalidRequest',
          {},
          `The specified copy source is larger than the maximum allowable size for a copy source: ${largestCopy}`,
        )
      }
      checkCopySource(input, object, features, context.at)
      refuseIdentity(input, source, object, context)
      const target = describeTarget(input, object, context)
      const bytes = await describeCopy(object, input.ChecksumAlgorithm, context.dialect.defaultChecksum)
      checkWrite(withDates(input, context.request.headers), store.object(input.Bucket, input.Key), input, features)
      const copy = store.put(input, { ...target, ...bytes, blob: object.blob })
      return {
        copy,
        stored: storedHeaders(copy, input.Bucket, store),
        version: showsVersions(input.Bucket, store) ? copy.versionId : undefined,
        sourceVersion: sourceVersionOf(source, object, context),
      }
    },
    write: ({ copy, stored, version, sourceVersion }) => ({
      root: 'CopyObjectResult',
      tree: {
        ETag: `"${copy.etag}"`,
        LastModified: new Date(copy.modified),
        ...checksumElements(copy.checksum),
      },
      // told while versioning is suspended, too: AWS, recorded 2026-02-21
      headers: { 'x-amz-copy-source-version-id': sourceVersion, ...stored, 'x-amz-version-id': version },
    }),
  }),
]
