import { basename, relative } from 'node:path'
import type { Dialect } from '../dialect.js'
import { suggestName } from '../nearest.js'
import { isPolicyError } from '../policy/policy-error.js'
import type { Policy, PolicyKind } from '../policy/types.js'
import type { PolicyParser } from '../road/policy-parser.js'
import type { World } from '../world.js'
import { readSceneFile } from './load.js'
import { SceneError, type SceneOrigin } from './scene-error.js'
import type { Scene, ScenePolicy } from './types.js'

/** A path as a terminal in the working directory can open it. */
const shown = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

interface Source {
  readonly text: string
  readonly file?: string
  readonly name: string
}

export interface ScenePolicyHost {
  world(): World
  readonly dialect: Dialect
  readonly parser: PolicyParser
  readonly origin: SceneOrigin
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

  /** ARN of the managed policy, in the account `main` unless told. `name` is used for a document without one. */
  arnOf(policy: ScenePolicy, name: string, at: readonly string[], account?: string): string {
    if (typeof policy !== 'string' || policy.endsWith('.json'))
      return this.#make(this.#read(policy, name, at), at, account)
    const { dialect, world, origin } = this.host
    const arn = dialect.identity.policyArn(account ?? dialect.identity.account, '/', policy)
    if (world().registry.managedPolicy(arn) !== undefined) return arn
    const named = this.named[policy]
    if (named !== undefined) return this.#make(this.#read(named, policy, ['policies', policy]), at, account)
    throw new SceneError(at, `names no policy \`${policy}\`; ${suggestName(policy, Object.keys(this.named))}`, origin)
  }

  /** Text of the policy, for finding it again; nothing is made. */
  textOf(policy: ScenePolicy, at: readonly string[]): string {
    if (typeof policy !== 'string' || policy.endsWith('.json')) return this.#read(policy, 'policy', at).text
    const { origin } = this.host
    const named = this.named[policy]
    if (named !== undefined) return this.#read(named, policy, ['policies', policy]).text
    throw new SceneError(at, `names no policy \`${policy}\`; ${suggestName(policy, Object.keys(this.named))}`, origin)
  }

  /** A parsed policy that belongs to a bucket, not to the registry. */
  parseBucketPolicy(policy: ScenePolicy, at: readonly string[]): Policy {
    return this.#parse(this.#read(policy, 'bucket policy', at), at, 'bucket')
  }

  /** A parsed policy that says who may take a role. */
  parseTrust(policy: ScenePolicy, at: readonly string[]): Policy {
    return this.#parse(this.#read(policy, 'trust policy', at), at, 'trust')
  }

  #read(policy: ScenePolicy, name: string, at: readonly string[]): Source {
    if (typeof policy === 'string') return this.#read({ file: policy }, name, at)
    if (!('file' in policy)) return { text: JSON.stringify(policy, null, 2), name }
    const { text, path } = readSceneFile(policy.file, at, this.host.origin)
    return { text, file: shown(path), name: at[0] === 'policies' ? name : basename(path).replace(/\.json$/, '') }
  }

  #parse({ text, name, file }: Source, at: readonly string[], kind: PolicyKind): Policy {
    try {
      return this.host.parser.parseStrict(text, kind, name, file)
    } catch (error) {
      if (!isPolicyError(error)) throw error
      throw new SceneError(at, `is refused by the service: ${error.message}`, this.host.origin)
    }
  }

  /** One text is one policy: the same text under the same name is found again, another one gets a number. */
  #make(source: Source, at: readonly string[], account: string = this.host.dialect.identity.account): string {
    const { dialect, world: present } = this.host
    const world = present()
    const { policyArn, newPolicyId } = dialect.identity
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
