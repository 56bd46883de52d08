import { parseAddress } from './addresses.js'
import type { Condition } from './conditions.js'
import { compiledOf } from './document.js'
import { operatorNamed } from './operators.js'
import type { Principals } from './principals.js'
import type { CompiledStatement } from './statements.js'
import type { Policy } from './types.js'

/** Keys whose fixed values bind a statement to callers that someone chose; in lower case. */
const fixingKeys: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:userid',
  'aws:username',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
])

const fixingOperators = /^(?:ForAnyValue:)?(?:String(?:Equals|Like)(?:IgnoreCase)?|Arn(?:Equals|Like))$/i

/** A range that holds a large part of all addresses binds to nobody. */
const isNarrow = (range: string): boolean => {
  const [text = '', length] = range.split('/')
  const address = parseAddress(text)
  if (address === undefined) return false
  return length === undefined || Number(length) >= (address.version === 4 ? 8 : 32)
}

/** A user id may end in `:*`, which stands for the sessions of one role. */
const isFixed = (value: string, key: string): boolean =>
  !/[*?]|\$\{/.test(key === 'aws:userid' ? value.replace(/:\*$/, '') : value)

const binds = ({ operator, key, values }: Condition): boolean => {
  const name = key.toLowerCase()
  if (values.length === 0) return false
  if (name === 'aws:sourceip') return operatorNamed(operator)?.operator.name === 'IpAddress' && values.every(isNarrow)
  return fixingKeys.has(name) && fixingOperators.test(operator) && values.every(value => isFixed(value, name))
}

/** Whoever the provider lets in: those of the web are open to the public, those of an account have its ARN. */
const isPublicName = ({ type, name }: Principals['names'][number]): boolean =>
  name.includes('*') || (type === 'Federated' && !name.startsWith('arn:'))

const isPublicStatement = ({ statement, principals, conditions }: CompiledStatement): boolean =>
  statement.effect === 'Allow' &&
  (principals === undefined || principals.negated || principals.names.some(isPublicName)) &&
  !conditions.some(binds)

/**
 * Whether a bucket's policy allows something to everyone: to the principal `*`, bound by no condition with fixed values.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublicPolicy = (policy: Policy): boolean => compiledOf(policy).statements.some(isPublicStatement)
