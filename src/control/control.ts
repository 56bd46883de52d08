import { hash, timingSafeEqual } from 'node:crypto'
import type { WireRequest, WireResponse } from '../contract/wire.js'
import type { WholeMock } from '../mock.js'
import type { RequestCollector } from '../pipeline/record.js'
import { parseQuery } from '../protocol/locate.js'
import { reservedPath } from './api.js'
import { KeptRecords } from './kept-records.js'
import { logRoutes } from './log-routes.js'
import { type ControlCall, ControlError, type Controlled, checkNames, failureOf, json, type Route } from './route.js'
import { stateRoutes } from './state-routes.js'
import { worldRoutes } from './world-routes.js'

export interface ControlOptions {
  /** Who sends it as `Authorization: Bearer` may do everything. At least 16 characters. */
  readonly token: string
  /** How many requests are kept for the log; 10,000 if left out. */
  readonly keep?: number
}

type Handle = (request: WireRequest) => Promise<WireResponse>

/** The control API of one server. */
export interface Control {
  /** The handle of a door, with the control API in front of it; what passes is kept for the log. */
  before(handle: Handle): Handle
  /** Ends the streams of those who watch. */
  close(): void
}

const routes = [...stateRoutes, ...logRoutes, ...worldRoutes]

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ControlError(400, `\`${text}\` is not percent-encoded as it should be`)
  }
}

/** The parts that a path names, or undefined where it is another route's. */
const partsOf = (route: Route, segments: readonly string[]): Record<string, string> | undefined => {
  const pattern = route.path.split('/')
  if (pattern.length !== segments.length) return undefined
  const parts: Record<string, string> = {}
  for (const [index, name] of pattern.entries()) {
    const segment = segments[index]!
    if (name.startsWith('{')) parts[name.slice(1, -1)] = decode(segment)
    else if (name !== segment) return undefined
  }
  return parts
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer')

const findRoute = ({ method, path }: WireRequest): { route: Route; parts: Record<string, string> } => {
  const segments = path.slice(reservedPath.length).split('/')
  const fitting = routes.flatMap(route => {
    const parts = partsOf(route, segments)
    return parts === undefined ? [] : [{ route, parts }]
  })
  const found = fitting.find(({ route }) => route.method === method)
  if (found !== undefined) return found
  if (fitting.length === 0) throw new ControlError(404, `there is no \`${path}\` in the control API`)
  const allowed = fitting.map(({ route }) => route.method).join(', ')
  throw new ControlError(405, `\`${path}\` takes ${allowed}, not ${method}`, [['Allow', allowed]])
}

/**
 * Steers a mock from other processes over HTTP, below one reserved path. Throws for a token that is too short.
 * Nothing of it is there unless somebody asks for it: who has the token may read every secret of the mock.
 */
export const createControl = (mock: WholeMock, { token, keep = 10_000 }: ControlOptions): Control => {
  if (typeof token !== 'string' || !/^[\x21-\x7e]{16,}$/.test(token))
    throw new Error('the token of the control API needs at least 16 characters, without spaces')
  const expected = digest(`Bearer ${token}`)
  const onTheWay = new Set<Promise<unknown>>()
  const controlled: Controlled = {
    mock,
    kept: new KeptRecords(keep),
    checkpoints: new Map(),
    begin: mock.checkpoint(),
    settled: async () => void (await Promise.allSettled([...onTheWay])),
  }

  const isKnown = ({ headers }: WireRequest): boolean =>
    timingSafeEqual(digest(headers.get('authorization') ?? ''), expected)

  const run = async (request: WireRequest): Promise<WireResponse> => {
    const opens = request.method === 'GET' && request.path === `${reservedPath}ready`
    if (!opens && !isKnown(request)) {
      const message = 'the control API takes `Authorization: Bearer` with its token'
      throw new ControlError(401, message, [['WWW-Authenticate', 'Bearer']])
    }
    const { route, parts } = findRoute(request)
    const query = Object.fromEntries(parseQuery(request.query))
    checkNames(query, route.query ?? [], 'parameter')
    const call: ControlCall = { parts, query, request }
    const answer = await route.run(controlled, call)
    return isResponse(answer) ? answer : json(answer)
  }

  return {
    before: handle => async request => {
      if (request.path.startsWith(reservedPath) && mock.bucketAt(request.host) === undefined)
        return run(request)
          .catch(failureOf)
          .finally(() => request.body.cancel())
      const collector: RequestCollector = { records: [], begun: new Set(), arranged: [] }
      const answer = handle({ ...request, scope: { ...request.scope, collector } })
      onTheWay.add(answer)
      try {
        return await answer
      } finally {
        onTheWay.delete(answer)
        for (const record of collector.records) controlled.kept.add(record)
      }
    },
    close: () => controlled.kept.close(),
  }
}

const isResponse = (answer: unknown): answer is WireResponse =>
  typeof answer === 'object' && answer !== null && 'status' in answer && 'headers' in answer
