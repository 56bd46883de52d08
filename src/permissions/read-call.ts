import type { Draft, Operation } from '../contract/operation.js'
import { findOperation } from '../mock/call.js'
import { writeInput } from '../mock/call-input.js'
import { type FileHost, requireBucket } from './file-host.js'
import { checkProperties } from './permission-schema.js'
import type { Question, WrittenCheck } from './permission-types.js'

/** A member's name in lower camel case: `Bucket` is `bucket`, `ACL` is `acl`, `SSECustomerKey` is `sseCustomerKey`. */
const lowerCamel = (member: string): string =>
  member.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, capitals => capitals.toLowerCase())

const operationNamed = (name: string, path: readonly string[], { operations, refuse }: FileHost): Operation => {
  try {
    return findOperation(name, operations)
  } catch (error) {
    return refuse(path, `cannot be called: ${(error as Error).message}`)
  }
}

/** Bucket of `[/]bucket/key`, percent-encoded; undefined for what is no such text: the service answers that. */
export const sourceBucket = (copySource: string): string | undefined => {
  const [, bucket = ''] = /^\/?([^/?]+)\//.exec(copySource) ?? []
  try {
    return bucket === '' ? undefined : decodeURIComponent(bucket)
  } catch {
    return undefined
  }
}

const checkBuckets = (draft: Draft, { makesBucket }: Operation, path: readonly string[], host: FileHost): void => {
  const bucket = draft.path.get('Bucket')
  if (bucket !== undefined && !makesBucket) requireBucket(bucket, [...path, 'bucket'], host)
  const source = sourceBucket(draft.headers.get('x-amz-copy-source') ?? '')
  if (source !== undefined) requireBucket(source, [...path, 'copySource'], host)
}

const targetOf = ({ name }: Operation, { path }: Draft): string => {
  const [bucket, key] = [path.get('Bucket'), path.get('Key')]
  return `${name}${bucket === undefined ? '' : ` on ${bucket}`}${key === undefined ? '' : `/${key}`}`
}

/** Reads a check that calls an operation: its request is written now, so that a faulty input is told with its place. */
export const readCall = (check: WrittenCheck, path: readonly string[], host: FileHost): Question => {
  const operation = operationNamed(check.call!, [...path, 'call'], host)
  const beside = Object.keys(checkProperties)
  const input = Object.fromEntries(Object.entries(check).filter(([name]) => !beside.includes(name)))
  const draft = writeInput(operation, input, {
    nameOf: lowerCamel,
    beside,
    refuse: (within, fault, part) => host.refuse([...path, ...within], fault, part),
  })
  if (check.code !== 'NoSuchBucket') checkBuckets(draft, operation, path, host)
  return { operation, draft, target: targetOf(operation, draft) }
}
