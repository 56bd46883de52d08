import * as storage from '@tigrisdata/storage'
import { expect } from 'vitest'
import { dataOf } from '../setup.js'
import type { Calls, Stage } from './stage.js'

const textOf = ({ at }: Stage, key: string) => dataOf(storage.get(key, 'string', at()))
const keysOf = async ({ at }: Stage) => (await dataOf(storage.list(at()))).items.map(({ name }) => name)

const begin = async ({ at }: Stage) => {
  const { uploadId } = await dataOf(storage.initMultipartUpload('parts', at()))
  const [part] = await dataOf(storage.getPartsPresignedUrls('parts', [1], uploadId, at()))
  const { status, headers } = await fetch(part?.url ?? '', { method: 'PUT', body: 'part' })
  return { uploadId, status, etag: headers.get('etag') ?? '' }
}

const complete = async (stage: Stage) => {
  const { uploadId, etag } = await begin(stage)
  await dataOf(storage.completeMultipartUpload('parts', uploadId, [{ 1: etag }], stage.at()))
  return textOf(stage, 'parts')
}

/** Deletes `a` from a bucket that keeps what is deleted. */
const removeSoftly = async ({ at }: Stage) => {
  await dataOf(storage.updateBucket('files', { softDelete: { enabled: true, retentionDays: 7 }, ...at() }))
  await dataOf(storage.remove('a', at()))
  return (await deletedOf({ at }))[0]?.versionId ?? ''
}
const deletedOf = async ({ at }: Pick<Stage, 'at'>) =>
  (await dataOf(storage.listVersions({ deleted: true, ...at() }))).versions

const without404 = async ({ at }: Stage) => (await dataOf(storage.head('none', at()))) ?? 'nothing'

/** The calls of `@tigrisdata/storage` for objects. */
export const callsOfObjects = {
  bundle: [
    async ({ at }) => {
      const { body, contentType } = await dataOf(storage.bundle(['a', 'b'], at()))
      return [contentType, await new Response(body).text()]
    },
    ['application/x-tar', expect.stringMatching(/hello[\s\S]*second/)],
  ],
  completeMultipartUpload: [complete, 'part'],
  copy: [async stage => [await dataOf(storage.copy('a', 'c', stage.at())), await textOf(stage, 'c')], [{}, 'hello']],
  get: [stage => textOf(stage, 'a'), 'hello'],
  getPartsPresignedUrls: [begin, { status: 200 }],
  getPresignedUrl: [
    async ({ at }) => {
      const { url } = await dataOf(storage.getPresignedUrl('a', { operation: 'get', ...at() }))
      return (await fetch(url)).text()
    },
    'hello',
  ],
  getRestoreInfo: [({ at }) => dataOf(storage.getRestoreInfo('cold', at())), { status: 'archived' }],
  getSignedUploadUrl: [
    async stage => {
      const { url } = await dataOf(storage.getSignedUploadUrl('c', stage.at()))
      const { status } = await fetch(url, { method: 'PUT', body: 'sent' })
      return [status, await textOf(stage, 'c')]
    },
    [200, 'sent'],
  ],
  handleClientUpload: [
    async stage => {
      const asked = { action: storage.UploadAction.SinglepartInit, name: 'c' }
      const { url } = (await dataOf(storage.handleClientUpload(asked, stage.at().config))) as { readonly url: string }
      await fetch(url, { method: 'PUT', body: 'sent' })
      return textOf(stage, 'c')
    },
    'sent',
  ],
  head: [
    async stage => [await dataOf(storage.head('a', stage.at())), await without404(stage)],
    [{ size: 5 }, 'nothing'],
  ],
  initMultipartUpload: [
    async ({ at }) => (await dataOf(storage.initMultipartUpload('parts', at()))).uploadId.length > 0,
    true,
  ],
  isMigrated: [({ at }) => dataOf(storage.isMigrated('a', at())), true],
  list: [keysOf, ['a', 'b', 'cold']],
  listVersions: [
    async ({ at }) => (await dataOf(storage.listVersions(at('past')))).versions,
    [{ name: 'a', isLatest: true }],
  ],
  migrate: [
    async ({ at }) => {
      await dataOf(storage.migrate('a', at()))
      return dataOf(storage.isMigrated('a', at()))
    },
    true,
  ],
  move: [
    async stage => {
      await dataOf(storage.move('a', 'moved', stage.at()))
      return keysOf(stage)
    },
    ['b', 'cold', 'moved'],
  ],
  purgeDeletedObject: [
    async stage => {
      await dataOf(storage.purgeDeletedObject('a', await removeSoftly(stage), stage.at()))
      return deletedOf(stage)
    },
    [],
  ],
  put: [
    async stage => [await dataOf(storage.put('c', 'sent', stage.at())), await textOf(stage, 'c')],
    [{ path: 'c', size: 4 }, 'sent'],
  ],
  remove: [
    async stage => {
      await dataOf(storage.remove('a', stage.at()))
      return keysOf(stage)
    },
    ['b', 'cold'],
  ],
  restoreDeletedObject: [
    async stage => {
      await dataOf(storage.restoreDeletedObject('a', await removeSoftly(stage), stage.at()))
      return textOf(stage, 'a')
    },
    'hello',
  ],
  restoreObject: [
    async ({ at }) => {
      await dataOf(storage.restoreObject('cold', { days: 2, ...at() }))
      return dataOf(storage.getRestoreInfo('cold', at()))
    },
    { status: 'in-progress' },
  ],
  setObjectAccess: [
    async stage => {
      await dataOf(storage.updateBucket('files', { allowObjectAcl: true, ...stage.at() }))
      return dataOf(storage.setObjectAccess('a', { access: 'public', ...stage.at() }))
    },
    { path: 'a' },
  ],
  setTigrisHttpHooks: [
    async ({ at }) => {
      const seen: unknown[] = []
      storage.setTigrisHttpHooks({ onError: ({ method, status }) => void seen.push({ method, status }) })
      try {
        await storage.getBucketInfo('none', at())
      } finally {
        storage.setTigrisHttpHooks(undefined)
      }
      return seen
    },
    [{ method: 'GET', status: 404 }],
  ],
  updateObject: [
    async stage => {
      await dataOf(storage.updateObject('a', { key: 'again', ...stage.at() }))
      return keysOf(stage)
    },
    ['again', 'b', 'cold'],
  ],
} satisfies Partial<Calls<typeof storage>>
