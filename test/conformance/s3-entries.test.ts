import * as s3 from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { dialects } from '../../src/dialects/index.js'
import { isErrorCode, statusOf } from '../../src/errors.js'
import { subResources } from '../../src/protocol/names.js'
import { s3Operations } from '../../src/s3/index.js'
import { type Differences, findEntryFaults, findMissingSubResources, findStatusDifferences } from './entries.js'
import { sdkErrors, sdkOperations } from './sdk.js'

const sdk = sdkOperations(s3)

const differences: Differences = {
  own: {
    PostObject: 'an HTML form, which no SDK sends',
    OptionsBucket: 'a CORS preflight, which only browsers send',
    OptionsObject: 'a CORS preflight, which only browsers send',
  },
  observed: {
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
