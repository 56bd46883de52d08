import { onTestFinished } from 'vitest'
import { serve } from '../../../adapters/server.js'
import { createTigrisMock } from '../../../src/index.js'

/** A mock to call, and what the SDK's functions are told of it. */
export interface Stage {
  readonly at: (bucket?: string) => { readonly config: Config }
  readonly keyOfRunner: string
}

interface Config {
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly endpoint?: string
  readonly iamEndpoint?: string
  readonly mgmtEndpoint?: string
  readonly forcePathStyle?: boolean
}

/** One function called once: what it is for, and what must come of it. */
export type Call = readonly [play: (stage: Stage) => Promise<unknown>, gives: unknown]

/** A call of each function that a package exports: one that is missing or of another name does not compile. */
export type Calls<Module> = {
  readonly [Name in keyof Module as Module[Name] extends (...args: never) => unknown ? Name : never]: Call
}

const scene = {
  buckets: {
    files: { objects: { a: 'hello', b: 'second', cold: { body: 'x', storageClass: 'GLACIER' } } },
    empty: {},
    past: { snapshots: true, objects: { a: 'one' } },
  },
  keys: { runner: { roles: { files: 'ReadOnly' } } },
  organization: {
    name: 'acme',
    users: { ann: { id: 'user-ann' }, bob: { id: 'user-bob' } },
    teams: { red: { members: ['ann'] } },
  },
} as const

const stageOf = (mock: ReturnType<typeof createTigrisMock<typeof scene>>, further: Partial<Config>): Stage => {
  const { accessKeyId, secretAccessKey } = mock.admin().credentials
  return {
    at: (bucket = 'files') => ({ config: { bucket, accessKeyId, secretAccessKey, ...further } }),
    keyOfRunner: mock.keys.get('runner').id,
  }
}

/** The two ways in which a test reaches a mock: requests of its own process, and a server. */
export const doors = {
  'in process': async (): Promise<Stage> => {
    const mock = createTigrisMock(scene)
    await mock.start()
    onTestFinished(() => mock.stop())
    return stageOf(mock, {})
  },
  'over serve': async (): Promise<Stage> => {
    const mock = createTigrisMock(scene)
    const { url, close } = await serve(mock.door)
    onTestFinished(close)
    return stageOf(mock, { endpoint: url, iamEndpoint: url, mgmtEndpoint: url, forcePathStyle: true })
  },
}
