import { GetBucketWebsiteCommand, PutBucketWebsiteCommand, type WebsiteConfiguration } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { expectRefusals, inAws, refusalIn } from './setting-setup.js'

const Bucket = 'samples'

test.each<[string, WebsiteConfiguration]>([
  [
    'documents and routing rules',
    {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'errors/404.html' },
      RoutingRules: [
        {
          Condition: { KeyPrefixEquals: 'docs/', HttpErrorCodeReturnedEquals: '404' },
          Redirect: { HostName: 'example.com', HttpRedirectCode: '301', Protocol: 'https', ReplaceKeyPrefixWith: 'd/' },
        },
        { Redirect: { ReplaceKeyWith: 'error.html' } },
      ],
    },
  ],
  ['a redirection of everything', { RedirectAllRequestsTo: { HostName: 'example.com', Protocol: 'https' } }],
])('tells %s as they were given', async (_case, WebsiteConfiguration) => {
  const { s3 } = inAws()
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }))

  const { $metadata: _, ...told } = await s3.send(new GetBucketWebsiteCommand({ Bucket }))

  expect(told).toEqual(WebsiteConfiguration)
})

test('a bucket that is no website has no configuration', async () => {
  const { s3 } = inAws()

  expect(await refusalOf(s3.send(new GetBucketWebsiteCommand({ Bucket })))).toEqual([404, 'NoSuchWebsiteConfiguration'])
})

test('needs its bucket and its right', () => expectRefusals('GetBucketWebsite'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'GetBucketWebsite')).toEqual([501, 'NotImplemented'])
})
