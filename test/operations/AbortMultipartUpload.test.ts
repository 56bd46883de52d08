import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketAclCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { accounts, openAcls } from './access-setup.js'
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

const writeOnly = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' },
} as const
const upload = { Bucket: 'samples', Key: 'made.txt' }

test('who began an upload may see its parts and end it, without a policy that says so', async () => {
  const { mock, clientOf } = setup({
    ...{ dialect: 'aws', buckets: { samples: {} } },
    keys: { writer: { policies: [writeOnly] }, other: { policies: [writeOnly] } },
  })
  const [writer, other] = [clientOf(mock.as('writer')), clientOf(mock.as('other'))]
  const { UploadId } = await writer.send(new CreateMultipartUploadCommand(upload))

  const refused = other.send(new AbortMultipartUploadCommand({ ...upload, UploadId }))
  expect(await refusalOf(refused)).toEqual([403, 'AccessDenied'])
  expect((await writer.send(new ListPartsCommand({ ...upload, UploadId }))).Parts).toBeUndefined()
  const { $metadata } = await writer.send(new AbortMultipartUploadCommand({ ...upload, UploadId }))
  expect($metadata.httpStatusCode).toBe(204)
})

test('an account may end what it or its users began in the bucket of another', async () => {
  const { s3, alt, bob, eve } = accounts()
  await openAcls(s3)
  await s3.send(new PutBucketAclCommand({ Bucket: 'samples', ACL: 'public-read-write' }))
  const [own, ofUser] = [
    await alt.send(new CreateMultipartUploadCommand(upload)),
    await bob.send(new CreateMultipartUploadCommand(upload)),
  ]

  const refused = eve.send(new AbortMultipartUploadCommand({ ...upload, UploadId: ofUser.UploadId }))
  expect(await refusalOf(refused)).toEqual([403, 'AccessDenied'])
  for (const { UploadId } of [own, ofUser]) {
    const { $metadata } = await alt.send(new AbortMultipartUploadCommand({ ...upload, UploadId }))
    expect($metadata.httpStatusCode).toBe(204)
  }
})
