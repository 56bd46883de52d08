import type { Door, Stop, VendorHost } from '../adapters/door.js'
import { start } from '../adapters/interception.js'
import { attach, requestHandler } from '../adapters/smithy.js'
import { dialects } from './dialects/index.js'
import { endpointVariables, recordDirectory } from './mock/environment.js'
import { createMock, type Mock } from './mock.js'
import { activeMocks, running } from './permissions/calls.js'
import { compileHost } from './protocol/locate.js'
import { createRecorder } from './recording/record-writer.js'
import type { SceneOrigin } from './scene/scene-error.js'
import type { Scene } from './scene/types.js'
import { directoryOfCaller } from './sources/caller-directory.js'

/** A mock and its doors. */
export interface TigrisMock<S extends Scene = Scene> extends Mock<S>, AsyncDisposable {
  /** What doors of other processes and of a user's own MSW take. */
  readonly door: Door
  /** Begins to answer requests of this process to the hosts of the dialect; proves that it does. */
  start(): Promise<void>
  /** Rejects with what listeners of events threw and nobody was told yet. */
  stop(): Promise<void>
  /** For `new S3Client({ ...clientConfig, requestHandler })`: no HTTP at all, several times as fast. */
  requestHandler(): ReturnType<typeof requestHandler>
  /** Puts the request handler into a client that the application made; returns what takes it out again. */
  attach(client: Parameters<typeof attach>[0]): () => void
}

const vendorHosts: readonly VendorHost[] = Object.values(dialects).flatMap(dialect =>
  [...dialect.hosts.map(({ pattern }) => pattern), ...dialect.refusedHosts].map(pattern => ({
    dialect: dialect.name,
    host: compileHost({ pattern, service: 's3' }).expression,
  })),
)

/** Hosts to which the environment sends SDKs, and that no dialect knows. */
const environmentHosts = (): string[] =>
  endpointVariables()
    .map(url => (URL.canParse(url) ? new URL(url).host : ''))
    .filter(host => host !== '' && !vendorHosts.some(known => known.host.test(host)))

/** Requests say by their key which mock they mean: one key cannot stand in two. */
const refuseSharedKeys = (mock: Mock): void => {
  for (const name of mock.keys.names()) {
    const { id } = mock.keys.get(name)
    for (const other of running) {
      const shares = new URL(mock.dialect.endpoints.s3).host
      if (other.owns({ host: shares }) && other.owns({ host: shares, keyId: id })) {
        throw new Error(`the key id \`${id}\` stands in two running mocks: give \`${name}\` another id in one of them`)
      }
    }
  }
}

/**
 * Makes a mock of a scene, without a test runner. Throws a SceneError for a scene that cannot be.
 * Contexts and ids work at once; requests over HTTP need `start()`.
 * @example
 * const mock = createTigrisMock({ buckets: { images: {} }, keys: { runner: { policies: ['./policy.json'] } } })
 * await mock.start()
 * const s3 = new S3Client(mock.as('runner').clientConfig)
 */
export const createTigrisMock = <const S extends Scene>(
  scene: S,
  origin?: SceneOrigin,
  /** Where large bodies are kept. Default: in memory. */
  blobs?: Parameters<typeof createMock>[2],
): TigrisMock<S> => {
  const directory = recordDirectory()
  const mock = createMock(
    scene,
    origin ?? { near: directoryOfCaller(createTigrisMock), baseUrl: process.cwd() },
    blobs,
    of => (directory === undefined ? undefined : createRecorder(directory, of)),
  )
  const door: Door = {
    handle: mock.handle,
    owns: claim => mock.owns(claim),
    vendorHosts,
    passthrough: scene.passthrough ?? [],
    scope: mock.scope,
    answersAt: mock.answersAt,
  }
  let stopping: Stop | undefined
  const stop = async (): Promise<void> => {
    activeMocks.delete(mock)
    await stopping?.()
    stopping = undefined
    mock.observer?.flush?.()
    await mock.delivered()
  }
  activeMocks.add(mock)
  const doors = {
    door,
    start: async () => {
      if (stopping !== undefined) throw new Error('this mock is running already: start() was called twice')
      refuseSharedKeys(mock)
      const ends = environmentHosts().map(mock.answersAt)
      const end = await start(door)
      stopping = async () => {
        running.delete(mock)
        for (const leave of ends) leave()
        await end()
      }
      running.add(mock)
      activeMocks.add(mock)
    },
    stop,
    requestHandler: () => requestHandler(door),
    attach: (client: Parameters<typeof attach>[0]) => attach(client, door),
    [Symbol.asyncDispose]: stop,
  }
  return Object.create(mock, Object.getOwnPropertyDescriptors(doors)) as TigrisMock<S>
}

export type { S3EventMessage, S3EventRecord } from './dialects/aws/events.js'
export type { TigrisEvent, TigrisEventMessage } from './dialects/tigris/bucket/notifications.js'
export type { PostRecord } from './events/webhooks.js'
export type { BucketHandle, StoredObject } from './mock/bucket-handle.js'
export type { CallerContext, CallerOptions } from './mock/caller.js'
export type { EventMessage, EventName, ListenOptions } from './mock/events.js'
export type { KeyHandle } from './mock/key-handles.js'
export type { Mock } from './mock.js'
export { assertAllowed, assertDenied, assertRejected } from './permissions/assert-functions.js'
export { type AccessMatrixOptions, accessMatrix } from './recording/access-matrix.js'
export { SceneError } from './scene/scene-error.js'
export type { NamesOf, PolicyDocument, Scene, SceneBucket, SceneKey, SceneObject, ScenePolicy } from './scene/types.js'
export type { LogFilter, LogRecord } from './world/log.js'
