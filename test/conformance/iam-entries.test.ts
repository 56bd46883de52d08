import * as iam from '@aws-sdk/client-iam'
import * as sts from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { isErrorCode, statusOf } from '../../src/contract/errors.js'
import type { Service } from '../../src/contract/located.js'
import { dialects } from '../../src/dialects/index.js'
import { iamOperations } from '../../src/iam/index.js'
import { stsOperations } from '../../src/sts/index.js'
import { findEntryFaults, findStatusDifferences } from './entries.js'
import { sdkErrors, sdkOperations } from './sdk.js'

const iamSdk = sdkOperations(iam)
const stsSdk = sdkOperations(sts)

const statusAt =
  (service: Service) =>
  (code: string): number | undefined =>
    isErrorCode(code) ? (dialects.aws.errorText(code, service)?.status ?? statusOf(code)) : undefined

test('every shared entry of IAM and STS is as the SDK has it', () => {
  expect(findEntryFaults(iamOperations, iamSdk)).toEqual([])
  expect(findEntryFaults(stsOperations, stsSdk)).toEqual([])
})

test('every entry that a dialect has in place of a shared one of IAM and STS is as the SDK has it', () => {
  const own = Object.values(dialects).flatMap(({ operations }) => operations)
  const at = (service: Service, sdk: typeof iamSdk) =>
    own.filter(operation => operation.service === service && sdk.has(operation.name))

  expect(findEntryFaults(at('iam', iamSdk), iamSdk)).toEqual([])
  expect(findEntryFaults(at('sts', stsSdk), stsSdk)).toEqual([])
})

test('the errors that the SDK models have its statuses', () => {
  expect(findStatusDifferences(sdkErrors(iam), statusAt('iam'))).toEqual([])
  expect(findStatusDifferences(sdkErrors(sts), statusAt('sts'))).toEqual([])
})
