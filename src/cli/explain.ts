import { type DialectName, dialects } from '../dialects/index.js'
import { evaluate, explain as explained, type Policy, parsePolicy, type Verdict } from '../policy/index.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { actionGiven, contextGiven, resourceGiven } from './explain-input.js'
import { recordedText, recordedVerdicts } from './explain-run.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'
import { templateOptions, type WrittenPolicy, writtenPolicies } from './written-policies.js'

const policyOf = ({ text, origin }: WrittenPolicy, name: DialectName, kind: 'identity' | 'bucket'): Policy => {
  const { evaluatesStrictly: strict } = dialects[name].profile
  return parsePolicy(text, { dialect: name, kind, strict, ...origin })
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

const explainRun = (run: string, test: string | undefined, isJson: boolean): number => {
  const found = recordedVerdicts(run, test)
  if (isJson) printJson(found.map(({ verdict, ...asked }) => ({ ...asked, ...asJson(verdict) })))
  else print(found.map(recordedText).join('\n\n'))
  return found.every(({ verdict }) => verdict.decision === 'allowed') ? 0 : 1
}

const ofPolicies = ['action', 'resource', 'bucket-policy', 'ip', 'at', 'context', 'dialect'] as const

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
    context: { type: 'list', value: 'KEY=VALUE', says: 'of the request: s3:prefix=a/; again for more keys or values' },
    run: { type: 'string', value: 'PATH', says: 'explain the decisions of a recorded run instead' },
    test: { type: 'string', value: 'NAME', says: 'of that run: tests with this in their name' },
    ...templateOptions,
    dialect: {
      ...dialect,
      says: 'tigris (the default), aws or yandex; for a template, the one for which it is written',
    },
    json,
  },
  run: ({ values, files }) => {
    if (values.run !== undefined) {
      const stray = files.length > 0 ? files[0] : ofPolicies.find(option => values[option] !== undefined)
      if (stray !== undefined)
        throw new UsageError(`\`${stray}\` does not go with \`--run\`: a run has its own policies`)
      return explainRun(values.run, values.test, values.json === true)
    }
    if (values.test !== undefined) throw new UsageError('`--test` is for `--run`')
    const bucketPolicy = values['bucket-policy']
    if (files.length === 0 && bucketPolicy === undefined) throw new UsageError('name at least one policy file')
    const written = files.flatMap(file => writtenPolicies(file, 'identity', values))
    const ofBucket = bucketPolicy === undefined ? [] : writtenPolicies(bucketPolicy, 'bucket', {})
    const own = [...written, ...ofBucket].find(each => each.dialect !== undefined)?.dialect
    const name = dialectNamed(values.dialect ?? own)
    const action = actionGiven(values.action, name)
    const verdict = evaluate({
      dialect: name,
      policies: written.map(each => policyOf(each, name, 'identity')),
      ...(ofBucket[0] !== undefined && { resourcePolicy: policyOf(ofBucket[0], name, 'bucket') }),
      action,
      resource: resourceGiven(values.resource, action),
      context: contextGiven(values),
    })
    if (values.json) printJson(asJson(verdict))
    else print(explained(verdict))
    return verdict.decision === 'allowed' ? 0 : 1
  },
})
