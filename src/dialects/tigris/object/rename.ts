import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { flag } from '../../../protocol/codecs.js'
import { bucket, header, key } from '../../../protocol/readers.js'
import { objectArn } from '../../../s3/arn.js'
import { parseCopySource } from '../../../s3/object/copy-source.js'
import { requireObject } from '../../../s3/require-object.js'

/** The object under another key of its bucket. https://www.tigrisdata.com/docs/objects/object-rename/ */
const moveObject = defineOperation({
  name: 'MoveObject',
  http: 'PUT /{Bucket}/{Key+}',
  emits: { put: 'object:renamed' },
  actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  read: {
    Bucket: bucket,
    Key: key,
    CopySource: header('x-amz-copy-source').required,
    Rename: header('x-tigris-rename', flag).is(true),
  },
  allow: input => {
    const source = parseCopySource(input.CopySource)
    return [
      need('s3:GetObject', objectArn(source)),
      need('s3:PutObject', objectArn(input)),
      need('s3:DeleteObject', objectArn(source)),
    ]
  },
  run: ({ Bucket, Key, CopySource }, { store }) => {
    const source = parseCopySource(CopySource)
    store.requireBucket(Bucket)
    if (source.Bucket !== Bucket || source.VersionId !== undefined) {
      fail('InvalidArgument', { ArgumentName: 'x-amz-copy-source' }, 'An object can be renamed within its bucket only')
    }
    const object = requireObject(store, source, 'PUT')
    if (source.Key === Key) fail('InvalidRequest', {}, 'An object cannot be renamed to its own name')
    const moved = store.put({ Bucket, Key }, object)
    store.discard(source)
    return moved
  },
  write: ({ etag, modified }) => ({
    root: 'CopyObjectResult',
    tree: { ETag: `"${etag}"`, LastModified: new Date(modified) },
  }),
})

export const rename: readonly Operation[] = [moveObject]
