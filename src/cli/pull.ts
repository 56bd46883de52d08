import { isDeepStrictEqual } from 'node:util'
import { dialects } from '../dialects/index.js'
import { operationsOf } from '../dialects/operations.js'
import { createMock } from '../mock.js'
import { type RealPolicy, realPolicies } from '../permissions/live/attached-policies.js'
import { readCredentials } from '../permissions/live/credentials-file.js'
import { serviceAt } from '../permissions/live/service.js'
import { loadYaml } from '../scene/load.js'
import type { Scene } from '../scene/types.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, dialect, json } from './command.js'
import { print, printJson } from './terminal.js'
import { urlNamed } from './test-live.js'
import { UsageError } from './usage-error.js'

/** The scene of one key with the policies that it really has. */
const sceneOf = (name: Scene['dialect'], key: string, found: readonly RealPolicy[], section: 'keys' | 'users') => {
  const attached = found.filter(({ isInline }) => !isInline)
  const inline = found.filter(({ isInline }) => isInline)
  const documents = (policies: readonly RealPolicy[]) =>
    Object.fromEntries(policies.map(policy => [policy.name, policy.document]))
  return {
    dialect: name,
    [section]: {
      [key]: {
        id: section === 'keys' ? key : undefined,
        policies: attached.map(policy => policy.name),
        inlinePolicies: inline.length === 0 ? undefined : documents(inline),
      },
    },
    policies: documents(attached),
  }
}

/** The policies that a scene gives the key, by name and as documents. */
const policiesIn = (path: string, key: string): ReadonlyMap<string, unknown> => {
  const { value, origin } = loadYaml(path)
  const mock = createMock(value as Scene, origin)
  const { registry } = mock.world()
  const name = mock.keys.names().find(each => each === key || mock.keys.get(each).id === key)
  if (name === undefined) throw new UsageError(`\`${path}\` has no key \`${key}\`, neither by name nor by id`)
  const { account, identity } = registry.key(mock.keys.get(name).id)!
  const { attached, inline } = registry.identity(account, identity)!
  const managed = attached.flatMap(arn => registry.managedPolicy(arn) ?? [])
  return new Map([...managed, ...inline].map(each => [each.name, JSON.parse(each.policy.text)]))
}

const driftOf = (real: readonly RealPolicy[], written: ReadonlyMap<string, unknown>): readonly string[] => [
  ...real.flatMap(({ name, document }) => {
    if (!written.has(name)) return [`the real key has the policy \`${name}\`, the scene does not`]
    return isDeepStrictEqual(document, written.get(name)) ? [] : [`the policy \`${name}\` differs from the real one`]
  }),
  ...[...written.keys()]
    .filter(name => !real.some(each => each.name === name))
    .map(name => `the scene has the policy \`${name}\`, the real key does not`),
]

export const pull = defineCommand({
  example: [
    'tigris-mock pull --endpoint https://iam.storage.dev --key tid_runner --credentials admin.yaml > scene.json',
    'writes a scene with the policies that the real key has; --check scene.json tells drift and exits with 1',
  ],
  options: {
    endpoint: { type: 'string', value: 'URL', says: 'of the IAM of the service; it is only read' },
    key: { type: 'string', value: 'KEY', says: 'id of the key; in aws the name of the user' },
    credentials: {
      type: 'string',
      value: 'FILE',
      says: 'YAML or JSON: `admin: { id, secret }`, who may read policies',
    },
    region: { type: 'string', value: 'REGION', says: "to sign for; the dialect's own if left out" },
    check: { type: 'string', value: 'SCENE', says: 'say how the key of this scene differs from the real one' },
    dialect,
    json,
  },
  run: async ({ values }) => {
    const name = dialectNamed(values.dialect)
    const { key, check } = values
    const endpoint = urlNamed('endpoint', values)
    if (endpoint === undefined) throw new UsageError('`pull` needs `--endpoint`: the URL of the IAM of the service')
    if (key === undefined) throw new UsageError('`pull` needs `--key`: whose policies are read')
    if (values.credentials === undefined) throw new UsageError('`pull` needs `--credentials`: a file with `admin`')
    const admin = readCredentials(values.credentials).get('admin')
    if (admin === undefined) throw new UsageError(`\`${values.credentials}\` names no \`admin\``)
    const service = dialects[name]
    const { features } = service
    const hasUsers = features.has('users')
    const named = features.has('attached-policies-are-user-policies')
    if (!hasUsers && !named) throw new UsageError(`keys of \`${name}\` have no policies`)
    const address = { endpoint, region: values.region ?? service.region }
    const found = await realPolicies(serviceAt(address, service, operationsOf(service)), admin, key, named)
    if (check === undefined) {
      printJson(sceneOf(name, key, found, hasUsers ? 'users' : 'keys'))
      return 0
    }
    const drift = driftOf(found, policiesIn(check, key))
    if (values.json) printJson({ key, drift })
    else for (const line of drift) print(line)
    return drift.length === 0 ? 0 : 1
  },
})
