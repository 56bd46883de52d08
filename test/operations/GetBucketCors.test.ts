import { GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { expectRefusals } from './setting-setup.js'

test('tells the rules as they were given, in order', async () => {
  const { s3 } = setup()
  const CORSRules = [
    {
      ID: 'pages',
      AllowedHeaders: ['*'],
      AllowedMethods: ['GET', 'PUT'],
      AllowedOrigins: ['https://*.example.com', 'http://localhost'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 0,
    },
    { AllowedMethods: ['DELETE'], AllowedOrigins: ['*'] },
  ]
  await s3.send(new PutBucketCorsCommand({ Bucket: 'samples', CORSConfiguration: { CORSRules } }))

  expect((await s3.send(new GetBucketCorsCommand({ Bucket: 'samples' }))).CORSRules).toEqual(CORSRules)
})

test('a bucket without rules has no configuration', async () => {
  const { s3 } = setup()

  const call = s3.send(new GetBucketCorsCommand({ Bucket: 'samples' }))

  expect(await refusalOf(call)).toEqual([404, 'NoSuchCORSConfiguration'])
})

test('needs its bucket and its right', () => expectRefusals('GetBucketCors'))
