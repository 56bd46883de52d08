import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext, type Reader } from '../../contract/operation.js'
import { type Codec, httpDate, integer } from '../../protocol/codecs.js'
import { bucket, header, key } from '../../protocol/readers.js'
import type { Checksum, ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'
import { checksumElements } from '../checksum-headers.js'
import { checkReadKey, customerKeyReaders } from '../encryption/customer-keys.js'
import { ignored } from '../ignored.js'
import { existingContext, findObject, requireObject, showsVersions, versionId } from '../require-object.js'

const names = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const

type Attribute = (typeof names)[number]

const attributes: Codec<readonly string[]> = {
  holds: 'list',
  read: (value, { wire }) => {
    const asked = value.split(',').map(each => each.trim())
    const unknown = asked.find(each => !names.some(name => name === each))
    return unknown === undefined
      ? asked
      : fail('InvalidArgument', { ArgumentName: wire, ArgumentValue: unknown }, 'Invalid attribute name specified.')
  },
  write: value => value.join(','),
}

const sent = header('x-amz-object-attributes', attributes)

const asked: Reader<readonly string[]> = {
  ...sent,
  demands: { late: true },
  read: (raw, member) =>
    sent.read(raw, member) ??
    fail(
      'InvalidRequest',
      {},
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    ),
}

const read = {
  Bucket: bucket,
  Key: key,
  VersionId: versionId,
  ObjectAttributes: asked,
  MaxParts: header('x-amz-max-parts', integer(0)),
  PartNumberMarker: header('x-amz-part-number-marker', integer(0)),
  ...customerKeyReaders,
}

/** The checksum of a COMPOSITE object stands here without the number of its parts. */
const withoutCount = (checksum: Checksum): Checksum => ({ ...checksum, value: checksum.value.replace(/-\d+$/, '') })

/** Single parts are told only of uploads that have checksums of their own: on AWS, of COMPOSITE ones. */
const partsOf = (
  { parts, checksum: whole }: ObjectRecord,
  { features }: Pick<OperationContext, 'features'>,
  most = 1000,
  marker = 0,
) => {
  if (parts === undefined) return undefined
  const told = whole?.type === 'COMPOSITE' || !features.has('composite-parts-are-told')
  if (!told || parts.every(({ checksum }) => checksum === undefined)) return { PartsCount: parts.length }
  const following = parts.filter(({ number }) => number > marker)
  const shown = following.slice(0, Math.min(most, 1000))
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: Math.min(most, 1000),
    IsTruncated: shown.length < following.length,
    Part: shown.map(({ number, size, checksum }) => ({
      PartNumber: number,
      Size: size,
      ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value }),
    })),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const objectAttributes: readonly Operation[] = [
  defineOperation({
    name: 'GetObjectAttributes',
    http: 'GET /{Bucket}/{Key+}?attributes',
    actions: ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
    read,
    ignores: ignored,
    facts: findObject,
    allow: (input, object) => {
      const context = existingContext(object, input.VersionId)
      const actions =
        input.VersionId === undefined
          ? (['s3:GetObject', 's3:GetObjectAttributes'] as const)
          : (['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'] as const)
      return actions.map(action => need(action, objectArn(input), context))
    },
    run: (input, context) => {
      const { store, features } = context
      const object = requireObject(store, input, 'GET')
      checkReadKey(object.encryption, input, features)
      return {
        object,
        parts: partsOf(object, context, input.MaxParts, input.PartNumberMarker),
        versioned: showsVersions(input.Bucket, store),
      }
    },
    write: ({ object, parts, versioned }, { input }) => {
      const when = <T>(attribute: Attribute, value: T): T | undefined =>
        input.ObjectAttributes.includes(attribute) ? value : undefined
      const { checksum } = object
      return {
        root: 'GetObjectAttributesResponse',
        tree: {
          ETag: when('ETag', object.etag),
          Checksum: when('Checksum', checksum && checksumElements(withoutCount(checksum))),
          ObjectParts: when('ObjectParts', parts),
          StorageClass: when('StorageClass', object.storageClass),
          ObjectSize: when('ObjectSize', object.blob.size),
        },
        headers: {
          'Last-Modified': httpDate.write(object.modified),
          'x-amz-version-id': versioned ? object.versionId : undefined,
        },
      }
    },
  }),
]
