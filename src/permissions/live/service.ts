import { createHash } from 'node:crypto'
import type { Draft, Operation } from '../../contract/operation.js'
import type { CallResult } from '../../mock/call.js'
import { writeInput } from '../../mock/call-input.js'
import {
  errorIn,
  requestOf,
  type SigningCredentials,
  signatureOf,
  type WrittenRequest,
} from '../../mock/draft-request.js'
import type { WholeMock } from '../../mock.js'

/** Where a real service answers. */
export interface ServiceAddress {
  /** URL without path; it answers S3, and IAM and STS where they have none of their own. */
  readonly endpoint: string
  readonly iam?: string
  readonly sts?: string
  readonly region: string
}

/** What a real service answered: the same that the mock is asked for. */
export type ServiceAnswer = Pick<CallResult, 'status' | 'code' | 'message' | 'body' | 'headers'>

/** One call to a real service; without credentials it is not signed. */
export interface ServiceCall {
  readonly operation: Operation
  readonly draft: Draft
  readonly credentials?: SigningCredentials
  readonly userAgent?: string
}

/** A real service, or what stands for one. */
export interface Service {
  /** Where new buckets are made; absent where the service knows by itself. */
  readonly location?: string
  /** The request line, as `--dry-run` prints it. */
  lineOf(call: Pick<ServiceCall, 'operation' | 'draft'>): string
  /** Why the call cannot be sent as it is; undefined when it can. */
  obstacle(call: Pick<ServiceCall, 'operation' | 'draft'>): string | undefined
  send(call: ServiceCall): Promise<ServiceAnswer>
  /** A call whose input is named as the SDK names it. */
  call(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    credentials: SigningCredentials,
  ): Promise<ServiceAnswer>
}

const urlOf = ({ protocol, host, path, query }: WrittenRequest): string =>
  `${protocol}://${host}${path}${query === '' ? '' : `?${query}`}`

/** AWS asks for it where a document comes without a checksum. */
const withDigest = (request: WrittenRequest): WrittenRequest => {
  const digest = createHash('md5').update(request.body).digest('base64')
  return { ...request, headers: new Map([...request.headers, ['content-md5', digest] as const]) }
}

const patience = 60_000

/** Rejects with the reason that `fetch` keeps in the cause of its error. */
const ask = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, signal: AbortSignal.timeout(patience) }).catch((error: Error & { cause?: Error }) => {
    throw new Error(`no answer from ${new URL(url).host}: ${error.cause?.message || error.message}`, { cause: error })
  })

/** Headers that `fetch` sets itself. */
const ofTransport = ['host', 'content-length']

const nothingSent: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** A service that is reached by the global `fetch`, with requests that the entries' own readers write. */
export const serviceAt = (
  { endpoint, iam = endpoint, sts = endpoint, region }: ServiceAddress,
  { name, signingScopes, region: ownRegion }: WholeMock['dialect'],
  operations: readonly Operation[],
): Service => {
  const target = { name, endpoints: { s3: endpoint, iam, sts } }
  const requestFor = ({ operation, draft }: Pick<ServiceCall, 'operation' | 'draft'>): WrittenRequest => {
    const request = requestOf(operation, draft, target)
    return operation.service === 's3' && operation.body === 'document' ? withDigest(request) : request
  }

  const send = async ({ operation, draft, credentials, userAgent }: ServiceCall): Promise<ServiceAnswer> => {
    const request = requestFor({ operation, draft })
    const proof =
      credentials === undefined ? {} : signatureOf(request, operation, credentials, { signingScopes, region })
    const own = [...request.headers].filter(([header]) => !ofTransport.includes(header))
    const answer = await ask(urlOf(request), {
      method: request.method,
      headers: { ...Object.fromEntries(own), ...proof, ...(userAgent !== undefined && { 'user-agent': userAgent }) },
      redirect: 'manual',
      ...(!nothingSent.has(request.method) && { body: new Uint8Array(request.body) }),
    })
    const body = new Uint8Array(await answer.arrayBuffer())
    const isQuery = operation.http === undefined
    const told = answer.status < 400 ? {} : await errorIn(body, isQuery).catch(() => ({}))
    return { status: answer.status, headers: new Map(answer.headers), body, ...told }
  }

  return {
    ...(region !== ownRegion && { location: region }),
    send,
    lineOf: call => {
      const request = requestFor(call)
      return `${request.method} ${urlOf(request)}`
    },
    obstacle: call => {
      const request = requestFor(call)
      const isKept = new URL(urlOf(request)).pathname === request.path
      return isKept ? undefined : 'a URL does not keep the dots of this key'
    },
    call: (called, input, credentials) => {
      const operation = operations.find(each => each.name === called)
      if (operation === undefined) throw new Error(`dialect \`${name}\` has no ${called}`)
      const refuse = (path: readonly string[], fault: string): never => {
        throw new Error(`${called}: ${path.join('.')} ${fault}`)
      }
      return send({ operation, draft: writeInput(operation, input, { nameOf: member => member, refuse }), credentials })
    },
  }
}
