import { DeletePublicAccessBlockCommand, PutBucketWebsiteCommand, type WebsiteConfiguration } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { answerOf, setup } from './s3-setup.js'

const object = (body: string, more: object = {}) => ({ body, contentType: 'text/html', ...more })

const readable = (...keys: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: keys.map(key => `arn:aws:s3:::site/${key}`) },
  ],
})

const listable = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' },
    { Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::site' },
  ],
}

const plain: WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'oops.html' } }

/** A bucket that is a website, and what a browser gets there. */
const site = async (
  WebsiteConfiguration: WebsiteConfiguration | undefined = plain,
  policy: object = readable('*'),
  dialect: 'aws' | 'yandex' = 'aws',
) => {
  const objects = {
    'index.html': object('home'),
    'docs/index.html': object('docs'),
    'oops.html': object('oops'),
    'page.html': object('page'),
  }
  const opened = dialect === 'aws' ? { policy: policy as never } : { public: true }
  const { mock, s3 } = setup({ dialect, buckets: { site: { objects, ...opened } } })
  if (dialect === 'aws') await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'site' }))
  if (WebsiteConfiguration.IndexDocument ?? WebsiteConfiguration.RedirectAllRequestsTo)
    await mock.arrange(() => s3.send(new PutBucketWebsiteCommand({ Bucket: 'site', WebsiteConfiguration })))
  const host = dialect === 'aws' ? 'site.s3-website-us-east-1.amazonaws.com' : 'site.website.yandexcloud.net'
  const visit = async (path: string, init: RequestInit = {}) => {
    const response = await mock.fetch(new Request(`http://${host}${path}`, init))
    const { status, headers } = response
    return { status, headers, location: headers.get('location'), text: await response.text() }
  }
  return { mock, s3, visit }
}

test.each([
  ['/', 'home'],
  ['/docs/', 'docs'],
  ['/page.html', 'page'],
  ['/page.html?versionId=none&acl', 'page'],
])('a browser that asks for %s gets its page', async (path, text) => {
  const { visit } = await site()

  expect(await visit(path)).toMatchObject({ status: 200, text })
})

test('the other form of the website host, and that of Yandex, show the same', async () => {
  const { mock } = await site()
  const dotted = await mock.fetch(new Request('http://site.s3-website.eu-central-1.amazonaws.com/'))
  const { visit } = await site(plain, readable('*'), 'yandex')

  expect(await dotted.text()).toBe('home')
  expect((await visit('/docs/')).text).toBe('docs')
})

test('a folder without its slash is moved to the folder', async () => {
  const { visit } = await site()

  expect(await visit('/docs')).toMatchObject({ status: 302, location: '/docs/' })
})

test('HEAD tells of the page without its bytes', async () => {
  const { visit } = await site()

  const { status, headers, text } = await visit('/page.html', { method: 'HEAD' })

  expect([status, headers.get('content-length'), headers.get('content-type'), text]).toEqual([
    200,
    '4',
    'text/html',
    '',
  ])
})

test('a part of a page, and a page that the browser has, are answered as those of objects', async () => {
  const { visit } = await site()
  const etag = (await visit('/page.html')).headers.get('etag')!

  expect(await visit('/page.html', { headers: { range: 'bytes=1-2' } })).toMatchObject({ status: 206, text: 'ag' })
  expect(await visit('/page.html', { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304, text: '' })
})

test('a page that is not there shows the error document with status 404 where visitors may list, and 403 where not', async () => {
  const listed = await site(plain, listable)
  const hidden = await site()

  expect(await listed.visit('/none')).toMatchObject({ status: 404, text: 'oops' })
  expect(await hidden.visit('/none')).toMatchObject({ status: 403, text: 'oops' })
  expect(hidden.mock.log.last?.denied).toMatchObject({ action: 's3:ListBucket' })
})

test('a page that visitors may not read is denied, and a website without an error document says so in HTML', async () => {
  const { mock, visit } = await site({ IndexDocument: { Suffix: 'index.html' } }, readable('index.html'))

  const { status, headers, text } = await visit('/page.html')

  expect([status, headers.get('x-amz-error-code'), headers.get('content-type')]).toEqual([
    403,
    'AccessDenied',
    'text/html; charset=utf-8',
  ])
  expect(text).toContain('<title>403 Forbidden</title>')
  expect(text).toContain('<li>Code: AccessDenied</li>')
  expect(mock.log.last?.denied).toMatchObject({ action: 's3:GetObject', resource: 'arn:aws:s3:::site/page.html' })
})

test('an error document that visitors may not read is told beside the first error', async () => {
  const { visit } = await site(plain, readable('index.html'))

  const { status, headers } = await visit('/page.html')

  expect([status, headers.get('x-amz-error-detail-errordocument')]).toEqual([403, 'AccessDenied: oops.html'])
})

test('names in an error page are no markup', async () => {
  const { visit } = await site({ IndexDocument: { Suffix: 'index.html' } }, listable)

  const { text } = await visit('/%3Cscript%3E')

  expect(text).toContain('<li>Key: &lt;script&gt;</li>')
})

test('all requests are sent to another host', async () => {
  const { visit } = await site({ RedirectAllRequestsTo: { HostName: 'example.com', Protocol: 'https' } })

  expect(await visit('/a b')).toMatchObject({ status: 301, location: 'https://example.com/a%20b' })
})

const rules: WebsiteConfiguration = {
  ...plain,
  RoutingRules: [
    { Condition: { KeyPrefixEquals: 'old/' }, Redirect: { ReplaceKeyPrefixWith: 'docs/' } },
    { Condition: { KeyPrefixEquals: 'gone/' }, Redirect: { ReplaceKeyWith: 'page.html', HttpRedirectCode: '302' } },
    { Condition: { HttpErrorCodeReturnedEquals: '404' }, Redirect: { HostName: 'found.example.com' } },
  ],
}

test.each([
  ['/old/a/b.html', 301, 'http://site.s3-website-us-east-1.amazonaws.com/docs/a/b.html'],
  ['/gone/x', 302, 'http://site.s3-website-us-east-1.amazonaws.com/page.html'],
  ['/missing', 301, 'http://found.example.com/missing'],
])('a routing rule sends %s elsewhere', async (path, status, location) => {
  const { visit } = await site(rules, listable)

  expect(await visit(path)).toMatchObject({ status, location })
})

test('a rule for errors leaves what is there alone', async () => {
  const { visit } = await site(rules, listable)

  expect(await visit('/page.html')).toMatchObject({ status: 200, text: 'page' })
})

test('an object that says where it is sends its visitors there', async () => {
  const { mock, visit } = await site()
  const headers = { 'x-amz-website-redirect-location': '/page.html' }
  await mock.admin().fetch('/site/moved', { method: 'PUT', headers })

  expect(await visit('/moved')).toMatchObject({ status: 301, location: '/page.html' })
})

test('a bucket that is no website, and one that is not there, are told apart', async () => {
  const { visit } = await site({})

  expect((await visit('/')).headers.get('x-amz-error-code')).toBe('NoSuchWebsiteConfiguration')
  const { mock } = setup({ dialect: 'aws' })
  const response = await mock.fetch(new Request('http://none.s3-website-us-east-1.amazonaws.com/'))
  expect([response.status, response.headers.get('x-amz-error-code')]).toEqual([404, 'NoSuchBucket'])
})

test('website hosts take neither credentials nor writes', async () => {
  const { visit } = await site()

  const signed = await visit('/', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } })
  const written = await visit('/page.html', { method: 'PUT', body: 'x' })

  expect([signed.status, signed.headers.get('x-amz-error-code')]).toEqual([400, 'InvalidRequest'])
  expect([written.status, written.headers.get('x-amz-error-code')]).toEqual([405, 'MethodNotAllowed'])
})

test('on other hosts a page is an object like any other', async () => {
  const { mock } = await site()

  const response = await mock.fetch(new Request('https://site.s3.us-east-1.amazonaws.com/docs/'))

  expect(await answerOf(response)).toEqual([403, 'AccessDenied'])
})

test('a folder whose page visitors may not read is not told', async () => {
  const { visit } = await site(plain, readable('index.html', 'oops.html'))

  expect(await visit('/docs')).toMatchObject({ status: 403, location: null, text: 'oops' })
})
