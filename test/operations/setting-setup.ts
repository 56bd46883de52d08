import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import { sampleOf, sendSample } from '../conformance/samples.js'
import { answerOf, refusalOf, refusedRight, samples, setup } from './s3-setup.js'

const aws = { dialect: 'aws', buckets: { samples: {} }, keys: { nobody: {} } } as const

/** What every call on a bucket's setting answers: for a bucket that is not there, and for a caller without the right. */
export const expectRefusals = async (operation: string): Promise<void> => {
  const { mock } = setup(aws)
  const sample = sampleOf(operation)
  if (sample === undefined) throw new Error(`${operation} has no sample`)
  const elsewhere = { ...sample, input: { ...sample.input, Bucket: 'missing' } }

  expect(await refusalOf(sendSample(mock, mock.admin(), operation, elsewhere))).toEqual([404, 'NoSuchBucket'])
  expect(await refusalOf(sendSample(mock, mock.as('nobody'), operation, sample))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual([sample.actions[0], 'arn:aws:s3:::samples'])
}

/** Status and code with which a dialect that lacks the operation refuses its sample. */
export const refusalIn = async (dialect: 'tigris' | 'yandex', operation: string) => {
  const { mock } = setup({ dialect, buckets: samples.buckets })
  const sample = sampleOf(operation)
  if (sample === undefined) throw new Error(`${operation} has no sample`)
  return refusalOf(sendSample(mock, mock.admin(), operation, sample))
}

/** The answer to a document as it stands, sent by the admin of the bucket. */
export const answerTo = async (subResource: string, body: string, dialect: 'aws' | 'tigris' | 'yandex' = 'aws') => {
  const { mock } = setup({ dialect, buckets: samples.buckets })
  return answerOf(await mock.admin().fetch(`/samples?${subResource}`, { method: 'PUT', body }))
}

/** A client of an admin in dialect `aws`. */
export const inAws = () => setup(aws)

/** The same, whose bucket takes keys of its writers (SSE-C). */
export const takingKeys = async () => {
  const made = inAws()
  const Rules = [{ BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] } }]
  const ServerSideEncryptionConfiguration = { Rules }
  await made.s3.send(new PutBucketEncryptionCommand({ Bucket: 'samples', ServerSideEncryptionConfiguration }))
  return made
}
