import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import { bucket, document } from '../../protocol/readers.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'
import { configuration, type routingRule, type WebsiteConfiguration } from './website-shape.js'

const mostRules = 50

const refuse = (name: string, value: string, text: string): never =>
  fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, text)

const checkRule = ({ Condition, Redirect }: ReturnType<typeof routingRule.read>): void => {
  const { ReplaceKeyWith, ReplaceKeyPrefixWith, HttpRedirectCode } = Redirect
  if (ReplaceKeyWith !== undefined && ReplaceKeyPrefixWith !== undefined) {
    fail('InvalidRequest', {}, 'You can only define ReplaceKeyPrefix or ReplaceKey but not both.')
  }
  if (Object.values(Redirect).every(each => each === undefined)) fail('MalformedXML')
  if (HttpRedirectCode !== undefined && !/^3\d\d$/.test(HttpRedirectCode)) {
    const text = `The provided HTTP redirect code (${HttpRedirectCode}) is not valid. Valid codes are 3XX except 300.`
    fail('InvalidRequest', {}, text)
  }
  if (Condition !== undefined && Object.values(Condition).every(each => each === undefined)) {
    const text =
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present."
    fail('InvalidRequest', {}, text)
  }
  const { HttpErrorCodeReturnedEquals: code } = Condition ?? {}
  if (code !== undefined && !/^[45]\d\d$/.test(code)) {
    fail('InvalidRequest', {}, `The provided HTTP error code (${code}) is not valid. Valid codes are 4XX or 5XX.`)
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html */
const check = (given: WebsiteConfiguration): WebsiteConfiguration => {
  const { IndexDocument, ErrorDocument, RedirectAllRequestsTo, RoutingRules = [] } = given
  if (RedirectAllRequestsTo !== undefined) {
    if (IndexDocument ?? ErrorDocument ?? given.RoutingRules) {
      refuse(
        'RedirectAllRequestsTo',
        'not null',
        'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
      )
    }
    return given
  }
  if (IndexDocument === undefined) {
    return refuse(
      'IndexDocument',
      'null',
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
    )
  }
  if (IndexDocument.Suffix === '' || IndexDocument.Suffix.includes('/')) {
    refuse('IndexDocument', IndexDocument.Suffix, 'The IndexDocument Suffix is not well formed')
  }
  if (ErrorDocument?.Key === '') refuse('ErrorDocument', '', 'The ErrorDocument Key is not well formed')
  if (RoutingRules.length > mostRules) {
    const text = `${RoutingRules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${mostRules}.`
    fail('InvalidRequest', {}, text)
  }
  for (const rule of RoutingRules) checkRule(rule)
  return given
}

/** The website of a bucket: stored, checked and told. */
export const website: readonly Operation[] = [
  defineOperation({
    name: 'GetBucketWebsite',
    http: 'GET /{Bucket}?website',
    actions: ['s3:GetBucketWebsite'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:GetBucketWebsite', bucketArn(input))],
    run: ({ Bucket }, { store }) =>
      settingOf<WebsiteConfiguration>(store, Bucket, 'website') ??
      fail('NoSuchWebsiteConfiguration', { BucketName: Bucket }),
    write: stored => documentAnswer('WebsiteConfiguration', configuration, stored),
  }),
  defineOperation({
    name: 'PutBucketWebsite',
    http: 'PUT /{Bucket}?website',
    body: 'document',
    actions: ['s3:PutBucketWebsite'],
    read: { Bucket: bucket, WebsiteConfiguration: document('WebsiteConfiguration', configuration) },
    ignores: documentIgnores,
    allow: input => [need('s3:PutBucketWebsite', bucketArn(input))],
    run: ({ Bucket, WebsiteConfiguration }, { store }) =>
      changeSetting(store, Bucket, 'website', check(WebsiteConfiguration)),
    write: () => ({}),
  }),
  defineOperation({
    name: 'DeleteBucketWebsite',
    http: 'DELETE /{Bucket}?website',
    actions: ['s3:DeleteBucketWebsite'],
    read: { Bucket: bucket },
    ignores: settingIgnores,
    allow: input => [need('s3:DeleteBucketWebsite', bucketArn(input))],
    run: ({ Bucket }, { store }) => changeSetting(store, Bucket, 'website', undefined),
    write: () => ({ status: 204 }),
  }),
]
