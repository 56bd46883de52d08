import * as storage from '@tigrisdata/storage'
import { expect } from 'vitest'
import { dataOf } from '../setup.js'
import type { Calls, Stage } from './stage.js'

const bucketsOf = async ({ at }: Stage) => (await dataOf(storage.listBuckets(at()))).buckets.map(({ name }) => name)
const infoOf = ({ at }: Stage, bucket = 'files') => dataOf(storage.getBucketInfo(bucket, at()))
const settingsOf = async (stage: Stage) => (await infoOf(stage)).settings
const textOf = ({ at }: Stage, key: string, bucket: string) => dataOf(storage.get(key, 'string', at(bucket)))
const snapshot = async ({ at }: Stage) => (await dataOf(storage.createBucketSnapshot('past', at()))).snapshotVersion
const snapshotsOf = async ({ at }: Stage) => (await dataOf(storage.listBucketSnapshots('past', at()))).snapshots
const fork = ({ at }: Stage) => dataOf(storage.createBucket('fork', { sourceBucketName: 'past', ...at() }))
const write = ({ at }: Stage, key: string, bucket: string) => dataOf(storage.put(key, 'new', at(bucket)))

/** The calls of `@tigrisdata/storage` for buckets, their snapshots and forks. */
export const callsOfBuckets = {
  createBucket: [
    async stage => {
      await dataOf(storage.createBucket('made', { enableSnapshot: true, ...stage.at() }))
      return infoOf(stage, 'made')
    },
    { isSnapshotEnabled: true },
  ],
  createBucketSnapshot: [snapshot, expect.stringMatching(/^\d{19}$/)],
  deleteBucketSnapshot: [
    async stage => {
      await dataOf(storage.deleteBucketSnapshot('past', await snapshot(stage), stage.at()))
      return snapshotsOf(stage)
    },
    [],
  ],
  disableSnapshot: [
    async stage => {
      await dataOf(storage.disableSnapshot('past', stage.at()))
      return infoOf(stage, 'past')
    },
    { isSnapshotEnabled: false },
  ],
  enableSnapshot: [
    async stage => {
      await dataOf(storage.enableSnapshot('files', stage.at()))
      return infoOf(stage)
    },
    { isSnapshotEnabled: true },
  ],
  getBucketInfo: [infoOf, { isSnapshotEnabled: false, sizeInfo: { numberOfObjects: 3, size: 12 } }],
  getStats: [({ at }) => dataOf(storage.getStats(at())), { stats: { activeBuckets: 3, totalObjects: 4 } }],
  listBuckets: [bucketsOf, ['empty', 'files', 'past']],
  listBucketSnapshots: [
    async stage => [await snapshot(stage), (await snapshotsOf(stage)).length],
    [expect.any(String), 1],
  ],
  listForks: [
    async stage => {
      await fork(stage)
      return (await dataOf(storage.listForks('past', stage.at()))).forks
    },
    [{ name: 'fork' }],
  ],
  mergeFork: [
    async stage => {
      await fork(stage)
      await write(stage, 'a', 'fork')
      await dataOf(storage.mergeFork('fork', 'past', stage.at()))
      return textOf(stage, 'a', 'past')
    },
    'new',
  ],
  rebaseFork: [
    async stage => {
      await fork(stage)
      await write(stage, 'later', 'past')
      await dataOf(storage.rebaseFork('fork', stage.at()))
      return textOf(stage, 'later', 'fork')
    },
    'new',
  ],
  removeBucket: [
    async stage => {
      await dataOf(storage.removeBucket('empty', stage.at()))
      return bucketsOf(stage)
    },
    ['files', 'past'],
  ],
  restoreBucket: [
    async stage => {
      await dataOf(storage.updateBucket('files', { softDelete: { enabled: true, retentionDays: 7 }, ...stage.at() }))
      await dataOf(storage.removeBucket('files', { force: true, ...stage.at() }))
      const without = await bucketsOf(stage)
      await dataOf(storage.restoreBucket('files', stage.at()))
      return [without, await bucketsOf(stage)]
    },
    [
      ['empty', 'past'],
      ['empty', 'files', 'past'],
    ],
  ],
  setBucketCors: [
    async stage => {
      const rules = [{ allowedOrigins: 'https://a.example', allowedMethods: ['GET'] }]
      await dataOf(storage.setBucketCors('files', { rules, ...stage.at() }))
      return settingsOf(stage)
    },
    { corsRules: [{ allowedOrigins: ['https://a.example'] }] },
  ],
  setBucketLifecycle: [
    async stage => {
      const lifecycleRules = [{ storageClass: 'GLACIER' as const, days: 1 }]
      await dataOf(storage.setBucketLifecycle('files', { lifecycleRules, ...stage.at() }))
      return settingsOf(stage)
    },
    { lifecycleRules: [{ storageClass: 'GLACIER', days: 1 }] },
  ],
  setBucketMigration: [
    async stage => {
      const source = { enabled: true, endpoint: 'https://s3.us-east-1.amazonaws.com', region: 'us-east-1', name: 'old' }
      const dataMigration = { ...source, accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'secret' }
      await dataOf(storage.setBucketMigration('files', { dataMigration, ...stage.at() }))
      return settingsOf(stage)
    },
    { dataMigration: { name: 'old', endpoint: 'https://s3.us-east-1.amazonaws.com' } },
  ],
  setBucketNotifications: [
    async stage => {
      const notificationConfig = { enabled: true, url: 'https://hooks.example/', filter: '' }
      await dataOf(storage.setBucketNotifications('files', { notificationConfig, ...stage.at() }))
      return settingsOf(stage)
    },
    { notifications: { enabled: true, url: 'https://hooks.example/' } },
  ],
  setBucketTtl: [
    async stage => {
      await dataOf(storage.setBucketTtl('files', { ttlConfig: { days: 3, enabled: true }, ...stage.at() }))
      return settingsOf(stage)
    },
    { lifecycleRules: [{ enabled: true, expiration: { days: 3 } }] },
  ],
  setBucketType: [
    async stage => {
      await dataOf(storage.setBucketType('files', storage.BucketTypes.Snapshot, stage.at()))
      return infoOf(stage)
    },
    { isSnapshotEnabled: true },
  ],
  shareBucket: [
    async stage => {
      await dataOf(storage.shareBucket('files', { user: [{ userId: 'user-ann', role: 'ReadOnly' }], ...stage.at() }))
      return settingsOf(stage)
    },
    { shares: { user: [{ userId: 'user-ann', role: 'ReadOnly' }] } },
  ],
  updateBucket: [
    async stage => {
      await dataOf(storage.updateBucket('files', { defaultTier: 'GLACIER_IR', ...stage.at() }))
      return settingsOf(stage)
    },
    { defaultTier: 'GLACIER_IR' },
  ],
} satisfies Partial<Calls<typeof storage>>
