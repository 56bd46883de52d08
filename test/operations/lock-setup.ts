import { CreateBucketCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { accounts } from './access-setup.js'

export const Bucket = 'locked'
export const Key = 'kept.txt'

const day = 86_400_000

/** A mock at a fixed time with a bucket that locks objects, and what writes into it. */
export const locked = async () => {
  const all = accounts()
  all.mock.clock.freeze('2026-05-01T12:00:00Z')
  const at = all.mock.clock.now().getTime()
  await all.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
  const write = async (
    input: Partial<PutObjectCommandInput> = {},
  ): Promise<{ Bucket: string; Key: string; VersionId: string }> => {
    const { VersionId = '' } = await all.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'kept', ...input }))
    return { Bucket, Key, VersionId }
  }
  const inDays = (days: number) => new Date(at + days * day)
  const keep = (ObjectLockMode: 'GOVERNANCE' | 'COMPLIANCE', days = 10) =>
    write({ ObjectLockMode, ObjectLockRetainUntilDate: inDays(days) })
  return { ...all, write, keep, inDays }
}
