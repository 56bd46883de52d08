import { expect, test } from 'vitest'
import type { Bytes } from '../../src/contract/wire.js'
import { memoryBlob } from '../../src/store/blob-kinds.js'
import type { ListUploadsPage, PartRecord, Store, UploadRecord } from '../../src/store/types.js'
import { errorOf, newObject, setup } from './setup.js'

const begin = (store: Store, key: string, change: Partial<UploadRecord> = {}): UploadRecord => {
  const { blob: _blob, etag: _etag, ...object } = newObject({ metadata: { team: 'red' } })
  return store.createUpload({ bucket: 'b', key, initiator: 'tid_maker', object, ...change })
}

const addressOf = (upload: UploadRecord) => ({ Bucket: upload.bucket, Key: upload.key, UploadId: upload.id })

const part = (number: number, text: string): Omit<PartRecord, 'modified'> => ({
  number,
  blob: memoryBlob(Buffer.from(text)),
  etag: `etag-${text}`,
  checksums: { CRC32: `crc-${text}` },
})

const textOf = async (bytes: Bytes): Promise<string> => {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes).toString()
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('parts come in any order and stand in ascending order', () => {
  const { store } = setup()
  const upload = begin(store, 'a')
  for (const number of [3, 10000, 1, 20]) store.putPart(addressOf(upload), part(number, `${number}`))

  const { parts } = store.requireUpload(addressOf(upload))

  expect([...parts.keys()]).toEqual([1, 3, 20, 10000])
  expect([...parts].map(([number, record]) => [number, record.etag])[2]).toEqual([20, 'etag-20'])
  expect(parts.size).toBe(4)
  expect(parts.has(2)).toBe(false)
  expect(upload.parts.size).toBe(0)
})

test('a part that is sent again replaces the first', () => {
  const { store } = setup()
  const upload = begin(store, 'a')
  store.putPart(addressOf(upload), part(1, 'old'))
  store.putPart(addressOf(upload), part(1, 'new'))

  expect(store.requireUpload(addressOf(upload)).parts.get(1)?.etag).toBe('etag-new')
})

test('completing joins the chosen parts under what the upload was told', async () => {
  const { store } = setup()
  const upload = begin(store, 'a', { checksumAlgorithm: 'CRC32' })
  const chosen = ['one ', 'two ', 'three'].map((text, index) => store.putPart(addressOf(upload), part(index + 1, text)))
  store.putPart(addressOf(upload), part(9, 'left out'))

  const object = store.completeUpload(addressOf(upload), chosen, {
    etag: 'x-3',
    checksum: { algorithm: 'CRC32', value: 'whole-3', type: 'COMPOSITE' },
  })

  expect(object).toMatchObject({ key: 'a', etag: 'x-3', versionId: 'null', metadata: { team: 'red' } })
  expect(object.parts?.[1]).toEqual({
    number: 2,
    size: 4,
    etag: 'etag-two ',
    checksum: { algorithm: 'CRC32', value: 'crc-two ', type: 'FULL_OBJECT' },
  })
  expect(await textOf(store.get({ Bucket: 'b', Key: 'a' }).blob.read())).toBe('one two three')
  expect(errorOf(() => store.requireUpload(addressOf(upload)))).toMatchObject({ code: 'NoSuchUpload' })
})

test('completing in a versioned bucket makes a version', () => {
  const { store } = setup({ versioning: 'Enabled' })
  const upload = begin(store, 'a')
  const only = store.putPart(addressOf(upload), part(1, 'text'))

  const object = store.completeUpload(addressOf(upload), [only], { etag: 'x-1' })

  expect(object.versionId).not.toBe('null')
  expect(object.parts).toEqual([{ number: 1, size: 4, etag: 'etag-text' }])
})

test('an aborted upload is gone and leaves no object', () => {
  const { store } = setup()
  const upload = begin(store, 'a')
  store.putPart(addressOf(upload), part(1, 'text'))

  store.abortUpload(addressOf(upload))

  expect([...store.uploads('b')]).toEqual([])
  expect(store.object('b', 'a')).toBeUndefined()
  for (const use of [
    () => store.abortUpload(addressOf(upload)),
    () => store.putPart(addressOf(upload), part(2, 'late')),
    () => store.completeUpload(addressOf(upload), [], { etag: 'x' }),
  ]) {
    expect(errorOf(use)).toEqual(expect.objectContaining({ code: 'NoSuchUpload', details: { UploadId: upload.id } }))
  }
})

test('an upload is found under its own key only', () => {
  const { store } = setup()
  const upload = begin(store, 'a')

  expect(store.upload('b', 'a', upload.id)).toBe(upload)
  expect(store.upload('b', 'other', upload.id)).toBeUndefined()
  expect(errorOf(() => store.requireUpload({ ...addressOf(upload), Key: 'other' })).code).toBe('NoSuchUpload')
})

test('uploads are listed by key, then in the order of their begin', () => {
  const { store } = setup()
  const uploads = ['b', 'a', 'c/1', 'a', 'c/2'].map(key => begin(store, key))

  expect([...store.uploads('b')].map(upload => uploads.indexOf(upload))).toEqual([1, 3, 0, 2, 4])
})

test('pages of uploads together are the full list, groups once', () => {
  const { store } = setup()
  const uploads = ['b', 'a', 'c/1', 'a', 'a', 'c/2', 'd'].map(key => begin(store, key))
  const found: (number | string)[] = []

  let page: ListUploadsPage | undefined
  do {
    const marker = { keyMarker: page?.nextKey, uploadIdMarker: page?.nextUploadId }
    page = store.listUploads('b', { limit: 2, delimiter: '/', ...marker })
    for (const entry of page.entries) found.push('prefix' in entry ? entry.prefix : uploads.indexOf(entry.upload))
  } while (page.truncated)

  expect(found).toEqual([1, 3, 4, 0, 'c/', 6])
  expect(store.listUploads('b', { limit: 9, uploadIdMarker: 'not looked at' }).entries).toHaveLength(7)
})

test('uploads in progress neither keep a bucket nor outlive it', () => {
  const { store } = setup()
  const upload = begin(store, 'a')

  store.deleteBucket('b')

  expect(errorOf(() => store.requireUpload(addressOf(upload))).code).toBe('NoSuchBucket')
})

test('a checkpoint keeps an upload as it was', () => {
  const { store, world, at } = setup()
  const upload = begin(store, 'a')
  store.putPart(addressOf(upload), part(1, 'kept'))
  const checkpoint = world.checkpoint()

  store.putPart(addressOf(upload), part(2, 'later'))
  store.abortUpload(addressOf(upload))

  expect([...at(checkpoint).requireUpload(addressOf(upload)).parts.keys()]).toEqual([1])
})
