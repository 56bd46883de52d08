import { requestIdsOf } from '../mock/explanation.js'
import type { WholeMock } from '../mock.js'
import { type RemoteMock, remoteMocks } from '../permissions/calls.js'
import type { Scene, SceneKey } from '../scene/types.js'
import type { LogFilter, LogRecord } from '../world/log.js'
import {
  type BucketView,
  type CoverageView,
  type FaultRequest,
  type KeyView,
  type ObjectPage,
  type ObjectView,
  type PolicyView,
  type Question,
  type QuestionAnswer,
  type Ready,
  type RequestOutcome,
  type RequestRecord,
  reservedPath,
  type StreamedRecord,
} from './api.js'

export type {
  BucketView,
  CoverageView,
  FaultRequest,
  KeyView,
  ObjectPage,
  ObjectView,
  PolicyView,
  Question,
  QuestionAnswer,
  RequestOutcome,
  RequestRecord,
  StreamedRecord,
} from './api.js'

export interface ConnectOptions {
  /** Of the server: `http://127.0.0.1:4566`. */
  readonly url: string
  /** That with which the server was started. */
  readonly token: string
}

/** A fault being described; the last word sends it. As `mock.faults`. */
export interface RemoteFault {
  after(calls: number): RemoteFault
  times(calls: number): RemoteFault
  reply(code: string, options?: { readonly message?: string; readonly status?: number }): Promise<void>
  /** Real milliseconds. */
  delay(milliseconds: number): Promise<void>
  reset(): Promise<void>
  truncate(bytes: number): Promise<void>
  lostAck(): Promise<void>
}

type Time = Date | string | number

/** A state of the server, for `restore`. */
export interface RemoteCheckpoint {
  readonly id: string
  /** Lets it go. */
  delete(): Promise<void>
}

export interface ListOptions {
  readonly prefix?: string
  readonly delimiter?: string
  readonly after?: string
  readonly limit?: number
}

/**
 * A server of another process, steered over its control API. While it is connected the matchers of every runner judge
 * calls that reached it: `await expect(() => page.getByText('Upload').click()).toBeDenied()`.
 */
export interface ControlledServer extends AsyncDisposable {
  /** Which dialect answers. Rejects when no server does. */
  ready(): Promise<Ready>
  /** Back to the state at the server's start, or of the last scene that was loaded; the log becomes empty. */
  reset(): Promise<void>
  checkpoint(): Promise<RemoteCheckpoint>
  restore(checkpoint: RemoteCheckpoint): Promise<void>
  /** The present state as a scene. Rejects for what a scene cannot say, unless `partly`. */
  scene(options?: { readonly partly?: boolean }): Promise<Scene>
  /** Puts a scene in the place of all there is. It names no files. */
  load(scene: Scene): Promise<void>
  readonly faults: {
    on(operation: string, filter?: Pick<FaultRequest, 'bucket' | 'key' | 'as'>): RemoteFault
    unused(): Promise<readonly string[]>
    clear(): Promise<void>
  }
  readonly clock: {
    now(): Promise<Date>
    set(time: Time): Promise<Date>
    /** Milliseconds. */
    advance(milliseconds: number): Promise<Date>
    freeze(time?: Time): Promise<Date>
    /** Milliseconds. */
    skew(milliseconds: number): Promise<Date>
  }
  /** The requests that are kept, oldest first. */
  log(filter?: LogFilter & { readonly outcome?: RequestOutcome }): Promise<readonly RequestRecord[]>
  clearLog(): Promise<void>
  /** Requests as they are answered, until the loop is left; with `after` the kept ones after that position first. */
  follow(options?: { readonly after?: number }): AsyncIterable<StreamedRecord>
  /** The decision behind a request id, or behind the value or error of a call, as text. */
  explain(subject: unknown): Promise<string>
  /** What a caller may do now; no request is made. */
  can(question: Question): Promise<QuestionAnswer>
  /** Which statements the kept requests reached. */
  coverage(): Promise<CoverageView>
  /** The requests that the server answered while `run` ran, and what became of it. */
  collect: WholeMock['collect']
  readonly keys: {
    list(): Promise<readonly KeyView[]>
    get(name: string): Promise<KeyView>
    create(name: string, key?: SceneKey): Promise<KeyView>
    attach(name: string, policy: string | object): Promise<KeyView>
    detach(name: string, policy: string | object): Promise<KeyView>
    activate(name: string): Promise<KeyView>
    deactivate(name: string): Promise<KeyView>
    delete(name: string): Promise<void>
  }
  policies(): Promise<readonly PolicyView[]>
  buckets(): Promise<readonly BucketView[]>
  readonly objects: {
    list(bucket: string, options?: ListOptions): Promise<ObjectPage>
    /** Rejects when there is none. */
    get(bucket: string, key: string): Promise<Uint8Array>
    put(bucket: string, key: string, body: string | Uint8Array, contentType?: string): Promise<ObjectView>
    delete(bucket: string, key: string): Promise<void>
  }
  /** The matchers no longer look here. The server stays. */
  close(): void
}

type Query = Readonly<Record<string, string | number | undefined>>

interface Sent {
  readonly query?: Query
  readonly body?: unknown
  readonly bytes?: string | Uint8Array
  readonly contentType?: string
}

const queryOf = (query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return given.length === 0 ? '' : `?${given.join('&')}`
}

type Send = (method: string, path: string, sent?: Sent) => Promise<Response>

const senderTo =
  ({ url, token }: ConnectOptions): Send =>
  async (method, path, { query, body, bytes, contentType } = {}) => {
    const target = `${url.replace(/\/+$/, '')}${reservedPath}${path}${queryOf(query)}`
    const headers: Record<string, string> = { authorization: `Bearer ${token}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (contentType !== undefined) headers['content-type'] = contentType
    const sent = body === undefined ? bytes : JSON.stringify(body)
    const content = typeof sent === 'string' || sent === undefined ? (sent ?? null) : new Uint8Array(sent)
    const response = await fetch(target, { method, headers, body: content }).catch((cause: unknown) => {
      throw new Error(`no server answers at ${url}; one that has ended is left with close()`, { cause })
    })
    if (response.ok) return response
    const text = await response.text()
    throw new Error(`${method} ${reservedPath}${path}: ${response.status} ${messageIn(text)}`)
  }

const messageIn = (text: string): string => {
  try {
    return JSON.parse(text).error.message
  } catch {
    // a server without a control API answers as S3 does
    return `${text.slice(0, 300)}\nWas the server started with a control token?`
  }
}

async function* linesOf(response: Response): AsyncGenerator<StreamedRecord> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line !== '') yield JSON.parse(line)
  }
}

const instant = (time: Time): string | number => (time instanceof Date ? time.toISOString() : time)

/**
 * Connects to a server that was started with a control token. Nothing is sent before the first call.
 * @example
 * const server = connect({ url: 'http://127.0.0.1:4566', token: process.env.TIGRIS_MOCK_CONTROL_TOKEN })
 * await server.load({ buckets: { images: {} }, keys: { browser: { policies: [document] } } })
 */
export const connect = (options: ConnectOptions): ControlledServer => {
  const { url, token } = options
  if (!URL.canParse(url))
    throw new Error(`\`url\` is the address of a server, such as http://127.0.0.1:4566, not ${url}`)
  if (typeof token !== 'string' || token === '')
    throw new Error('`token` is missing: the server prints where it is from')
  const send = senderTo(options)
  const ask = async <T>(method: string, path: string, sent?: Sent): Promise<T> =>
    (await (await send(method, path, sent)).json()) as T
  const act = async (method: string, path: string, sent?: Sent): Promise<void> => void (await send(method, path, sent))
  const segment = encodeURIComponent

  const faultOn = (fault: FaultRequest): RemoteFault => {
    const add = (effect: Partial<FaultRequest>) => act('POST', 'faults', { body: { ...fault, ...effect } })
    return {
      after: after => faultOn({ ...fault, after }),
      times: times => faultOn({ ...fault, times }),
      reply: (code, given) => add({ reply: { code, ...given } }),
      delay: delay => add({ delay }),
      reset: () => add({ reset: true }),
      truncate: truncate => add({ truncate }),
      lostAck: () => add({ lostAck: true }),
    }
  }
  const moveClock = async (body: object): Promise<Date> =>
    new Date((await ask<{ now: string }>('POST', 'clock', { body })).now)
  const find = async (requestId: string): Promise<RequestRecord | undefined> => {
    const { requests } = await ask<{ requests: RequestRecord[] }>('GET', 'log', { query: { requestId } })
    return requests.at(-1)
  }
  const requestsSince = (after: number) =>
    ask<{ position: number; requests: RequestRecord[] }>('GET', 'log', { query: { after, settled: 1 } })
  const collect: WholeMock['collect'] = async run => {
    const { position } = await ask<{ position: number }>('GET', 'log', { query: { limit: 0 } })
    const [outcome] = await Promise.allSettled([(async () => run())()])
    const { requests } = await requestsSince(position)
    return { records: requests as unknown as LogRecord[], arranged: 0, outcome: outcome! }
  }
  const remote: RemoteMock = { find, collect }
  remoteMocks.add(remote)
  const close = (): void => void remoteMocks.delete(remote)
  const changeKey = (name: string, body: object) => ask<KeyView>('PATCH', `keys/${segment(name)}`, { body })
  const listKeys = async () => (await ask<{ keys: KeyView[] }>('GET', 'keys')).keys

  return {
    ready: () => ask('GET', 'ready'),
    reset: () => act('POST', 'reset'),
    checkpoint: async () => {
      const { id } = await ask<{ id: string }>('POST', 'checkpoints')
      return { id, delete: () => act('DELETE', `checkpoints/${segment(id)}`) }
    },
    restore: ({ id }) => act('POST', `checkpoints/${segment(id)}/restore`),
    scene: ({ partly } = {}) => ask('GET', 'scene', { query: { partly: partly ? 1 : undefined } }),
    load: scene => act('PUT', 'scene', { body: scene }),
    faults: {
      on: (operation, filter = {}) => faultOn({ operation, ...filter }),
      unused: async () => (await ask<{ unused: string[] }>('GET', 'faults')).unused,
      clear: () => act('DELETE', 'faults'),
    },
    clock: {
      now: async () => new Date((await ask<{ now: string }>('GET', 'clock')).now),
      set: time => moveClock({ set: instant(time) }),
      advance: milliseconds => moveClock({ advance: milliseconds }),
      freeze: time => moveClock({ freeze: time === undefined ? true : instant(time) }),
      skew: milliseconds => moveClock({ skew: milliseconds }),
    },
    log: async filter =>
      (await ask<{ requests: RequestRecord[] }>('GET', 'log', { query: filter as Query | undefined })).requests,
    clearLog: () => act('DELETE', 'log'),
    follow: ({ after } = {}) => ({
      async *[Symbol.asyncIterator]() {
        yield* linesOf(await send('GET', 'log/stream', { query: { after } }))
      },
    }),
    explain: async subject => {
      const ids = typeof subject === 'string' ? [subject] : requestIdsOf(subject)
      for (const id of ids) {
        const found = await find(id)
        if (found !== undefined) return found.explanation
      }
      throw new Error('cannot tell which call this came from: give a request id, or an error or value of an SDK client')
    },
    can: question => ask('POST', 'explain', { body: question }),
    coverage: () => ask('GET', 'coverage'),
    collect,
    keys: {
      list: listKeys,
      get: async name => {
        const keys = await listKeys()
        const found = keys.find(key => key.name === name)
        if (found !== undefined) return found
        throw new Error(`the server has no key \`${name}\`; it has ${keys.map(key => key.name).join(', ') || 'none'}`)
      },
      create: (name, key = {}) => ask('POST', 'keys', { body: { name, ...key } }),
      attach: (name, policy) => changeKey(name, { attach: policy }),
      detach: (name, policy) => changeKey(name, { detach: policy }),
      activate: name => changeKey(name, { status: 'Active' }),
      deactivate: name => changeKey(name, { status: 'Inactive' }),
      delete: name => act('DELETE', `keys/${segment(name)}`),
    },
    policies: async () => (await ask<{ policies: PolicyView[] }>('GET', 'policies')).policies,
    buckets: async () => (await ask<{ buckets: BucketView[] }>('GET', 'buckets')).buckets,
    objects: {
      list: (bucket, given) => ask('GET', 'objects', { query: { bucket, ...given } }),
      get: async (bucket, key) =>
        new Uint8Array(await (await send('GET', 'object', { query: { bucket, key } })).arrayBuffer()),
      put: (bucket, key, bytes, contentType) =>
        ask('PUT', 'object', { query: { bucket, key }, bytes, ...(contentType !== undefined && { contentType }) }),
      delete: (bucket, key) => act('DELETE', 'object', { query: { bucket, key } }),
    },
    close,
    [Symbol.asyncDispose]: async () => close(),
  }
}
