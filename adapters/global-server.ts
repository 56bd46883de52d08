import { explanationHeader, writeExplanation } from '../src/for-adapters.js'
import { createTigrisMock, type TigrisMock } from '../src/index.js'
import { loadProjectScene } from './scene-file.js'
import { serve } from './server.js'

/** What clients of other processes need to reach the one server of a test run. */
export interface ServedScene {
  readonly endpoint: string
  readonly region: string
  /** Access keys by their names in the scene. */
  readonly keys: Readonly<Record<string, { readonly accessKeyId: string; readonly secretAccessKey: string }>>
}

/** Name of the environment variable that carries a ServedScene as JSON to processes that start later. */
export const servedSceneVariable = 'TIGRIS_MOCK_SERVED'

/** The log is in this process, so the reason of a refusal goes with its answer. */
const explaining = (mock: TigrisMock): TigrisMock['door'] => ({
  ...mock.door,
  handle: async request => {
    const response = await mock.door.handle(request)
    const id = response.headers.find(([name]) => name.toLowerCase() === 'x-amz-request-id')?.[1]
    const record = id === undefined ? undefined : mock.log.find(id)
    if (!record?.denied && !record?.rejected) return response
    return { ...response, headers: [...response.headers, [explanationHeader, writeExplanation(record)]] }
  },
})

/** Starts one server for the scene of tigris-mock.config.yaml and tells the environment. */
export const startGlobalServer = async (): Promise<{ served: ServedScene; stop(): Promise<void> }> => {
  const { scene, origin } = loadProjectScene()
  const { env, ...rest } = scene
  const mock = createTigrisMock(rest, origin)
  const server = await serve(explaining(mock as TigrisMock))
  const keys = Object.fromEntries(
    Object.keys(scene.keys ?? {}).map(name => {
      const { id, secret } = mock.keys.get(name)
      return [name, { accessKeyId: id, secretAccessKey: secret }]
    }),
  )
  const served: ServedScene = { endpoint: server.url, region: mock.dialect.region, keys }
  const variables: Record<string, string> = { [servedSceneVariable]: JSON.stringify(served) }
  if (env !== undefined) {
    for (const [name, value] of Object.entries(mock.as(env).env())) {
      variables[name] = value.startsWith('https://') ? server.url : value
    }
  }
  Object.assign(process.env, variables)
  return {
    served,
    stop: async () => {
      for (const name of Object.keys(variables)) delete process.env[name]
      await server.close()
      await mock.stop()
    },
  }
}
