import { fail } from '../../contract/errors.js'
import { defineOperation, need, type Operation } from '../../contract/operation.js'
import type { CorsRule } from '../../protocol/cors.js'
import { bucket, document } from '../../protocol/readers.js'
import { integer, list, optional, structure, text } from '../../protocol/shapes.js'
import { bucketArn } from '../arn.js'
import { changeSetting, documentAnswer, documentIgnores, settingIgnores, settingOf } from '../bucket-settings.js'
import { preflights } from './preflight.js'

const rule = structure({
  ID: optional(text),
  AllowedHeaders: list(text, 'AllowedHeader'),
  AllowedMethods: list(text, 'AllowedMethod'),
  AllowedOrigins: list(text, 'AllowedOrigin'),
  ExposeHeaders: list(text, 'ExposeHeader'),
  MaxAgeSeconds: optional(integer),
})

type Rule = ReturnType<typeof rule.read>

const configuration = structure({ CORSRules: list(rule, 'CORSRule') })

const methods: readonly string[] = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']
const mostRules = 100

const severalStars = (text: string): boolean => text.indexOf('*') !== text.lastIndexOf('*')

const refuseRequest = (text: string): never => fail('InvalidRequest', {}, text)

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
const checkRule = ({ ID, AllowedOrigins, AllowedMethods, AllowedHeaders, ExposeHeaders, MaxAgeSeconds }: CorsRule) => {
  if (AllowedOrigins.length === 0 || AllowedMethods.length === 0) fail('MalformedXML')
  if ((ID ?? '').length > 255) fail('MalformedXML')
  const method = AllowedMethods.find(each => !methods.includes(each))
  if (method !== undefined) {
    refuseRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
  }
  const origin = AllowedOrigins.find(severalStars)
  if (origin !== undefined) refuseRequest(`AllowedOrigin "${origin}" can not have more than one wildcard.`)
  const header = AllowedHeaders.find(severalStars)
  if (header !== undefined) refuseRequest(`AllowedHeader "${header}" can not have more than one wildcard.`)
  const exposed = ExposeHeaders.find(each => each.includes('*'))
  if (exposed !== undefined) {
    refuseRequest(`ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`)
  }
  if (MaxAgeSeconds !== undefined && MaxAgeSeconds < 0) fail('MalformedXML')
}

const checkRules = (rules: readonly Rule[]): readonly Rule[] => {
  if (rules.length === 0) fail('MalformedXML')
  if (rules.length > mostRules)
    refuseRequest(`The number of CORS rules should not exceed allowed limit of ${mostRules} rules.`)
  for (const each of rules) checkRule(each)
  return rules
}

const getBucketCors = defineOperation({
  name: 'GetBucketCors',
  http: 'GET /{Bucket}?cors',
  actions: ['s3:GetBucketCORS'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:GetBucketCORS', bucketArn(input))],
  run: ({ Bucket }, { store }) =>
    settingOf<readonly Rule[]>(store, Bucket, 'cors') ?? fail('NoSuchCORSConfiguration', { BucketName: Bucket }),
  write: CORSRules => documentAnswer('CORSConfiguration', configuration, { CORSRules }),
})

const putBucketCors = defineOperation({
  name: 'PutBucketCors',
  http: 'PUT /{Bucket}?cors',
  body: 'document',
  actions: ['s3:PutBucketCORS'],
  read: { Bucket: bucket, CORSConfiguration: document('CORSConfiguration', configuration) },
  ignores: documentIgnores,
  allow: input => [need('s3:PutBucketCORS', bucketArn(input))],
  run: ({ Bucket, CORSConfiguration }, { store }) =>
    changeSetting(store, Bucket, 'cors', checkRules(CORSConfiguration.CORSRules)),
  write: () => ({}),
})

const deleteBucketCors = defineOperation({
  name: 'DeleteBucketCors',
  http: 'DELETE /{Bucket}?cors',
  actions: ['s3:PutBucketCORS'],
  read: { Bucket: bucket },
  ignores: settingIgnores,
  allow: input => [need('s3:PutBucketCORS', bucketArn(input))],
  run: ({ Bucket }, { store }) => changeSetting(store, Bucket, 'cors', undefined),
  write: () => ({ status: 204 }),
})

export const cors: readonly Operation[] = [getBucketCors, putBucketCors, deleteBucketCors, ...preflights]
