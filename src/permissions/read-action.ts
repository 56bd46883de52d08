import { levelOf } from '../mock/known-actions.js'
import { arnOf } from '../mock/question.js'
import { suggestName } from '../policy/suggest-name.js'
import { type FileHost, requireBucket } from './file-host.js'
import { checkProperties } from './permission-schema.js'
import type { Question, WrittenCheck } from './permission-types.js'

const bucketArn = /^arn:aws:s3:::/

/** Holds a resource of S3 to what its action acts on: asked about anything else, it is denied to everyone. */
const checkLevel = (action: string, resource: string, path: readonly string[], host: FileHost): void => {
  const level = levelOf(action)
  if (level === undefined) return
  if (level === 'account') {
    if (resource !== '*') host.refuse(path, `names a resource, but \`${action}\` acts on none: leave it out`)
    return
  }
  const [, bucket = '', key = ''] = /^([^/]*)\/?(.*)$/s.exec(resource.replace(bucketArn, '')) ?? []
  if (action !== 's3:CreateBucket') requireBucket(bucket, path, host)
  if (level === 'object' && key === '')
    host.refuse(path, `is a bucket, but \`${action}\` acts on objects: write \`${bucket}/<key>\``)
  if (level === 'bucket' && key !== '')
    host.refuse(path, `is an object, but \`${action}\` acts on buckets: write \`${bucket}\``)
}

/** Reads one right. `resource` is `bucket/key` or an ARN; absent for actions that act on none. */
export const readRight = (
  action: string,
  resource: string | undefined,
  path: readonly string[],
  host: FileHost,
): Question => {
  if (!host.actions.has(action))
    host.refuse(path, `asks for an unknown action: \`${action}\`; ${host.actions.hint(action)}`)
  const level = levelOf(action)
  const named = resource ?? (level === 'account' ? '*' : host.refuse(path, `needs a resource for \`${action}\``))
  const ofNone = named === '*' && (level === 'account' || level === undefined)
  if (named.includes('*') && !ofNone) {
    host.refuse(path, `has a \`*\`: name one resource; \`generate: boundaries\` tries the edges of a pattern`)
  }
  checkLevel(action, named, path, host)
  return {
    action,
    resource: arnOf(named),
    target: named === '*' ? action : `${action} on ${named.replace(bucketArn, '')}`,
  }
}

const members = ['resource', 'bucket', 'key']

/** Reads a check that asks the evaluator alone. */
export const readAction = (check: WrittenCheck, path: readonly string[], host: FileHost): Question => {
  const known = [...Object.keys(checkProperties), ...members]
  for (const [name, value] of Object.entries(check)) {
    if (!known.includes(name))
      host.refuse([...path, name], `is unknown beside \`action\`; ${suggestName(name, known)}`, 'name')
    if (typeof value !== 'string') host.refuse([...path, name], 'must be text; write it in quotes')
  }
  const { resource, bucket, key } = check as Readonly<Record<string, string | undefined>>
  if (resource !== undefined && bucket !== undefined) host.refuse(path, 'has both `resource` and `bucket`')
  if (key !== undefined && bucket === undefined) host.refuse([...path, 'key'], 'needs `bucket` beside it', 'name')
  const named = bucket === undefined ? resource : key === undefined ? bucket : `${bucket}/${key}`
  const at =
    resource !== undefined ? 'resource' : key !== undefined ? 'key' : bucket !== undefined ? 'bucket' : 'action'
  const asked = host.actions.has(check.action!) ? at : 'action'
  return readRight(check.action!, named, [...path, asked], host)
}
