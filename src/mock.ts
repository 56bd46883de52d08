import { readCaller } from './auth/caller-facts.js'
import type { DialectDefinition } from './contract/dialect-definition.js'
import { hexadecimal, nextMockNumber, seededIds } from './contract/host.js'
import type { WireRequest, WireResponse } from './contract/wire.js'
import { dialectOf } from './dialects/index.js'
import { operationsOf } from './dialects/operations.js'
import { type BucketHandle, bucketHandle } from './mock/bucket-handle.js'
import { type CallResult, callOperation, findOperation } from './mock/call.js'
import type { CallerContext, CallerOptions } from './mock/caller.js'
import { createCallers, type InlineCaller } from './mock/callers.js'
import { createEvents, type Events } from './mock/events.js'
import { explainAnything } from './mock/explanation.js'
import { fetchRequest } from './mock/fetch.js'
import { follow } from './mock/follow.js'
import type { MockInside } from './mock/inside.js'
import { createKeyHandles, type KeyHandles } from './mock/key-handles.js'
import { knownActions } from './mock/known-actions.js'
import { loadScene } from './mock/load-scene.js'
import { refusePosts, refuseSources } from './mock/outside-hosts.js'
import { createPolicyHandles, type PolicyHandles } from './mock/policy-handles.js'
import { checkQuestion } from './mock/question.js'
import type { RoleCaller } from './mock/role-caller.js'
import { type SceneOptions, toScene } from './mock/to-scene.js'
import { type Collected, createWorlds } from './mock/worlds.js'
import { createHandle } from './pipeline/handle.js'
import type { RequestCollector } from './pipeline/record.js'
import { createPolicyParser } from './policy/parser.js'
import { compileHosts } from './protocol/locate.js'
import { createMatcher } from './protocol/match.js'
import { withAnswers } from './scene/assumed.js'
import { buildScene } from './scene/build.js'
import { withMainAccount, withNewBuckets } from './scene/build-accounts.js'
import { joinSources } from './scene/from.js'
import { ScenePolicies } from './scene/policies.js'
import type { SceneOrigin } from './scene/scene-error.js'
import { sceneSchema } from './scene/schema.js'
import type { BucketName, NamesOf, Scene } from './scene/types.js'
import { validate } from './scene/validate.js'
import { type Blobs, createBlobs } from './store/blobs.js'
import { type PublicClock, publicClock } from './world/clock.js'
import type { Faults } from './world/faults.js'
import type { DecisionObserver, RequestLog } from './world/log.js'
import type { Checkpoint, WorldHost } from './world/world.js'

/** The state of a mock at one time, for `restore`: what it holds is nobody's. */
export type MockCheckpoint = Pick<Checkpoint, 'mock'>

/** One mock without a door: everything that needs no interception. */
export interface Mock<S extends Scene = Scene> extends Events<S> {
  readonly dialect: Pick<DialectDefinition, 'name' | 'region' | 'endpoints'>
  as(who: NamesOf<S> | InlineCaller | RoleCaller, options?: CallerOptions): CallerContext
  anonymous(options?: CallerOptions): CallerContext
  /** The dialect's own highest key. */
  admin(options?: CallerOptions): CallerContext
  /** Requests begun in `run`'s async context are authenticated but not judged, and left out of the log. */
  arrange<T>(run: (admin: CallerContext) => T | Promise<T>): Promise<T>
  /** Runs `run` in a world of its own, by async context. */
  isolate<T>(run: () => T | Promise<T>): Promise<T>
  /** An operation without an SDK: written by its entry, signed as the caller, through the whole pipeline. */
  call(caller: CallerContext, operation: string, input?: Readonly<Record<string, unknown>>): Promise<CallResult>
  bucket<const N extends string>(name: BucketName<S, N>): BucketHandle
  /**
   * The present world as a scene that reads back: `createTigrisMock(mock.toJSON())`. Throws an Error that
   * names all that a scene cannot say, unless `partly`. Times, log, clock, faults and listeners are no part of it.
   */
  toJSON(options?: SceneOptions): Scene
  readonly keys: KeyHandles<NamesOf<S>>
  readonly policies: PolicyHandles
  /** Request in, Response out, without a door. */
  fetch(request: Request): Promise<Response>
  readonly clock: PublicClock
  readonly log: RequestLog
  /** What goes wrong on purpose: `faults.on('PutObject').times(2).reply('SlowDown')`. */
  readonly faults: Faults
  /** Constant time whatever the size. */
  checkpoint(): MockCheckpoint
  /** Goes back to a checkpoint of this mock. Throws for one of another. */
  restore(checkpoint: MockCheckpoint): void
  /** The decision behind an error or a log record, as text. */
  explain(errorOrRecord: unknown): string
  /** Names of the keys that may. */
  whoCan(action: string, resource: string): string[]
  readonly scene: S
}

/** What doors, adapters and judges need of a mock beyond that. */
export interface Inside extends MockInside {
  /** Collects the records of requests begun in `run`'s async context. */
  collect<T>(run: () => T | Promise<T>): Promise<Collected<T>>
  /**
   * Puts the buckets, keys and policies of another scene in the place of the present ones. Throws a SceneError, and
   * changes nothing then.
   */
  load(scene: Scene, origin?: SceneOrigin): void
  /** Bucket that a host names, in front of a host of the mock or as a domain of its own. */
  bucketAt(host: string): string | undefined
  /** Whether nothing was written, no clock moved and nobody was subscribed since. */
  isUnchanged(checkpoint: MockCheckpoint): boolean
  /** Whether the host is one of this mock's, and the key, if any, one of its registry. */
  owns(claim: { readonly host: string; readonly keyId?: string; readonly caller?: string }): boolean
  /** A server of this mock listens at the address. Returns what ends that. */
  answersAt(address: string): () => void
  /** Names of the operations that the dialect knows. */
  readonly operations: readonly string[]
}

export type WholeMock<S extends Scene = Scene> = Mock<S> & Inside

/** All of a mock that a user sees a part of: `createMock` made it, and makes nothing less. */
export const wholeOf = <M extends Pick<Mock, 'scene' | 'checkpoint'>>(mock: M): M & Inside => mock as M & Inside

/** Makes a mock of a scene, its large bodies kept by `blobs`, its decisions told to what `observe` gives. Throws a SceneError for a scene that cannot be. */
export const createMock = <const S extends Scene>(
  given: S,
  written: SceneOrigin = { baseUrl: process.cwd() },
  blobs: Blobs = createBlobs(),
  observe?: (of: { dialect: string; assumed: Scene['assumed'] }) => DecisionObserver | undefined,
): WholeMock<S> => {
  validate(given, sceneSchema, written)
  const { scene, origin } = joinSources(given, written)
  if (scene !== given) validate(scene, sceneSchema, origin)
  const known = withAnswers(dialectOf(scene), scene.assumed)
  const dialect = withNewBuckets(withMainAccount(known, scene.accounts?.main), scene.newBuckets)
  const seed = `${scene.seed ?? dialect.name}/${nextMockNumber()}`
  const observer = observe?.({ dialect: dialect.name, assumed: scene.assumed })
  const parser = createPolicyParser(dialect, scene.strictPolicies ?? true, observer?.policy)
  const operations = operationsOf(dialect)
  const operationNames = operations.map(({ name }) => name)
  const facts = scene.ip === undefined ? {} : { ip: scene.ip }
  const inProcess = { ...facts, inProcess: true } as const
  const hosts = compileHosts(dialect, scene.endpoints, at => dialect.domains?.find(at, world().store.buckets()))
  const host: Omit<WorldHost, 'outside'> = {
    refuses: refusePosts(hosts, scene.webhooks?.hosts),
    refusesSource: refuseSources(scene.shadows?.hosts),
    ...{ dialect, seed, operationNames, blobs, observer },
    keyIdOf: name => callers.keyIdOf(name),
    checkOperation: name => void findOperation(name, operations),
  }
  const worlds = createWorlds(host, inProcess)
  const world = worlds.current
  world().names.value = buildScene(scene, { world: world(), dialect, parser, origin }).keys
  const policies = new ScenePolicies({ world, dialect, parser, origin })
  const requestIds = seededIds(`${seed}/requests`)
  const pipeline = createHandle({
    ...{ dialect, hosts, policies: parser, signingKeys: new Map() },
    matcher: createMatcher(operations),
    current: ({ scope }) => worlds.of(scope),
    newRequestId: () => requestIds.next('request', 16, hexadecimal).toUpperCase(),
  })
  const handle = (request: WireRequest): Promise<WireResponse> => {
    const answer = pipeline(request)
    const collector = request.scope.collector as RequestCollector | undefined
    collector?.begun.add(answer)
    return answer
  }
  const actions = knownActions(dialect.profile, operations)
  const inside: MockInside = {
    ...{ id: seed, dialect, facts, world, handle, scope: worlds.scope, observer },
    checkQuestion: (action, resource) => checkQuestion(action, resource, { actions, view: world().store }),
  }
  const callers = createCallers(inside, policies)
  const { as, admin, anonymous } = callers
  const events = createEvents<S>(dialect, world, worlds.delivered)

  return {
    ...inside,
    ...{ scene: given, as, admin, anonymous, operations: operationNames },
    on: events.on,
    delivered: events.delivered,
    get posts() {
      return events.posts
    },
    arrange: run => worlds.arrange(() => run(admin())),
    isolate: worlds.isolate,
    collect: worlds.collect,
    call: async (caller, operation, input = {}) =>
      callOperation(inside, findOperation(operation, operations), caller, input),
    // JSON.stringify gives the name of the member in which the mock stands
    toJSON: options => toScene(inside, scene, typeof options === 'object' ? options : {}),
    bucket: name => bucketHandle(inside, origin, name),
    keys: createKeyHandles<NamesOf<S>>({ ...inside, parser, origin, operations: operationNames }, callers, policies),
    policies: createPolicyHandles(inside, policies),
    fetch: request => fetchRequest(inside, request),
    clock: publicClock(
      () => world().clock,
      () => world().deliveries.look(),
    ),
    log: follow(() => world().log),
    faults: follow(() => world().faults),
    checkpoint: worlds.checkpoint,
    restore: worlds.restore,
    isUnchanged: worlds.isUnchanged,
    load: (next, from = origin) => loadScene(next, { dialect, scene, parser }, worlds, from),
    bucketAt: address => hosts.find(address)?.bucket,
    explain: subject => explainAnything(subject, world().log),
    whoCan: (action, resource) => callers.whoCan(action, resource),
    answersAt: address => hosts.serveAt(address),
    owns: ({ host: address, keyId, caller }) => {
      if (hosts.find(address) === undefined && !hosts.refuses(address)) return false
      if (caller !== undefined) return readCaller(caller)?.mock === seed
      const { registry } = world()
      return keyId === undefined || registry.key(keyId) !== undefined || registry.hasSessions(keyId)
    },
  }
}
