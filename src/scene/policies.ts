import { basename } from 'node:path'
import type { ManagedPolicy } from '../auth/types.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { PolicyParser } from '../policy/parser.js'
import { isPolicyError } from '../policy/policy-error.js'
import { suggestName } from '../policy/suggest-name.js'
import type { Policy, PolicyKind } from '../policy/types.js'
import { shown } from '../sources/files.js'
import type { SourcePolicy } from '../sources/inventory.js'
import { printPlaced } from '../sources/print.js'
import { readDocument } from '../sources/read-document.js'
import type { World } from '../world/world.js'
import { placesOf } from './document-places.js'
import { inScene, readSceneFile } from './load.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import { serviceAccount } from './service-policies.js'
import { isSourcePolicy, type PolicySource, readSourcePolicies, readSourcePolicy } from './source-policies.js'
import type { Scene, ScenePolicy } from './types.js'

const readFile = (file: string, name: string, at: readonly string[], origin: SceneOrigin): PolicySource => {
  const { text, path } = readSceneFile(file, at, origin)
  const called = at[0] === 'policies' ? name : basename(path).replace(policyFile, '')
  if (!/\.ya?ml$/i.test(path)) return { text, origin: { file: shown(path) }, name: called }
  // the service takes JSON alone: a policy in YAML is sent as what it says
  const printed = inScene(at, origin, () => printPlaced(readDocument(text, shown(path)).root))
  return { text: printed.text, origin: { place: printed.place }, name: called }
}

const policyFile = /\.(?:json|ya?ml)$/i

/** Whether what stands for a policy is the name of a file. */
export const namesFile = (policy: unknown): boolean =>
  typeof policy === 'string'
    ? policyFile.test(policy)
    : typeof policy === 'object' && policy !== null && 'file' in policy

const writtenDocument = (document: object, name: string, at: readonly string[], origin: SceneOrigin): PolicySource => {
  const text = JSON.stringify(document, null, 2)
  const place = placesOf(text, at, origin)
  return { text, origin: place === undefined ? {} : { place }, name }
}

/**
 * Reads a policy that stands at `at`; `named` are the entries of `policies`. `name` is for a document without one, `kind`
 * says which policy of a template is meant.
 */
export const readPolicy = (
  policy: ScenePolicy,
  name: string,
  at: readonly string[],
  origin: SceneOrigin,
  named: NonNullable<Scene['policies']> = {},
  kind: SourcePolicy['kind'] = 'identity',
): PolicySource => {
  if (typeof policy !== 'string') {
    if (isSourcePolicy(policy))
      return readSourcePolicy(policy, kind, at, origin, (given, called) => readPolicy(given, called, at, origin, named))
    return 'file' in policy ? readFile(policy.file, name, at, origin) : writtenDocument(policy, name, at, origin)
  }
  if (policyFile.test(policy)) return readFile(policy, name, at, origin)
  const entry = Object.hasOwn(named, policy) ? named[policy] : undefined
  if (entry !== undefined) return readPolicy(entry, policy, ['policies', policy], origin, {}, kind)
  throw new SceneError(at, `names no policy \`${policy}\`; ${suggestName(policy, Object.keys(named))}`, origin)
}

export interface ScenePolicyHost {
  world(): World
  readonly dialect: DialectDefinition
  readonly parser: PolicyParser
  readonly origin: SceneOrigin
}

/** IAM takes trust and inline policies of the older version, too, as templates that say none make them. */
const withAnyVersion = (source: PolicySource): PolicySource => ({
  ...source,
  origin: { ...source.origin, anyVersion: true },
})

/** What the ARN of a managed policy says; undefined for any other name. */
const policyOfArn = (arn: string): Pick<ManagedPolicy, 'arn' | 'account' | 'path' | 'name'> | undefined => {
  const [, account = '', path = '', name = ''] = /^arn:[^:]+:iam::([^:]+):policy(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? []
  return name === '' ? undefined : { arn, account, path, name }
}

/** Turns what a scene calls a policy into a managed policy of the world, made once however often it is named. */
export class ScenePolicies {
  constructor(
    private readonly host: ScenePolicyHost,
    private readonly named: NonNullable<Scene['policies']> = {},
  ) {
    for (const [name, policy] of Object.entries(named))
      this.#make(this.#read(policy, name, ['policies', name]), ['policies', name])
  }

  /** ARNs of the managed policies that one entry of `policies` stands for: a role of a template may have several. */
  arnsOf(policy: ScenePolicy, name: string, at: readonly string[], account?: string): readonly string[] {
    if (typeof policy === 'string' || !isSourcePolicy(policy)) return [this.arnOf(policy, name, at, account)]
    const read = (given: ScenePolicy, called: string) => this.#read(given, called, at)
    return readSourcePolicies(policy, at, this.host.origin, read).map(source => this.#make(source, at, account))
  }

  /** ARN of the managed policy, in the account `main` unless told. `name` is used for a document without one. */
  arnOf(policy: ScenePolicy, name: string, at: readonly string[], account?: string): string {
    if (typeof policy === 'string' && !policyFile.test(policy)) {
      const { dialect, world } = this.host
      if (policy.startsWith('arn:')) return this.#managed(policy, at)
      for (const owner of [account ?? dialect.identity.account, serviceAccount]) {
        const arn = dialect.identity.policyArn(owner, '/', policy)
        if (world().registry.managedPolicy(arn) !== undefined) return arn
      }
    }
    return this.#make(this.#read(policy, name, at), at, account)
  }

  /** Text of the policy, for finding it again; nothing is made. */
  textOf(policy: ScenePolicy, at: readonly string[]): string {
    return this.#read(policy, 'policy', at).text
  }

  /** A parsed policy that belongs to a bucket, not to the registry. */
  parseBucketPolicy(policy: ScenePolicy, at: readonly string[]): Policy {
    return this.#parse(this.#read(policy, 'bucket policy', at, 'bucket'), at, 'bucket')
  }

  /** A parsed policy that says who may take a role. */
  parseTrust(policy: ScenePolicy, at: readonly string[]): Policy {
    return this.#parse(withAnyVersion(this.#read(policy, 'trust policy', at, 'trust')), at, 'trust')
  }

  /** A parsed policy that an identity has of its own. */
  parseInline(policy: ScenePolicy, name: string, at: readonly string[]): Policy {
    return this.#parse({ ...withAnyVersion(this.#read(policy, name, at)), name }, at, 'identity')
  }

  #read(policy: ScenePolicy, name: string, at: readonly string[], kind?: SourcePolicy['kind']): PolicySource {
    return readPolicy(policy, name, at, this.host.origin, this.named, kind)
  }

  #managed(arn: string, at: readonly string[]): string {
    if (this.host.world().registry.managedPolicy(arn) !== undefined) return arn
    const remedy = `give its document, in a template's \`managedPolicies: { '${arn}': ... }\` or in \`policies\``
    throw new SceneError(at, `names no managed policy \`${arn}\`; ${remedy}`, this.host.origin)
  }

  #parse({ text, name, origin }: PolicySource, at: readonly string[], kind: PolicyKind): Policy {
    try {
      return this.host.parser.parseStrict(text, kind, name, origin)
    } catch (error) {
      if (!isPolicyError(error)) throw error
      throw new SceneError(at, `is refused by the service: ${error.message}`, this.host.origin)
    }
  }

  /** One text is one policy: the same text under the same name is found again, another one gets a number. */
  #make(source: PolicySource, at: readonly string[], account: string = this.host.dialect.identity.account): string {
    const { dialect, world: present } = this.host
    const world = present()
    const { policyArn, newPolicyId } = dialect.identity
    const elsewhere = policyOfArn(source.name)
    if (elsewhere !== undefined) {
      const policy = this.#parse({ ...source, name: elsewhere.name }, at, 'identity')
      const made = {
        created: world.clock.now(),
        updated: world.clock.now(),
        id: newPolicyId(world.ids),
        tags: [],
        policy,
      }
      return world.registry.addManagedPolicy({ ...elsewhere, ...made }).arn
    }
    let name = source.name
    for (let count = 2; ; count++) {
      const existing = world.registry.managedPolicy(policyArn(account, '/', name))
      if (existing === undefined) break
      if (existing.policy.text === source.text) return existing.arn
      name = `${source.name}-${count}`
    }
    const now = world.clock.now()
    return world.registry.addManagedPolicy({
      arn: policyArn(account, '/', name),
      name,
      id: newPolicyId(world.ids),
      account,
      path: '/',
      created: now,
      updated: now,
      policy: this.#parse({ ...source, name }, at, 'identity'),
      tags: [],
    }).arn
  }
}
