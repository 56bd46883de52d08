import { GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, setup } from './s3-setup.js'
import { answerTo, expectRefusals } from './setting-setup.js'

const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'] }

test('replaces all rules', async () => {
  const { s3 } = setup()
  const put = (AllowedMethods: string[]) =>
    s3.send(
      new PutBucketCorsCommand({ Bucket: 'samples', CORSConfiguration: { CORSRules: [{ ...rule, AllowedMethods }] } }),
    )

  await put(['GET'])
  await put(['HEAD'])

  const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: 'samples' }))
  expect(CORSRules).toEqual([{ ...rule, AllowedMethods: ['HEAD'] }])
})

test.each([
  ['a method that S3 has not', { AllowedMethods: ['PATCH'] }, 'InvalidRequest'],
  ['an origin with two wildcards', { AllowedOrigins: ['https://*.*.com'] }, 'InvalidRequest'],
  ['a header with two wildcards', { AllowedHeaders: ['*-*'] }, 'InvalidRequest'],
  ['a wildcard among exposed headers', { ExposeHeaders: ['x-amz-*'] }, 'InvalidRequest'],
  ['a negative age', { MaxAgeSeconds: -1 }, 'MalformedXML'],
  ['no origin', { AllowedOrigins: [] }, 'MalformedXML'],
  ['no method', { AllowedMethods: [] }, 'MalformedXML'],
])('refuses %s', async (_case, change, code) => {
  const { s3 } = setup()

  const CORSConfiguration = { CORSRules: [{ ...rule, ...change }] }
  const call = s3.send(new PutBucketCorsCommand({ Bucket: 'samples', CORSConfiguration }))

  expect(await refusalOf(call)).toEqual([400, code])
})

test('takes a hundred rules and no more', async () => {
  const { s3 } = setup()
  const put = (count: number) =>
    s3.send(new PutBucketCorsCommand({ Bucket: 'samples', CORSConfiguration: { CORSRules: Array(count).fill(rule) } }))

  await put(100)

  expect(await refusalOf(put(101))).toEqual([400, 'InvalidRequest'])
})

test.each(['', '<CORSConfiguration/>', '<CORSConfiguration><Rule/></CORSConfiguration>'])(
  'refuses the document %s',
  async body => {
    expect(await answerTo('cors', body)).toEqual([400, 'MalformedXML'])
  },
)

test('needs its bucket and its right', () => expectRefusals('PutBucketCors'))
