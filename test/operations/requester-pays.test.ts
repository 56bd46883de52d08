import { CopyObjectCommand, GetObjectCommand, PutBucketRequestPaymentCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { altId } from './access-setup.js'
import { refusalOf, setup } from './s3-setup.js'

const open = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::210987654321:root' },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::paid', 'arn:aws:s3:::paid/*'],
    },
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::paid/*' },
  ],
} as const

/** A bucket of main that both may read by policy, whose requesters pay. */
const paid = async () => {
  const { mock, s3, clientOf } = setup({
    dialect: 'aws',
    newBuckets: 'before-2023',
    buckets: { paid: { objects: { a: 'a' }, policy: open as never } },
    accounts: { alt: { id: '210987654321', canonicalId: altId, buckets: { own: {} } } },
  })
  const RequestPaymentConfiguration = { Payer: 'Requester' as const }
  await s3.send(new PutBucketRequestPaymentCommand({ Bucket: 'paid', RequestPaymentConfiguration }))
  return { mock, s3, alt: clientOf(mock.as('alt')), anyone: clientOf(mock.anonymous()) }
}

const get = (more: object = {}) => new GetObjectCommand({ Bucket: 'paid', Key: 'a', ...more })

test('another account must say that it pays, and is told that it did', async () => {
  const { mock, alt } = await paid()

  expect(await refusalOf(alt.send(get()))).toEqual([403, 'AccessDenied'])
  expect(mock.log.last?.message).toContain('requester pays')
  expect((await alt.send(get({ RequestPayer: 'requester' }))).RequestCharged).toBe('requester')
})

test('the owner pays without a word', async () => {
  const { s3 } = await paid()

  const { RequestCharged } = await s3.send(get())

  expect(RequestCharged).toBeUndefined()
})

test('a caller without credentials cannot pay', async () => {
  const { anyone } = await paid()

  expect(await refusalOf(anyone.send(get({ RequestPayer: 'requester' })))).toEqual([403, 'AccessDenied'])
})

test('the source of a copy is paid for as well', async () => {
  const { alt } = await paid()
  const copy = (more: object = {}) => new CopyObjectCommand({ Bucket: 'own', Key: 'b', CopySource: 'paid/a', ...more })

  expect(await refusalOf(alt.send(copy()))).toEqual([403, 'AccessDenied'])
  expect((await alt.send(copy({ RequestPayer: 'requester' }))).CopyObjectResult?.ETag).toBeDefined()
})
