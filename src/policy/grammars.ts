import * as bucket from './aws/bucket-checks.js'
import * as identity from './aws/identity-checks.js'
import * as trust from './aws/trust-checks.js'
import { principalElements, type ShapeRule, shapeCheck, statementElements } from './structure.js'
import * as tigris from './tigris/checks.js'
import type { Grammar } from './types.js'
import * as yandex from './yandex/checks.js'

const elements = [...statementElements, ...principalElements]
const syntax = 'Syntax errors in policy.'
const invalidJson = 'This policy contains invalid Json'
const malformedDocument = 'MalformedPolicyDocument'
const malformedPolicy = 'MalformedPolicy'

const shape = { elements, merged: [], nullResources: false }
const identityShape = shapeCheck({ ...shape, nullResources: true, text: () => syntax })

/** The order is the one in which AWS was seen to answer documents with several faults. */
const identityChecks = [
  identity.versionCheck,
  identity.effectCaseCheck,
  identity.dateCheck,
  identity.legacyResourceCheck,
  identity.uniqueSidCheck,
  identity.sidCharactersCheck,
  identity.actionsPresentCheck,
]

/** CreatePolicy, PutUserPolicy and the session policies of AWS. */
export const awsIdentity: Grammar = {
  code: malformedDocument,
  json: syntax,
  shape: identityShape,
  checks: [
    identity.noPrincipalCheck,
    ...identityChecks,
    identity.resourceCheck,
    identity.actionFormatCheck,
    identity.resourcesPresentCheck,
  ],
}

/** Whatever is a policy: a statement that says nothing about actions or resources is none. */
export const awsLenient: Grammar = {
  code: malformedDocument,
  json: syntax,
  shape: identityShape,
  checks: [identity.effectCaseCheck, identity.actionsPresentCheck, identity.resourcesPresentCheck],
}

export const lenientTrust: Grammar = {
  ...awsLenient,
  checks: [identity.effectCaseCheck, identity.actionsPresentCheck, trust.trustPrincipalCheck],
}

export const awsTrust: Grammar = {
  code: malformedDocument,
  json: invalidJson,
  shape: identityShape,
  checks: [
    ...identityChecks,
    identity.actionFormatCheck,
    trust.trustPrincipalCheck,
    bucket.principalCheck,
    trust.trustResourceCheck,
    trust.trustActionCheck,
  ],
}

export const tigrisGrammar: Grammar = {
  code: malformedDocument,
  json: syntax,
  shape: shapeCheck({ ...shape, text: () => syntax }),
  checks: [
    identity.versionCheck,
    identity.effectCaseCheck,
    tigris.tigrisElementCheck,
    identity.uniqueSidCheck,
    identity.actionsPresentCheck,
    identity.resourcesPresentCheck,
    tigris.tigrisResourceCheck,
    tigris.tigrisActionCheck,
    tigris.tigrisConditionCheck,
  ],
}

const bucketTexts: Partial<Record<ShapeRule, (value: string) => string>> = {
  version: () => 'The policy must contain a valid version string',
  noStatement: () => 'Missing required field Statement',
  emptyStatement: () => 'Could not parse the policy: Statement is empty!',
  noEffect: () => 'Missing required field Effect',
  effect: value => `Invalid effect: ${value}`,
  operator: value => `Invalid Condition type : ${value}`,
  element: value => `Unknown field ${value}`,
}

const firstByte = "Policies must be valid JSON and the first byte must be '{'"

const bucketShape = shapeCheck({
  ...shape,
  text: (rule, value) => bucketTexts[rule]?.(value) ?? invalidJson,
})

/** PutBucketPolicy of AWS. */
export const bucketGrammar: Grammar = {
  code: malformedPolicy,
  json: invalidJson,
  firstByte,
  shape: bucketShape,
  checks: [
    bucket.effectCheck,
    bucket.requiredCheck,
    bucket.principalCheck,
    bucket.actionCheck,
    bucket.bucketResourceCheck,
    bucket.applicableCheck,
    bucket.bucketConditionCheck,
  ],
  largest: { characters: 20480, message: 'Policy exceeds the maximum allowed document size.' },
}

export const lenientBucket: Grammar = {
  code: malformedPolicy,
  json: invalidJson,
  firstByte,
  shape: bucketShape,
  checks: [bucket.effectCheck, bucket.requiredCheck],
}

/** Versions are not looked at, an empty list of statements denies everything, and a repeated Condition means both. */
export const yandexGrammar: Grammar = {
  code: malformedPolicy,
  json: invalidJson,
  shape: shapeCheck({
    ...shape,
    merged: ['Condition'],
    text: (rule, value) =>
      rule === 'version' || rule === 'emptyStatement' ? undefined : (bucketTexts[rule]?.(value) ?? invalidJson),
  }),
  checks: [
    bucket.effectCheck,
    yandex.yandexElementCheck,
    yandex.yandexRequiredCheck,
    yandex.yandexPrincipalCheck,
    yandex.yandexActionCheck,
    yandex.yandexResourceCheck,
    yandex.yandexOperatorCheck,
  ],
  largest: { characters: 10240, message: 'Policy exceeds the maximum allowed document size.' },
}
