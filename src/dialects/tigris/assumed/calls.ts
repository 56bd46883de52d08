import type { Assumption, DialectDefinition } from '../../../contract/dialect-definition.js'
import { type ErrorCode, fail } from '../../../contract/errors.js'
import type { Service } from '../../../contract/located.js'
import type { Operation, Tree } from '../../../contract/operation.js'
import { withEntries, withFeature, withShared } from '../../changes.js'
import { settingsOf } from '../bucket/bucket-settings.js'
import { withMembers } from '../with-members.js'

/** Tells one error as another. */
const errorAs =
  (from: ErrorCode, service: Service, to: ErrorCode, status: number) =>
  (dialect: DialectDefinition): DialectDefinition => ({
    ...dialect,
    errorText: (code, of) => (code === from && of === service ? { code: to, status } : dialect.errorText(code, of)),
  })

const withoutConditions = (entry: Operation): Operation => ({
  ...entry,
  run: (input, context) => entry.run({ ...(input as object), IfMatch: undefined, IfNoneMatch: undefined }, context),
})

const nameless = (entry: Operation): Operation => ({
  ...entry,
  write: (output, context) => {
    const answer = entry.write(output, context)
    const { UserName } = context.input as { readonly UserName?: string }
    const AccessKey = { ...(answer.tree?.AccessKey as Tree), UserName: UserName ?? 'auto' }
    return { ...answer, tree: { ...answer.tree, AccessKey } }
  },
})

const servedFrom = withMembers(
  {},
  {
    own: ({ Bucket }, { store }) => settingsOf(store.requireBucket(Bucket)).regions?.split(',')[0] || 'iad',
    answer: (answer, region) => ({ ...answer, headers: { ...answer.headers, 'X-Tigris-Served-From': region } }),
  },
)

const refuseHints = (entry: Operation): Operation => ({
  ...entry,
  run: (input, context) => {
    const { Consistent, Cas, Prefetch } = input as Readonly<Record<string, unknown>>
    const asked = [Consistent, Cas, Prefetch].some(hint => hint !== undefined)
    return asked ? fail('NotImplemented', {}, 'Hints of consistency are no longer taken') : entry.run(input, context)
  },
})

const okay = (entry: Operation): Operation => ({
  ...entry,
  write: (output, context) => {
    const answer = entry.write(output, context)
    return answer.status === 204 ? { ...answer, status: 200 } : answer
  },
})

/** What is assumed of calls and their answers. */
export const assumedOfCalls = {
  unsupportedCalls: {
    question: 'the answer to calls that the service does not have',
    assumed: 'NotImplemented',
    instead: { MethodNotAllowed: errorAs('NotImplemented', 's3', 'MethodNotAllowed', 405) },
  },
  malformedPolicy: {
    question: 'the code of CreatePolicy for a document that it does not take',
    assumed: 'MalformedPolicyDocument',
    instead: { InvalidInput: errorAs('MalformedPolicyDocument', 'iam', 'InvalidInput', 400) },
  },
  attachedPolicies: {
    question: 'ListAttachedUserPolicies, which no list has',
    assumed: 'NotImplemented',
    instead: { 'as-aws': withShared('iam', 'ListAttachedUserPolicies') },
  },
  nameOfNewKey: {
    question: "the UserName of CreateAccessKey's answer when the request has none",
    assumed: 'region',
    instead: { auto: withEntries(nameless, 'CreateAccessKey') },
  },
  smallParts: {
    question: 'parts below 5 MiB that are not the last',
    assumed: 'taken',
    instead: { EntityTooSmall: withFeature('minimum-part-size') },
  },
  conditionsOfCompletion: {
    question: 'If-Match and If-None-Match of CompleteMultipartUpload',
    assumed: 'held',
    instead: { ignored: withEntries(withoutConditions, 'CompleteMultipartUpload') },
  },
  servedFrom: {
    question: 'X-Tigris-Served-From of reads: left out, or the first region of the bucket',
    assumed: 'absent',
    instead: { region: withEntries(servedFrom, 'GetObject', 'HeadObject') },
  },
  consistencyHints: {
    question: 'X-Tigris-Consistent, X-Tigris-CAS and X-Tigris-Prefetch',
    assumed: 'ignored',
    instead: { refused: withEntries(refuseHints) },
  },
  unknownQueryField: {
    question: 'a field in X-Tigris-Query that objects do not have',
    assumed: 'InvalidArgument',
    instead: { 'matches-nothing': withFeature('unknown-query-fields') },
  },
  statusOfForm: {
    question: 'the status of an HTML form that asks for none',
    assumed: '204',
    instead: { '200': withEntries(okay, 'PostObject') },
  },
  domainOfSignature: {
    question: "a URL presigned for the API's host and used on the bucket's own domain",
    assumed: 'taken',
    instead: {
      refused: ({ domains, ...dialect }) => ({
        ...dialect,
        ...(domains && { domains: { ...domains, signedFor: () => [] } }),
      }),
    },
  },
  iamHost: {
    question: "IAM's host in the environment of callers; both are answered",
    assumed: 'iam.storage.dev',
    instead: {
      'iam.storageapi.dev': dialect => ({
        ...dialect,
        endpoints: { ...dialect.endpoints, iam: 'https://iam.storageapi.dev' },
      }),
    },
  },
} as const satisfies Readonly<Record<string, Assumption>>
