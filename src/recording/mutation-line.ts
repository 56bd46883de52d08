import type { MutationWitness } from './mutation-types.js'

/** Condition keys that a request brings by a member of its input, and the calls that have them. */
const members: Readonly<Record<string, readonly [call: string, member: string, action: string]>> = {
  's3:prefix': ['ListObjectsV2', 'prefix', 's3:ListBucket'],
  's3:delimiter': ['ListObjectsV2', 'delimiter', 's3:ListBucket'],
  's3:max-keys': ['ListObjectsV2', 'maxKeys', 's3:ListBucket'],
  's3:x-amz-acl': ['PutObject', 'acl', 's3:PutObject'],
  's3:x-amz-server-side-encryption': ['PutObject', 'serverSideEncryption', 's3:PutObject'],
  's3:x-amz-storage-class': ['PutObject', 'storageClass', 's3:PutObject'],
  's3:versionid': ['GetObject', 'versionId', 's3:GetObjectVersion'],
}

/** Calls that need no more than a bucket and a key to be denied. */
const calls: Readonly<Record<string, string>> = {
  's3:GetObject': 'GetObject',
  's3:PutObject': 'PutObject',
  's3:DeleteObject': 'DeleteObject',
  's3:ListBucket': 'ListObjectsV2',
}

/** Text of YAML that is read as text. */
const quoted = (text: string): string =>
  /^[A-Za-z0-9/][A-Za-z0-9/._@+-]*$/.test(text) && !/^(?:[0-9.+-]+|true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text)

/** What a test says of its callers, by the condition keys that it sets. */
const whenOf = (context: MutationWitness['context']): string[] | undefined => {
  const parts: string[] = []
  for (const [key, value] of Object.entries(context)) {
    const name = key.toLowerCase()
    if (members[name] !== undefined) continue
    if (value === undefined) return undefined
    if (name === 'aws:sourceip') parts.push(`ip: ${quoted(value)}`)
    else if (name === 'aws:useragent') parts.push(`userAgent: ${quoted(value)}`)
    else if (name === 'aws:currenttime') parts.push(`at: ${quoted(value)}`)
    else return undefined
  }
  return parts
}

const inputOf = (action: string, context: MutationWitness['context']): readonly [string, string][] | undefined => {
  const found: [string, string][] = []
  for (const [key, value] of Object.entries(context)) {
    const member = members[key.toLowerCase()]
    if (member === undefined || value === undefined) continue
    if (member[2] !== action) return undefined
    found.push([member[1], member[1] === 'maxKeys' ? value : quoted(value)])
  }
  return found
}

/** The test for a permission file that asks a question, in one line; undefined where such a file cannot ask it. */
export const permissionLine = ({ caller, action, resource, expect, context }: Omit<MutationWitness, 'line'>) => {
  const when = whenOf(context)
  const input = inputOf(action, context)
  if (when === undefined || input === undefined) return undefined
  const isS3 = resource.startsWith('arn:aws:s3:::')
  const [, bucket = '', key] = /^arn:aws:s3:::([^/]*)(?:\/(.*))?$/s.exec(resource) ?? []
  if (bucket.includes('*') || key?.includes('*')) return undefined
  const call = input.length > 0 ? Object.values(members).find(([, , of]) => of === action)?.[0] : calls[action]
  const isCalled = call !== undefined && isS3 && (input.length > 0 || expect === 'denied')
  const target =
    resource === '*'
      ? []
      : isS3
        ? [`resource: ${quoted(key === undefined ? bucket : `${bucket}/${key}`)}`]
        : [`resource: ${quoted(resource)}`]
  const asked = isCalled
    ? [
        `call: ${call}`,
        `bucket: ${quoted(bucket)}`,
        ...(key === undefined ? [] : [`key: ${quoted(key)}`]),
        ...(call === 'PutObject' ? ['body: x'] : []),
        ...input.map(([member, value]) => `${member}: ${value}`),
      ]
    : [`action: ${quoted(action)}`, ...target]
  const name = `${caller} ${expect === 'allowed' ? 'may' : 'may not'} ${action.replace(/^s3:/, '')}${resource === '*' ? '' : ` ${resource.replace('arn:aws:s3:::', '')}`}`
  const head = [
    `name: ${JSON.stringify(name)}`,
    `as: ${quoted(caller)}`,
    ...(when.length === 0 ? [] : [`when: { ${when.join(', ')} }`]),
  ]
  return `- { ${[...head, `check: [{ ${[...asked, `expect: ${expect}`].join(', ')} }]`].join(', ')} }`
}
