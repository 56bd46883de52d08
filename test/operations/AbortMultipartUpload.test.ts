import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'
import { beginUpload } from './upload-setup.js'

test('ends the upload and forgets its parts', async () => {
  const { s3 } = setup()
  const { upload, complete } = await beginUpload(s3, ['body'])

  const { $metadata } = await s3.send(new AbortMultipartUploadCommand(upload))

  expect($metadata.httpStatusCode).toBe(204)
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: 'samples' }))).Uploads).toBeUndefined()
  expect(await refusalOf(complete())).toEqual([404, 'NoSuchUpload'])
})

test('an unknown upload is NoSuchUpload', async () => {
  const { s3 } = setup()

  const call = s3.send(new AbortMultipartUploadCommand({ Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown' }))
  expect(await refusalOf(call)).toEqual([404, 'NoSuchUpload'])
})

test('needs its own right, asked before the upload is looked for', async () => {
  const Statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' } as const
  const policies = [{ Version: '2012-10-17', Statement }]
  const { mock, clientOf } = setup({ buckets: { samples: {} }, keys: { writer: { policies } } })

  const input = { Bucket: 'samples', Key: 'made.txt', UploadId: 'unknown' }
  const call = clientOf(mock.as('writer')).send(new AbortMultipartUploadCommand(input))

  expect(await refusalOf(call)).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:AbortMultipartUpload', 'arn:aws:s3:::samples/made.txt'])
})
