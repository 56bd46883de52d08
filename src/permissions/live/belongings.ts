import type { SigningCredentials } from '../../mock/draft-request.js'
import type { WholeMock } from '../../mock.js'
import type { SceneBucket } from '../../scene/types.js'
import type { Service, ServiceAnswer } from './service.js'

/** What a run has made at a service. Nothing else is written to, and nothing else is taken away. */
export interface Belongings {
  /** Makes the buckets of the scene that are not there, with their objects. */
  prepare(): Promise<void>
  owns(bucket: string): boolean
  exists(bucket: string): Promise<boolean>
  /** A call of the run has made the bucket. */
  adopt(bucket: string): void
  /** Makes own buckets as they were: what a call has changed must not be seen by the next. */
  restore(buckets: readonly string[]): Promise<void>
  /** Takes away all that was made. */
  remove(): Promise<void>
}

/** What a bucket can be made with here; everything else is to be made beforehand by whoever owns the service. */
const plain = ['objects', 'owner']

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body)

const valuesOf = (body: Uint8Array, element: string): string[] =>
  [...textOf(body).matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, value]) =>
    decodeURIComponent(value!.replaceAll('+', ' ').replaceAll('&amp;', '&')),
  )

const must = (answer: ServiceAnswer, what: string): ServiceAnswer => {
  if (answer.status < 300) return answer
  const { status, code, message } = answer
  throw new Error(`${what} failed at the service: ${[status, code, message].filter(Boolean).join(' ')}`)
}

/** Keeps what a run makes with the credentials of `admin`. */
export const createBelongings = (mock: WholeMock, service: Service, admin: SigningCredentials): Belongings => {
  const own = new Set<string>()
  const { location } = service
  const call = (operation: string, input: Readonly<Record<string, unknown>>): Promise<ServiceAnswer> =>
    service.call(operation, input, admin)
  const buckets: ReadonlyMap<string, SceneBucket> = new Map(Object.entries(mock.scene.buckets ?? {}))

  const exists = async (bucket: string): Promise<boolean> => {
    const answer = await call('HeadBucket', { Bucket: bucket })
    return answer.status === 404 ? false : must(answer, `looking for the bucket ${bucket}`).status < 300
  }

  const fill = async (bucket: string): Promise<void> => {
    for (const [key, object] of Object.entries(buckets.get(bucket)?.objects ?? {})) {
      const { bytes: body } = (await mock.bucket(bucket).get(key))!
      const given = typeof object === 'string' || ArrayBuffer.isView(object) ? {} : object
      const { contentType, metadata, tags, storageClass } = given as Exclude<typeof object, string | Uint8Array>
      const answer = await call('PutObject', {
        ...{ Bucket: bucket, Key: key, Body: body },
        ...(contentType !== undefined && { ContentType: contentType }),
        ...(metadata !== undefined && { Metadata: metadata }),
        ...(tags !== undefined && { Tagging: String(new URLSearchParams(tags)) }),
        ...(storageClass !== undefined && { StorageClass: storageClass }),
      })
      must(answer, `writing ${bucket}/${key}`)
    }
  }

  const make = async (bucket: string): Promise<void> => {
    const other = Object.keys(buckets.get(bucket) ?? {}).find(member => !plain.includes(member))
    if (other !== undefined)
      throw new Error(`the bucket ${bucket} has \`${other}\`, which --live does not make: make the bucket beforehand`)
    const place = location === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: location } }
    must(await call('CreateBucket', { Bucket: bucket, ...place }), `making the bucket ${bucket}`)
    own.add(bucket)
    await fill(bucket)
  }

  const empty = async (bucket: string): Promise<void> => {
    const listed = must(await call('ListObjectsV2', { Bucket: bucket, EncodingType: 'url' }), `listing ${bucket}`)
    for (const key of valuesOf(listed.body, 'Key')) await call('DeleteObject', { Bucket: bucket, Key: key })
    const versions = await call('ListObjectVersions', { Bucket: bucket, EncodingType: 'url' })
    const [keys, ids] = [valuesOf(versions.body, 'Key'), valuesOf(versions.body, 'VersionId')]
    for (const [at, key] of keys.entries()) await call('DeleteObject', { Bucket: bucket, Key: key, VersionId: ids[at] })
    const uploads = await call('ListMultipartUploads', { Bucket: bucket, EncodingType: 'url' })
    const [names, uploadIds] = [valuesOf(uploads.body, 'Key'), valuesOf(uploads.body, 'UploadId')]
    for (const [at, key] of names.entries())
      await call('AbortMultipartUpload', { Bucket: bucket, Key: key, UploadId: uploadIds[at] })
  }

  const unmake = async (bucket: string): Promise<void> => {
    if (!own.has(bucket)) throw new Error(`the bucket ${bucket} was not made by this run, and is not deleted`)
    if (await exists(bucket)) {
      await empty(bucket)
      must(await call('DeleteBucket', { Bucket: bucket }), `deleting the bucket ${bucket}`)
    }
    own.delete(bucket)
  }

  return {
    exists,
    owns: bucket => own.has(bucket),
    adopt: bucket => void own.add(bucket),
    prepare: async () => {
      for (const bucket of buckets.keys()) if (!(await exists(bucket))) await make(bucket)
    },
    restore: async names => {
      for (const bucket of names.filter(name => own.has(name))) {
        await unmake(bucket)
        if (buckets.has(bucket)) await make(bucket)
      }
    },
    remove: async () => {
      const left: string[] = []
      for (const bucket of [...own]) {
        await unmake(bucket).catch((error: Error) => left.push(`${bucket} (${error.message})`))
      }
      if (left.length > 0) throw new Error(`buckets of this run are left at the service: ${left.join(', ')}`)
    },
  }
}
