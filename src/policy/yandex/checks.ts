import { required } from '../aws/bucket-checks.js'
import { type Check, type DraftStatement, type Fault, textsIn } from '../draft.js'
import { operatorNamed } from '../operators.js'
import { principalsOf } from '../principals.js'
import { didYouMean } from '../suggest-name.js'
import { meetsAction } from '../tigris/checks.js'

/** Actions of https://yandex.cloud/docs/storage/s3/api-ref/policy/actions ; others are reached by `*` and `s3:*` only. */
export const yandexActions = [
  's3:AbortMultipartUpload',
  's3:DeleteBucketWebsite',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectVersion',
  's3:GetObjectVersionAcl',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListBucketVersions',
  's3:ListMultipartUploadParts',
  's3:PutBucketAcl',
  's3:PutBucketCORS',
  's3:PutBucketVersioning',
  's3:PutBucketWebsite',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
] as const

const lowerActions = yandexActions.map(action => action.toLowerCase())

export const yandexActionCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Action'))
    .filter(({ text }) => !meetsAction(text, lowerActions))
    .map(({ text, start }) => ({
      start,
      message: 'Policy has invalid action',
      reason: `the service has no action "${text}"${didYouMean(text, yandexActions)}`,
    }))

export const yandexElementCheck: Check = ({ statements }) =>
  statements
    .flatMap(({ members }) => members)
    .filter(({ name }) => name === 'NotAction' || name === 'NotResource')
    .map(({ name, start }) => ({ start, message: `Unknown field ${name}`, reason: `policies here have no ${name}` }))

export const yandexResourceCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Resource'))
    .filter(({ text }) => text !== '*' && !/^arn:aws:s3:::./.test(text))
    .map(({ text, start }) => ({
      start,
      message: 'Policy has invalid resource',
      reason: `"${text}" must be "*" or begin with "arn:aws:s3:::" and a bucket`,
    }))

/** Principal is optional: https://yandex.cloud/en/docs/storage/s3/api-ref/policy/scheme */
export const yandexRequiredCheck: Check = required(['Action', 'Resource'])

const families = new Set(['string', 'numeric', 'date', 'bool', 'ip', 'null'])

export const yandexOperatorCheck: Check = ({ statements }) =>
  statements
    .flatMap(({ elements }) => elements.get('Condition') ?? [])
    .flatMap(block => (block.kind === 'object' ? block.members : []))
    .filter(({ name }) => {
      const found = operatorNamed(name)
      return found === undefined || found.set !== undefined || !families.has(found.operator.family)
    })
    .map(({ name, start }) => ({
      start,
      message: `Invalid Condition type : ${name}`,
      reason: `policies here do not know the operator "${name}"`,
    }))

const principalFault = ({ elements }: DraftStatement, kind: string): Fault[] => {
  const [node] = elements.get('Principal') ?? []
  if (node === undefined) return []
  const message = 'Invalid principal in policy'
  const { names } = principalsOf(node, false)
  if (kind === 'session') {
    const fits = names.length === 1 && names[0]?.name === '*'
    return fits ? [] : [{ start: node.start, message, reason: 'the Principal of a session policy is "*"' }]
  }
  return names.length > 0 && names.every(({ type }) => type === '*' || type === 'CanonicalUser')
    ? []
    : [{ start: node.start, message, reason: 'write "*" or { "CanonicalUser": [ids] }' }]
}

export const yandexPrincipalCheck: Check = ({ statements, kind }) =>
  statements.flatMap(statement => principalFault(statement, kind))
