import { serve as listen } from '../../adapters/server.js'
import { createTigrisMock, type LogRecord, type Scene, type TigrisMock } from '../index.js'
import { loadYaml } from '../scene/load.js'
import { dialectNamed } from './arguments.js'
import { defineCommand, json } from './command.js'
import { exportLines, servedEnvironment } from './export-lines.js'
import { requestJson, requestLine } from './request-line.js'
import { type DataDirectory, openData } from './serve-data.js'
import { print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

const portOf = (text = '0'): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new UsageError(`\`${text}\` is no port: give a number from 0, which takes any free one, to 65535`)
}

interface Chosen {
  readonly fixtures?: string
  readonly dialect?: string
  readonly 'new-buckets'?: string
}

/** Where a token is given that no other user of the machine should see among its processes. */
const tokenVariable = 'TIGRIS_MOCK_CONTROL_TOKEN'

const openMock = ({ fixtures, dialect, 'new-buckets': newBuckets }: Chosen, data?: DataDirectory): TigrisMock => {
  const { value, origin } =
    fixtures === undefined ? { value: {}, origin: { baseUrl: process.cwd() } } : loadYaml(fixtures)
  const told = value as Scene
  const scene = dialect === undefined ? told : { ...told, dialect: dialectNamed(dialect) }
  const age = newBuckets === undefined ? undefined : ageNamed(newBuckets)
  return createTigrisMock<Scene>(age === undefined ? scene : { ...scene, newBuckets: age }, origin, data?.bodies)
}

const ages = ['today', 'before-2023'] as const

const ageNamed = (text: string): (typeof ages)[number] =>
  ages.find(age => age === text) ??
  refuse(`\`--new-buckets\` is ${ages.map(age => `\`${age}\``).join(' or ')}, not \`${text}\``)

const refuse = (message: string): never => {
  throw new UsageError(message)
}

/** What callers cannot see, and need to know before they trust an answer. */
const noteOnBuckets = ({ scene }: TigrisMock): string | undefined =>
  scene.newBuckets === 'before-2023'
    ? 'new buckets have ACLs and no public access block, as before April 2023\n'
    : undefined

/** The mock, with each record shown when its answer is made and kept no longer. */
const watched = (mock: TigrisMock, show: (record: LogRecord) => void): TigrisMock => {
  const { door, log } = mock
  const handle: TigrisMock['door']['handle'] = async request => {
    try {
      return await door.handle(request)
    } finally {
      for (const record of log) show(record)
      log.clear()
    }
  }
  return Object.create(mock, { door: { value: { ...door, handle } } })
}

const signalled = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** Answers until a signal ends it. */
const answer = async (
  values: Chosen & { readonly host?: string; readonly json?: true; readonly 'control-token'?: string },
  port: number,
  data: DataDirectory | undefined,
): Promise<number> => {
  const mock = openMock(values, data)
  const ended = signalled()
  const show = values.json
    ? (record: LogRecord) => printJson(requestJson(record, mock.explain(record)))
    : (record: LogRecord) => print(requestLine(record))
  const control = values['control-token'] ?? process.env[tokenVariable]
  const server = await listen(watched(mock, show), {
    ...{ port, host: values.host ?? '127.0.0.1' },
    ...(control !== undefined && { control }),
  })
  const callers = [mock.admin(), ...mock.keys.names().map(name => mock.as(name))]
  const environment = servedEnvironment(callers, server.url)
  const { name } = mock.dialect
  if (values.json) printJson({ url: server.url, port: server.port, dialect: name, ...environment })
  else {
    print(`tigris-mock answers as ${name} at ${server.url}: S3, IAM and STS; Ctrl+C ends it\n`)
    const note = noteOnBuckets(mock)
    if (note !== undefined) print(note)
    for (const line of exportLines(environment)) print(line)
    print('')
  }
  await ended
  await server.close()
  await mock.stop()
  return 0
}

export const serve = defineCommand({
  example: [
    'tigris-mock serve --port 4566 --fixtures scene.yaml',
    'prints the variables for the AWS CLI and the SDKs; Ctrl+C ends it',
  ],
  options: {
    port: { type: 'string', value: 'PORT', says: '0, the default, takes any free one' },
    host: { type: 'string', value: 'ADDRESS', says: 'address to listen at; 127.0.0.1 if left out' },
    dialect: { type: 'string', value: 'DIALECT', says: "tigris, aws or yandex; the scene's own if left out" },
    'new-buckets': {
      type: 'string',
      value: 'AGE',
      says: 'aws: `today`, the default, or `before-2023`: buckets with ACLs and without a public access block',
    },
    data: {
      type: 'string',
      value: 'DIR',
      says: 'keep large bodies there, in a directory of its own that goes at the end',
    },
    'control-token': {
      type: 'string',
      value: 'TOKEN',
      says: `lets who sends it steer the server over HTTP; better given as ${tokenVariable}`,
    },
    fixtures: { type: 'string', value: 'SCENE', says: 'buckets, keys and policies at the begin, as YAML or JSON' },
    json,
  },
  run: async ({ values }) => {
    const port = portOf(values.port)
    const data = values.data === undefined ? undefined : openData(values.data)
    try {
      return await answer(values, port, data)
    } finally {
      data?.remove()
    }
  },
})
