import type { WireRequest, WireResponse } from '../contract/wire.js'
import { type DataDirectory, openData } from '../data/data-directory.js'
import { DataError } from '../data/data-error.js'
import type { KeptState } from '../data/kept-state.js'
import { dialectOf } from '../dialects/index.js'
import { createTigrisMock, type Scene, type TigrisMock } from '../index.js'
import { wholeOf } from '../mock.js'
import { joinSources } from '../scene/from.js'
import { loadYaml } from '../scene/load.js'
import type { SceneOrigin } from '../scene/scene-error.js'
import { dialectNamed } from './arguments.js'
import { complain } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What `serve` was told of the mock. */
export interface ChosenMock {
  readonly fixtures?: string
  readonly dialect?: string
  readonly 'new-buckets'?: string
  readonly data?: string
}

type Handle = (request: WireRequest) => Promise<WireResponse>

/** The mock that a server shows, and where its state is kept. */
export interface ServedMock {
  readonly mock: TigrisMock
  /** For people: what was found, or made. */
  readonly notes: readonly string[]
  /** Keeps what a request changed before it is answered. */
  keeping(handle: Handle): Handle
  close(): void
}

const ages = ['today', 'before-2023'] as const

const refuse = (message: string): never => {
  throw new UsageError(message)
}

const ageNamed = (text: string): (typeof ages)[number] =>
  ages.find(age => age === text) ??
  refuse(`\`--new-buckets\` is ${ages.map(age => `\`${age}\``).join(' or ')}, not \`${text}\``)

const sceneOf = ({
  fixtures,
  dialect,
  'new-buckets': newBuckets,
}: ChosenMock): { scene: Scene; origin: SceneOrigin } => {
  const { value, origin } =
    fixtures === undefined ? { value: {}, origin: { baseUrl: process.cwd() } } : loadYaml(fixtures)
  const told = value as Scene
  const scene = dialect === undefined ? told : { ...told, dialect: dialectNamed(dialect) }
  // templates are read first: they say of which dialect they are
  return joinSources(newBuckets === undefined ? scene : { ...scene, newBuckets: ageNamed(newBuckets) }, origin)
}

/** What callers cannot see, and need to know before they trust an answer. */
const notesOnBuckets = ({ newBuckets }: Scene): string[] =>
  newBuckets === 'before-2023' ? ['new buckets have ACLs and no public access block, as before April 2023'] : []

const escapes: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }

const cannotKeep = (message: string): WireResponse => {
  const text = message.replace(/[<>&]/g, letter => escapes[letter]!)
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ServiceUnavailable</Code><Message>tigris-mock ${text}</Message></Error>`,
  )
  const headers = [
    ['Content-Type', 'application/xml'],
    ['Content-Length', String(body.byteLength)],
  ] as const
  return { status: 503, headers, body }
}

const stateOf = (mock: TigrisMock): KeptState => wholeOf(mock).world().checkpoint()

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What of a scene belongs to its mock; everything else is in the directory already. */
const withoutWorld = (scene: Scene, account: string): Scene => {
  const { buckets, keys, users, groups, roles, serviceAccounts, policies, organization, accounts, ...rest } = scene
  const { account: usual } = dialectOf(scene).identity
  return account === usual ? rest : { ...rest, accounts: { main: { id: account } } }
}

const openKept = (path: string, scene: Scene, origin: SceneOrigin): ServedMock => {
  const dialect = dialectOf(scene)
  if (dialect === undefined) throw new UsageError(`unknown dialect \`${String(scene.dialect)}\``)
  const failed = (error: Error): void => complain(`tigris-mock: ${error.message}`)
  const data = openDirectory(path, dialect, failed)
  try {
    return serveKept(data, scene, origin)
  } catch (error) {
    data.close()
    throw error
  }
}

const openDirectory = (...given: Parameters<typeof openData>): DataDirectory => {
  try {
    return openData(...given)
  } catch (error) {
    if (error instanceof DataError) throw new UsageError(`\`--data ${given[0]}\`: ${error.message}`)
    throw error
  }
}

const serveKept = (data: DataDirectory, scene: Scene, origin: SceneOrigin): ServedMock => {
  const { found } = data
  const given = found === undefined ? scene : withoutWorld(scene, found.account)
  const mock = createTigrisMock<Scene>(given, origin, data.blobs)
  if (found !== undefined) {
    const { store, registry, names, ids } = found.state
    const present = wholeOf(mock).world().checkpoint()
    mock.restore({ ...present, store, registry, names, ids } as ReturnType<typeof mock.checkpoint>)
  }
  data.keep(stateOf(mock))
  const damaged = found?.damaged ?? []
  for (const { bucket, key, fault } of damaged)
    complain(`tigris-mock: \`${bucket}/${key}\` cannot be read: ${fault}; everything else is served`)
  const from = found === undefined ? 'begins in' : 'goes on from'
  const scenes = found !== undefined && given !== scene && scene.buckets !== undefined
  return {
    mock,
    notes: [
      `its state ${from} ${data.path}${scenes ? '; buckets and keys of the scene were laid in at its begin, and are not again' : ''}`,
      ...notesOnBuckets(scene),
    ],
    keeping: handle => async request => {
      const answer = await handle(request)
      try {
        data.keep(stateOf(mock))
      } catch (error) {
        // what cannot be kept is the change of another request
        if (request.method === 'GET' || request.method === 'HEAD') return answer
        complain(`tigris-mock: ${told(error)}`)
        return cannotKeep(told(error))
      }
      return answer
    },
    close: () => data.close(),
  }
}

/** Makes the mock that the command line asks for. Throws a UsageError or a SceneError for what cannot be. */
export const openServedMock = (chosen: ChosenMock): ServedMock => {
  const { scene, origin } = sceneOf(chosen)
  if (chosen.data !== undefined) return openKept(chosen.data, scene, origin)
  const mock = createTigrisMock<Scene>(scene, origin)
  return { mock, notes: notesOnBuckets(scene), keeping: handle => handle, close: () => undefined }
}
