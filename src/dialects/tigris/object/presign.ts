import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../../contract/operation.js'
import { jsonDocument, jsonInteger, jsonObject, jsonOneOf, jsonText } from '../../../protocol/json-shapes.js'
import { objectArn } from '../../../s3/arn.js'
import { isBucketName } from '../../../s3/bucket/bucket-name.js'
import type { BucketRecord } from '../../../store/types.js'
import { settingsOf } from '../bucket/bucket-settings.js'

const request = jsonObject(
  { bucket: jsonText, key: jsonText, key_id: jsonText, type: jsonOneOf('get', 'put') },
  { expires_in: jsonInteger(1, 7_776_000), version_id: jsonText },
)

/** What is signed must be what is judged: one object of one bucket. */
const checkTarget = ({ bucket, key }: { readonly bucket: string; readonly key: string }): void => {
  if (!isBucketName(bucket)) fail('InvalidBucketName', { BucketName: bucket })
  if (key === '') fail('InvalidArgument', { ArgumentName: 'key', ArgumentValue: '' }, 'key must not be empty')
  if (Buffer.byteLength(key) > 1024) fail('KeyTooLongError')
}

/** The same URL on the bucket's own domain; only one with the bucket in its host can be moved there. */
const onDomain = (url: string, bucket: BucketRecord | undefined): string | undefined => {
  const domain = bucket && settingsOf(bucket).customDomain
  if (domain === undefined) return undefined
  const moved = new URL(url)
  if (!moved.hostname.startsWith(`${bucket?.name}.`)) return undefined
  moved.host = domain
  return moved.toString()
}

/** A URL presigned by the service, for a key whose secret the caller need not know. */
const presignUrl = defineOperation({
  name: 'PresignUrl',
  http: 'POST /?func=presign',
  body: 'document',
  protocol: 'json',
  actions: ['s3:GetObject', 's3:PutObject'],
  read: { Request: jsonDocument(request) },
  allow: ({ Request: asked }) => {
    checkTarget(asked)
    const { bucket, key, type } = asked
    return [need(type === 'get' ? 's3:GetObject' : 's3:PutObject', objectArn({ Bucket: bucket, Key: key }))]
  },
  run: ({ Request: asked }, { presign, principal, store }) => {
    const { bucket, key, key_id: keyId, type, expires_in: expires = 3600, version_id: version } = asked
    if (version !== undefined && type === 'put') fail('InvalidArgument', {}, 'version_id goes with the type get')
    const query = version === undefined ? undefined : `versionId=${encodeURIComponent(version)}`
    const url = presign(
      { method: type === 'get' ? 'GET' : 'PUT', bucket, key, keyId, expires, ...(query && { query }) },
      principal.account,
    )
    if (url === undefined) return fail('InvalidAccessKeyId', { AWSAccessKeyId: keyId })
    return { url, ofDomain: onDomain(url, store.bucket(bucket)) }
  },
  write: ({ url, ofDomain }, { input: { Request: asked } }) => ({
    tree: {
      url,
      bucket: asked.bucket,
      key: asked.key,
      key_id: asked.key_id,
      type: asked.type,
      custom_domain_url: ofDomain,
    },
  }),
})

export const presigning: readonly Operation[] = [presignUrl]
