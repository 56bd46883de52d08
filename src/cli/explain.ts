import { hostTime } from '../contract/host.js'
import { type DialectName, dialects } from '../dialects/index.js'
import { operationsOf } from '../dialects/operations.js'
import { knownActions } from '../mock/known-actions.js'
import { evaluate, explain as explained, type Policy, parsePolicy, type Verdict } from '../policy/index.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'
import { templateOptions, type WrittenPolicy, writtenPolicies } from './written-policies.js'

const policyOf = ({ text, origin }: WrittenPolicy, name: DialectName, kind: 'identity' | 'bucket'): Policy => {
  const { evaluatesStrictly: strict } = dialects[name].profile
  return parsePolicy(text, { dialect: name, kind, strict, ...origin })
}

/** A mistyped action is denied by every policy: it would be explained at length and mean nothing. */
const knownAction = (action: string | undefined, name: DialectName): string => {
  if (action === undefined) throw new UsageError('`--action` is missing: name the right that is asked for')
  const { profile } = dialects[name]
  const known = knownActions(profile, operationsOf(dialects[name]))
  if (known.has(action)) return action
  throw new UsageError(`no operation of \`${name}\` needs \`${action}\`; ${known.hint(action)}`)
}

const resourceOf = (resource: string | undefined): string => {
  if (resource === undefined) throw new UsageError('`--resource` is missing: give an ARN, `bucket/key`, or `*`')
  return resource === '*' || resource.startsWith('arn:') ? resource : `arn:aws:s3:::${resource}`
}

const timeOf = (text: string | undefined): string => {
  const at = text === undefined ? hostTime.visible() : Date.parse(text)
  if (Number.isNaN(at)) throw new UsageError(`\`${text}\` is no time: write one as 2026-05-01T00:00:00Z`)
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** A verdict computes parts of itself when they are first read: they are no members to copy. */
const asJson = (verdict: Verdict) => {
  const { decision, action, asked, resource, context, at, statements, grant, because, nearest } = verdict
  return {
    decision,
    action,
    asked,
    resource,
    context,
    at,
    statements,
    grant,
    because,
    nearest,
    explanation: explained(verdict),
  }
}

export const explain = defineCommand({
  takes: 'POLICY|TEMPLATE...',
  example: [
    'tigris-mock explain policy.json --action s3:PutObject --resource model-storage/a.bin',
    'exits with 1 when it is denied, and says what would allow it',
  ],
  options: {
    action: { type: 'string', value: 'ACTION', says: 's3:GetObject' },
    resource: { type: 'string', value: 'RESOURCE', says: 'an ARN, bucket/key, or *' },
    'bucket-policy': { type: 'string', value: 'FILE', says: "the bucket's own policy" },
    ip: { type: 'string', value: 'ADDRESS', says: 'of the caller, for aws:SourceIp' },
    at: { type: 'string', value: 'TIME', says: 'ISO 8601, for aws:CurrentTime; now if left out' },
    ...templateOptions,
    dialect: {
      ...dialect,
      says: 'tigris (the default), aws or yandex; for a template, the one for which it is written',
    },
    json,
  },
  run: ({ values, files }) => {
    const bucketPolicy = values['bucket-policy']
    if (files.length === 0 && bucketPolicy === undefined) throw new UsageError('name at least one policy file')
    const written = files.flatMap(file => writtenPolicies(file, 'identity', values))
    const ofBucket = bucketPolicy === undefined ? [] : writtenPolicies(bucketPolicy, 'bucket', {})
    const own = [...written, ...ofBucket].find(each => each.dialect !== undefined)?.dialect
    const name = dialectNamed(values.dialect ?? own)
    const action = knownAction(values.action, name)
    const resource = resourceOf(values.resource)
    const at = timeOf(values.at)
    const verdict = evaluate({
      dialect: name,
      policies: written.map(each => policyOf(each, name, 'identity')),
      ...(ofBucket[0] !== undefined && { resourcePolicy: policyOf(ofBucket[0], name, 'bucket') }),
      action,
      resource,
      context: {
        'aws:CurrentTime': at,
        'aws:EpochTime': String(Date.parse(at) / 1000),
        ...(values.ip !== undefined && { 'aws:SourceIp': values.ip }),
      },
    })
    if (values.json) printJson(asJson(verdict))
    else print(explained(verdict))
    return verdict.decision === 'allowed' ? 0 : 1
  },
})
