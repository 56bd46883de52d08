import { parseRange } from '../addresses.js'
import { dateSeconds } from '../dates.js'
import { type Check, type Fault, membersOf, textsIn, textsOf } from '../draft.js'
import type { JsonMember } from '../json.js'
import { actionMatcher, glob, tokensOf } from '../match.js'
import { operatorNamed, operators } from '../operators.js'
import { closest, didYouMean } from '../suggest-name.js'

/**
 * Actions that Tigris takes: https://www.tigrisdata.com/docs/iam/policies/ . The last one is not in that list but in
 * the service's own training-job example.
 */
export const tigrisActions = [
  's3:AbortMultipartUpload',
  's3:CreateBucket',
  's3:DeleteBucket',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:GetAccelerateConfiguration',
  's3:GetBucketAcl',
  's3:GetBucketCORS',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicyStatus',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetLifecycleConfiguration',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectTagging',
  's3:ListAllMyBuckets',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:ListMultipartUploadParts',
  's3:PutAccelerateConfiguration',
  's3:PutBucketAcl',
  's3:PutBucketCORS',
  's3:PutLifecycleConfiguration',
  's3:PutBucketOwnershipControls',
  's3:PutBucketTagging',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
  's3:RestoreObject',
  's3:CompleteMultipartUpload',
] as const

const keyOf = { ip: 'aws:SourceIp', date: 'aws:CurrentTime' } as const

/** The eight operators of Tigris: two on addresses, six on dates. */
export const tigrisOperators = operators.flatMap(({ name, family }) =>
  family === 'ip' || family === 'date' ? [name] : [],
)

/** Whether an action pattern of a policy meets an action of a list; patterns must start with a vendor of it. */
export const meetsAction = (pattern: string, lower: readonly string[]): boolean =>
  pattern === '*' || (!pattern.startsWith('*:') && lower.some(actionMatcher(pattern, false)))

/** Refuses patterns that meet none of the actions; with `exactCase` also those that are spelt in another case. */
export const actionCheck = (actions: readonly string[], exactCase = false): Check => {
  const lower = actions.map(action => action.toLowerCase())
  const isSpelt = (text: string) =>
    text === '*' || actions.some(action => glob(tokensOf(text, false))(action)) || !exactCase
  return ({ statements }) =>
    statements
      .flatMap(statement => textsIn(statement, 'Action'))
      .filter(({ text }) => !meetsAction(text, lower) || !isSpelt(text))
      .map(({ text, start }) => ({
        start,
        message: `Action ${text} is not supported.`,
        reason: `Tigris has no action "${text}"${didYouMean(text, actions)}`,
      }))
}

export const tigrisActionCheck: Check = actionCheck(tigrisActions)

export const tigrisElementCheck: Check = ({ statements }) =>
  statements
    .flatMap(({ members }) => members)
    .filter(({ name }) => /^Not|^Principal$/.test(name))
    .map(({ name, start }) => ({
      start,
      message: `Policy element ${name} is not supported.`,
      reason: `Tigris policies have no ${name}`,
    }))

export const tigrisResourceCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Resource'))
    .filter(({ text }) => text !== '*' && !/^arn:aws:s3:::./.test(text))
    .map(({ text, start }) => ({
      start,
      message: `Resource ${text} is not supported.`,
      reason: `"${text}" must be "*" or begin with "arn:aws:s3:::" and a bucket`,
    }))

const valueFits = {
  ip: (text: string) => parseRange(text) !== undefined,
  date: (text: string) => text.includes('-') && !Number.isNaN(dateSeconds(text)),
}
const wanted = { ip: 'an address or a range such as 203.0.113.0/24', date: 'a time such as 2025-01-14T00:00:00Z' }

const operatorFaults = ({ name, start, value }: JsonMember): Fault[] => {
  const family = tigrisOperators.includes(name) ? operatorNamed(name)?.operator.family : undefined
  if (family !== 'ip' && family !== 'date') {
    const near = closest(name, tigrisOperators) ?? tigrisOperators.join(', ')
    const message = `Condition operator ${name} is not supported.`
    return [{ start, message, reason: `Tigris does not know "${name}"; it has ${near}` }]
  }
  const keys = membersOf(value)
  if (keys.length === 0) return [{ start, message: `Condition operator ${name} has no key.` }]
  return keys.flatMap(key => keyFaults(name, family, key))
}

const keyFaults = (operator: string, family: keyof typeof keyOf, { name, start, value }: JsonMember): Fault[] => {
  if (name.toLowerCase() !== keyOf[family].toLowerCase()) {
    const message = `Condition key ${name} is not supported for operator ${operator}.`
    return [{ start, message, reason: `${operator} takes the key ${keyOf[family]} only` }]
  }
  return textsOf(value)
    .filter(({ text }) => !valueFits[family](text))
    .map(({ text, start: at }) => ({
      start: at,
      message: `Value ${text} is not valid for operator ${operator}.`,
      reason: `"${text}" must be ${wanted[family]}`,
    }))
}

export const tigrisConditionCheck: Check = ({ statements }) =>
  statements.flatMap(({ elements }) => (elements.get('Condition') ?? []).flatMap(membersOf).flatMap(operatorFaults))
