import { listen } from '../../adapters/server.js'
import type { LogRecord, TigrisMock } from '../index.js'
import { writeCaFile } from './ca-file.js'
import { defineCommand, json } from './command.js'
import { exportLines, servedEnvironment } from './export-lines.js'
import { requestJson, requestLine } from './request-line.js'
import { type ChosenMock, openServedMock, type ServedMock } from './served-mock.js'
import { complain, print, printJson } from './terminal.js'
import { UsageError } from './usage-error.js'

const portOf = (text = '0'): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new UsageError(`\`${text}\` is no port: give a number from 0, which takes any free one, to 65535`)
}

/** Where a token is given that no other user of the machine should see among its processes. */
const tokenVariable = 'TIGRIS_MOCK_CONTROL_TOKEN'

/** Milliseconds for which requests that have begun may go on after the first signal. */
const grace = 10_000

/** The mock, with each record shown when its answer is made and kept no longer. */
const watched = (mock: TigrisMock, show: (record: LogRecord) => void): TigrisMock => {
  const { door } = mock
  const handle: TigrisMock['door']['handle'] = async request => {
    try {
      return await door.handle(request)
    } finally {
      // going back to a checkpoint begins another log
      for (const record of mock.log) show(record)
      mock.log.clear()
    }
  }
  return Object.create(mock, { door: { value: { ...door, handle } } })
}

interface Signals {
  readonly first: Promise<void>
  readonly second: Promise<void>
  end(): void
}

/** What asks a server to end: SIGHUP is a terminal that goes away. */
const listenToSignals = (): Signals => {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const waiting: (() => void)[] = []
  const next = () => new Promise<void>(resolve => void waiting.push(resolve))
  const [first, second] = [next(), next()]
  const take = (): void => waiting.shift()?.()
  for (const name of names) process.on(name, take)
  return { first, second, end: () => names.forEach(name => void process.off(name, take)) }
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/.test(host)

interface Shown {
  readonly host?: string
  readonly json?: true
  readonly 'control-token'?: string
  readonly tls?: true
}

interface Address {
  readonly url: string
  readonly port: number
  /** Variables by which clients trust it. */
  readonly trust: Readonly<Record<string, string>>
}

const announce = ({ mock, notes }: ServedMock, { url, port, trust }: Address, asJson: boolean): void => {
  const admin = mock.admin()
  const callers = [admin, ...mock.keys.names().map(name => mock.as(name))]
  const { shared, keys } = servedEnvironment(callers, url)
  const environment = { shared: { ...shared, ...trust }, keys }
  const { name } = mock.dialect
  if (asJson) {
    printJson({ url, port, dialect: name, notes, ...environment })
    return
  }
  print(`tigris-mock answers as ${name} at ${url}: S3, IAM and STS; Ctrl+C ends it`)
  for (const note of notes) print(note)
  print('')
  for (const line of exportLines(environment, admin.name)) print(line)
  print('')
}

/** Answers until a signal ends it. */
const answer = async (served: ServedMock, values: Shown, port: number): Promise<number> => {
  const { mock, keeping } = served
  const signals = listenToSignals()
  const show = values.json
    ? (record: LogRecord) => printJson(requestJson(record, mock.explain(record)))
    : (record: LogRecord) => print(requestLine(record))
  const control = values['control-token'] ?? process.env[tokenVariable]
  const host = values.host ?? '127.0.0.1'
  const options = { port, host, tls: values.tls === true, ...(control !== undefined && { control }) }
  const server = await listen(watched(mock, show), options, keeping)
  if (!isLoopback(host))
    complain(
      `tigris-mock: everyone who reaches ${host} reaches this server, and its keys follow from the names of the scene: give them secrets of their own where that matters`,
    )
  const ca = server.ca === undefined ? undefined : writeCaFile(server.ca)
  announce(served, { ...server, trust: ca?.environment ?? {} }, values.json === true)
  await signals.first
  // a second signal ends what is still under way
  await Promise.race([server.drain(grace), signals.second.then(() => server.close())])
  ca?.remove()
  await mock.stop()
  signals.end()
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
      says: 'keep buckets, objects, keys and policies there, and go on from them at the next start',
    },
    'control-token': {
      type: 'string',
      value: 'TOKEN',
      says: `lets who sends it steer the server over HTTP; better given as ${tokenVariable}`,
    },
    tls: { type: 'boolean', says: 'speak TLS, with a certificate that is made at the start and printed as a path' },
    fixtures: { type: 'string', value: 'SCENE', says: 'buckets, keys and policies at the begin, as YAML or JSON' },
    json,
  },
  run: async ({ values }) => {
    const port = portOf(values.port)
    const served = openServedMock(values satisfies ChosenMock)
    try {
      return await answer(served, values, port)
    } finally {
      served.close()
    }
  },
})
