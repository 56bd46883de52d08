import { PutBucketWebsiteCommand, type WebsiteConfiguration } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { answerTo, expectRefusals, inAws, refusalIn } from './setting-setup.js'

const IndexDocument = { Suffix: 'index.html' }
const redirecting = (Redirect: object, Condition?: object) => ({
  IndexDocument,
  RoutingRules: [{ Redirect, Condition }],
})

test.each<[string, WebsiteConfiguration, string]>([
  ['no index document', { ErrorDocument: { Key: 'e.html' } }, 'InvalidArgument'],
  ['an index document in a folder', { IndexDocument: { Suffix: 'a/b.html' } }, 'InvalidArgument'],
  ['an empty index document', { IndexDocument: { Suffix: '' } }, 'InvalidArgument'],
  ['an empty error document', { IndexDocument, ErrorDocument: { Key: '' } }, 'InvalidArgument'],
  [
    'a redirection of everything beside a document',
    { IndexDocument, RedirectAllRequestsTo: { HostName: 'example.com' } },
    'InvalidArgument',
  ],
  ['two replacements', redirecting({ ReplaceKeyWith: 'a', ReplaceKeyPrefixWith: 'b' }), 'InvalidRequest'],
  ['a redirection to nowhere', redirecting({}), 'MalformedXML'],
  ['a redirection by another code', redirecting({ HostName: 'a', HttpRedirectCode: '200' }), 'InvalidRequest'],
  ['a condition of success', redirecting({ HostName: 'a' }, { HttpErrorCodeReturnedEquals: '200' }), 'InvalidRequest'],
  [
    '51 rules',
    { IndexDocument, RoutingRules: Array(51).fill({ Redirect: { HostName: 'example.com' } }) },
    'InvalidRequest',
  ],
])('refuses %s', async (_case, WebsiteConfiguration, code) => {
  const { s3 } = inAws()

  const call = s3.send(new PutBucketWebsiteCommand({ Bucket: 'samples', WebsiteConfiguration }))

  expect(await refusalOf(call)).toEqual([400, code])
})

test.each(['', '<WebsiteConfiguration><Index/></WebsiteConfiguration>'])('refuses the document %s', async body => {
  expect(await answerTo('website', body)).toEqual([400, 'MalformedXML'])
})

test('needs its bucket and its right', () => expectRefusals('PutBucketWebsite'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'PutBucketWebsite')).toEqual([501, 'NotImplemented'])
})
