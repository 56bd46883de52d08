import * as s3 from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { isErrorCode, statusOf } from '../../src/contract/errors.js'
import { dialects } from '../../src/dialects/index.js'
import { operationsOf } from '../../src/dialects/operations.js'
import { subResources } from '../../src/protocol/sub-resources.js'
import { s3Operations } from '../../src/s3/index.js'
import { type Differences, findEntryFaults, findMissingSubResources, findStatusDifferences } from './entries.js'
import { sdkErrors, sdkOperations } from './sdk.js'

const sdk = sdkOperations(s3)

const differences: Differences = {
  own: {
    PostObject: 'an HTML form, which no SDK sends',
    GetWebsitePage: 'a page of a website, for browsers',
    HeadWebsitePage: 'a page of a website, for browsers',
    OptionsBucket: 'a CORS preflight, which only browsers send',
    OptionsObject: 'a CORS preflight, which only browsers send',
  },
  observed: {
    PutBucketAnalyticsConfiguration: { status: 204, reason: 'AWS, recorded 2026-02-21' },
    PutBucketIntelligentTieringConfiguration: { status: 204, reason: 'AWS, recorded 2026-02-21' },
    PutBucketInventoryConfiguration: { status: 204, reason: 'AWS, recorded 2026-02-21' },
    PutBucketMetricsConfiguration: { status: 204, reason: 'AWS, recorded 2026-02-21' },
    PutBucketPolicy: {
      status: 204,
      reason: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html: its example answers 204',
    },
    PutBucketTagging: {
      status: 204,
      reason: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html: its example answers 204',
    },
  },
}

test('every shared entry of S3 is as the SDK has it', () => {
  expect(findEntryFaults(s3Operations, sdk, differences)).toEqual([])
})

test('every entry that a dialect has in place of a shared one of S3 is as the SDK has it', () => {
  const own = Object.values(dialects).flatMap(({ operations }) => operations)

  expect(
    findEntryFaults(
      own.filter(({ name, service }) => service === 's3' && sdk.has(name)),
      sdk,
      differences,
    ),
  ).toEqual([])
})

test('the list of sub-resources has every literal name of the SDK', () => {
  expect(findMissingSubResources(sdk, subResources)).toEqual([])
})

test('the errors that the SDK models have its statuses', () => {
  const ours = (code: string): number | undefined =>
    isErrorCode(code) ? (dialects.aws.errorText(code, 's3')?.status ?? statusOf(code)) : undefined

  expect(findStatusDifferences(sdkErrors(s3), ours)).toEqual([])
})

/** Operations of the SDK that no entry can stand for, each with its reason. */
const elsewhere: Readonly<Record<string, string>> = {
  ListDirectoryBuckets: 'differs from ListBuckets by its host alone, which is one that the dialects refuse',
  CreateSession: 'opens a directory bucket at its own host, which is one that the dialects refuse',
  WriteGetObjectResponse: 'goes to a host of Object Lambda, which is one that the dialects refuse',
}

test.each(Object.values(dialects))('in $name every operation of the SDK works or is refused by name', dialect => {
  const names = new Set(operationsOf(dialect).map(({ name }) => name))

  expect([...sdk.keys()].filter(name => !names.has(name)).sort()).toEqual(Object.keys(elsewhere).sort())
})
