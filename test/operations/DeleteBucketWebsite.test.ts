import { DeleteBucketWebsiteCommand, GetBucketWebsiteCommand, PutBucketWebsiteCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { expectRefusals, inAws, refusalIn } from './setting-setup.js'

const Bucket = 'samples'

test('takes the website away, and succeeds without one', async () => {
  const { s3 } = inAws()
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } }
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }))
  const remove = async () => (await s3.send(new DeleteBucketWebsiteCommand({ Bucket }))).$metadata.httpStatusCode

  expect([await remove(), await remove()]).toEqual([204, 204])
  expect(await refusalOf(s3.send(new GetBucketWebsiteCommand({ Bucket })))).toEqual([404, 'NoSuchWebsiteConfiguration'])
})

test('needs its bucket and its right', () => expectRefusals('DeleteBucketWebsite'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'DeleteBucketWebsite')).toEqual([501, 'NotImplemented'])
})
