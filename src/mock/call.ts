import { callerHeader } from '../auth/caller-facts.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import type { Draft, Operation } from '../contract/operation.js'
import { bodyOf, collect, type WireResponse } from '../contract/wire.js'
import { suggestName } from '../policy/suggest-name.js'
import type { LogRecord, RequestLog } from '../world/log.js'
import { writeInput } from './call-input.js'
import type { CallerContext } from './caller.js'
import { errorIn, requestOf, signatureOf, type WrittenRequest } from './draft-request.js'
import type { MockInside } from './inside.js'

/** What a call without an SDK was answered. */
export interface CallResult {
  readonly status: number
  /** The service's error code, when it is an error. */
  readonly code?: string
  readonly message?: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
  /** Absent inside `arrange`: those requests are not logged. */
  readonly record?: LogRecord
}

/** The entry of that name. Throws an Error with the nearest name when there is none, or when it is not modelled. */
export const findOperation = (name: string, operations: readonly Operation[]): Operation => {
  const operation = operations.find(each => each.name === name)
  const callable = operations.filter(each => each.notImplemented === undefined).map(each => each.name)
  if (operation === undefined) throw new Error(`there is no operation \`${name}\`; ${suggestName(name, callable)}`)
  if (operation.notImplemented !== undefined) throw new Error(operation.notImplemented)
  return operation
}

/** The headers that prove the caller, or that say what a caller without credentials says of itself. */
const proofOf = async (
  request: WrittenRequest,
  operation: Operation,
  caller: CallerContext,
  dialect: DialectDefinition,
): Promise<Record<string, string>> => {
  const { clientConfig, credentials } = caller
  if (clientConfig.signer !== undefined)
    return (await clientConfig.signer.sign({ headers: {} as Record<string, string> })).headers
  const { accessKeyId: id, secretAccessKey: secret, sessionToken: token } = credentials
  const signing = { id, secret, ...(token !== undefined && { token }) }
  return signatureOf(request, operation, signing, { ...dialect, region: clientConfig.region })
}

const toResult = async (response: WireResponse, operation: Operation, log: RequestLog): Promise<CallResult> => {
  if (response.broken !== undefined) throw new Error(`the connection of ${operation.name} was broken by a fault`)
  const { status } = response
  const headers = new Map(response.headers.map(([name, value]) => [name.toLowerCase(), value]))
  const body = await collect(response.body)
  const record = log.find(headers.get('x-amz-request-id') ?? '')
  if (record?.operation !== undefined && record.operation !== operation.name) {
    const { operation: other, method, url } = record
    throw new Error(`the input of ${operation.name} makes a request of ${other}: ${method} ${url}`)
  }
  const told = status < 400 ? {} : (record ?? (await errorIn(body, operation.http === undefined)))
  return {
    ...{ status, headers, body },
    ...(told.code !== undefined && { code: told.code }),
    ...(told.message !== undefined && { message: told.message }),
    ...(record && { record }),
  }
}

/** Sends what an entry's readers have written, as the caller. */
export const sendDraft = async (
  inside: MockInside,
  operation: Operation,
  caller: CallerContext,
  draft: Draft,
): Promise<CallResult> => {
  const { dialect } = inside
  const unsigned = requestOf(operation, draft, dialect)
  const headers = new Map(unsigned.headers)
  // as every door of this process: what a caller without credentials says of itself goes beside the request
  const { [callerHeader]: claimed, ...proof } = await proofOf(unsigned, operation, caller, dialect)
  if (claimed !== undefined && dialect.endpoints[operation.service] === undefined) {
    throw new Error(
      `${operation.name} needs a signed caller: dialect \`${dialect.name}\` has no host of its own for it`,
    )
  }
  const scope = { ...inside.scope(), ...(claimed !== undefined && { caller: claimed }) }
  for (const [header, value] of Object.entries(proof)) headers.set(header.toLowerCase(), value)
  const { log } = inside.world()
  return toResult(await inside.handle({ ...unsigned, headers, body: bodyOf(unsigned.body), scope }), operation, log)
}

/**
 * Calls an operation without an SDK: its entry's readers write the request, the caller signs it. Members of `input`
 * are named as the SDK names them; a document such as `Delete` is given as the SDK takes it.
 * @example
 * await callOperation(mock, findOperation('GetObject', operations), mock.as('runner'), { Bucket: 'b', Key: 'k' })
 */
export const callOperation = async (
  inside: MockInside,
  operation: Operation,
  caller: CallerContext,
  input: Readonly<Record<string, unknown>>,
): Promise<CallResult> =>
  sendDraft(
    inside,
    operation,
    caller,
    writeInput(operation, input, {
      nameOf: member => member,
      refuse: (path, fault) => {
        throw new Error(`${operation.name}: ${path.length === 0 ? 'the input' : `\`${path.join('.')}\``} ${fault}`)
      },
    }),
  )
