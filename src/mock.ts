import { AsyncLocalStorage } from 'node:async_hooks'
import { readCaller } from './auth/caller-facts.js'
import { type BucketHandle, bucketHandle } from './bucket-handle.js'
import { type CallResult, callOperation, findOperation } from './call.js'
import { anonymousCaller, arnOf, type CallerContext, type CallerOptions, keyCaller } from './caller.js'
import type { Clock } from './clock.js'
import { createHandle } from './core.js'
import type { Dialect } from './dialect.js'
import { operationsOf } from './dialect-operations.js'
import { dialects } from './dialects/index.js'
import { explainAnything } from './explanation.js'
import type { Faults } from './faults.js'
import type { MockInside } from './inside.js'
import { createKeyHandles, type KeyHandles } from './key-handles.js'
import { knownActions } from './known-actions.js'
import type { RequestLog } from './log.js'
import { suggestName } from './nearest.js'
import { createPolicyParser } from './policy-parser.js'
import { compileHosts } from './protocol/locate.js'
import { createMatcher } from './protocol/match.js'
import type { Judgement } from './record.js'
import { buildScene } from './scene/build.js'
import { withMainAccount } from './scene/build-accounts.js'
import { adminName } from './scene/build-host.js'
import { ScenePolicies } from './scene/policies.js'
import type { SceneOrigin } from './scene/scene-error.js'
import { sceneSchema } from './scene/schema.js'
import type { NamesOf, Scene, ScenePolicy } from './scene/types.js'
import { validate } from './scene/validate.js'
import { hexadecimal, nextMockNumber, seededIds } from './seams.js'
import { createBlobs } from './store/blobs.js'
import type { Scope, WireRequest, WireResponse } from './wire.js'
import { type Checkpoint, createWorld, type World, type WorldHost } from './world.js'

/** A caller with policies of its own, outside the scene. */
export interface InlineCaller {
  readonly policies: readonly ScenePolicy[]
}

/** One mock without a door: everything that needs no interception. */
export interface Mock<S extends Scene = Scene> extends MockInside {
  readonly dialect: Dialect
  as(who: NamesOf<S> | InlineCaller, options?: CallerOptions): CallerContext
  anonymous(options?: CallerOptions): CallerContext
  /** The dialect's own highest key. */
  admin(options?: CallerOptions): CallerContext
  /** Requests begun in `run`'s async context are authenticated but not judged, and left out of the log. */
  arrange<T>(run: (admin: CallerContext) => T | Promise<T>): Promise<T>
  /** Runs `run` in a world of its own, by async context. */
  isolate<T>(run: () => T | Promise<T>): Promise<T>
  /** Collects the records of requests begun in `run`'s async context. */
  collect<T>(run: () => T | Promise<T>): Promise<{ records: Judgement['records']; outcome: PromiseSettledResult<T> }>
  /** An operation without an SDK: written by its entry, signed as the caller, through the whole road. */
  call(caller: CallerContext, operation: string, input?: Readonly<Record<string, unknown>>): Promise<CallResult>
  bucket(name: string): BucketHandle
  readonly keys: KeyHandles<NamesOf<S>>
  readonly clock: Clock
  readonly log: RequestLog
  /** What goes wrong on purpose: `faults.on('PutObject').times(2).reply('SlowDown')`. */
  readonly faults: Faults
  /** Constant time whatever the size. */
  checkpoint(): Checkpoint
  restore(checkpoint: Checkpoint): void
  /** Whether nothing was written and no clock moved since. */
  isUnchanged(checkpoint: Checkpoint): boolean
  /** The decision behind an error or a log record, as text. */
  explain(errorOrRecord: unknown): string
  /** Names of the keys that may. */
  whoCan(action: string, resource: string): string[]
  handle(request: WireRequest): Promise<WireResponse>
  /** Whether the host is one of this mock's, and the key, if any, one of its registry. */
  owns(claim: { readonly host: string; readonly keyId?: string; readonly caller?: string }): boolean
  /** A server of this mock listens at the address. Returns what ends that. */
  answersAt(address: string): () => void
  /** Names of the operations that the dialect knows. */
  readonly operations: readonly string[]
  readonly scene: S
}

/** Makes a mock of a scene. Throws a SceneError for a scene that cannot be. */
export const createMock = <const S extends Scene>(
  scene: S,
  origin: SceneOrigin = { baseUrl: process.cwd() },
): Mock<S> => {
  validate(scene, sceneSchema, origin)
  const dialect = withMainAccount(dialects[scene.dialect ?? 'tigris'], scene.accounts?.main)
  const seed = `${scene.seed ?? dialect.name}/${nextMockNumber()}`
  const parser = createPolicyParser(dialect, scene.strictPolicies ?? true)
  const operations = operationsOf(dialect)
  const worldHost: WorldHost = {
    ...{ dialect, seed, blobs: createBlobs() },
    keyIdOf: name => keyIdOf(name),
    checkOperation: name => void findOperation(name, operations),
  }
  const contexts = new AsyncLocalStorage<Scope>()
  let base: World = createWorld(worldHost)
  const { keys: keyIds } = buildScene(scene, { world: base, dialect, parser, origin })
  const world = (): World => (contexts.getStore()?.world as World | undefined) ?? base
  const requestIds = seededIds(`${seed}/requests`)
  const hosts = compileHosts(dialect, scene.endpoints)
  const scope = (): Scope => contexts.getStore() ?? {}
  const policies = new ScenePolicies({ world, dialect, parser, origin })
  const road = createHandle({
    ...{ dialect, hosts, policies: parser, signingKeys: new Map() },
    matcher: createMatcher(operations),
    current: request => (request.scope.world as World | undefined) ?? base,
    newRequestId: () => requestIds.next('request', 16, hexadecimal).toUpperCase(),
  })
  const handle = (request: WireRequest): Promise<WireResponse> => {
    const answer = road(request)
    const judgement = request.scope.judgement as Judgement | undefined
    judgement?.begun.add(answer)
    return answer
  }
  const actions = knownActions(dialect.profile, operations)
  const checkAction = (action: string): void => {
    if (!actions.has(action))
      throw new Error(`there is no action \`${action}\`; ${suggestName(action, actions.names())}`)
  }
  const inside: MockInside = { id: seed, dialect, checkAction, world, handle, scope }

  const inlineCaller = ({ policies: given }: InlineCaller, options?: CallerOptions): CallerContext => {
    const { registry, ids, clock } = world()
    const { id, secret } = dialect.identity.newKey(ids)
    const { account } = dialect.identity
    const identity = dialect.identity.identityOf(ids, account, `inline-${id}`, id)
    registry.addIdentity({
      ...identity,
      ...{ label: 'inline policies', account, path: '/', created: clock.now(), attached: [], inline: [], roles: [] },
      ...{ admin: false, scope: 'standard', tags: {} },
    })
    registry.addKey({ id, secret, status: 'Active', created: clock.now(), account, identity: identity.name })
    for (const [index, policy] of given.entries()) {
      registry.attach(account, identity.name, policies.arnOf(policy, 'inline', ['policies', String(index)]))
    }
    return keyCaller(inside, 'inline policies', id, options)
  }

  const keyIdOf = (name: string): string => {
    const id = name === adminName ? undefined : keyIds.get(name)
    if (id === undefined) throw new Error(`there is no key \`${name}\`; ${suggestName(name, names())}`)
    return id
  }
  const names = (): string[] => [...keyIds.keys()].filter(name => name !== adminName)
  const as = (who: string | InlineCaller, options?: CallerOptions): CallerContext => {
    if (typeof who !== 'string') return inlineCaller(who, options)
    return keyCaller(inside, who, keyIdOf(who), options)
  }
  const admin = (options?: CallerOptions): CallerContext => keyCaller(inside, 'admin', keyIds.get(adminName)!, options)

  return {
    ...inside,
    operations: operations.map(({ name }) => name),
    scene,
    as,
    admin,
    anonymous: options => anonymousCaller(inside, options),
    arrange: async run => contexts.run({ ...scope(), arranged: true }, async () => run(admin())),
    isolate: async run =>
      contexts.run({ ...scope(), world: createWorld(worldHost, world().checkpoint()) }, async () => run()),
    collect: async run => {
      const judgement: Judgement = { records: [], begun: new Set() }
      const [outcome] = await contexts.run({ ...scope(), judgement }, () => Promise.allSettled([(async () => run())()]))
      await Promise.allSettled([...judgement.begun])
      return { records: [...judgement.records], outcome: outcome! }
    },
    call: async (caller, operation, input = {}) =>
      callOperation(inside, findOperation(operation, operations), caller, input),
    bucket: name => bucketHandle(inside, origin, name),
    keys: createKeyHandles(inside, keyIds, policies),
    get clock() {
      return world().clock
    },
    get log() {
      return world().log
    },
    get faults() {
      return world().faults
    },
    checkpoint: () => world().checkpoint(),
    restore: checkpoint => {
      if (contexts.getStore()?.world !== undefined)
        throw new Error('restore() inside isolate(): leave the isolated world instead')
      base = createWorld(worldHost, checkpoint)
    },
    isUnchanged: ({ store, registry, clock }) => {
      const present = world().checkpoint()
      return present.store === store && present.registry === registry && present.clock === clock
    },
    explain: subject => explainAnything(subject, world().log),
    whoCan: (action, resource) => names().filter(name => as(name).can(action, arnOf(resource)).decision === 'allowed'),
    answersAt: address => hosts.serveAt(address),
    owns: ({ host, keyId, caller }) => {
      if (hosts.find(host) === undefined && !hosts.refuses(host)) return false
      if (caller !== undefined) return readCaller(caller)?.mock === seed
      const { registry } = world()
      return keyId === undefined || registry.key(keyId) !== undefined || registry.hasSessions(keyId)
    },
  }
}
