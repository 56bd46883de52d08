import zlib from 'node:zlib'
import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import * as sts from '@aws-sdk/client-sts'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { parseStringPromise } from 'xml2js'
import { createTigrisMock } from '../../src/index.js'
import { wholeOf } from '../../src/mock.js'
import type { Expected, RecordedCase, Step } from './case.js'
import { differences, exactDifferences } from './compare.js'
import { signedFields, signRaw } from './sign.js'

/** Base64 of the CRC32 of a text. */
const crc32 = (text: string): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(zlib.crc32(text))
  return bytes.toString('base64')
}

const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

const begin = () => {
  const mock = wholeOf(
    createTigrisMock({
      dialect: 'aws',
      accounts: {
        main: { id: '111111111111' },
        other: { id: '222222222222', users: { tester: { policies: [everything] } } },
      },
      users: { tester: { policies: [everything] } },
    }),
  )
  return { mock, caller: mock.as('tester') }
}

type Stage = ReturnType<typeof begin>

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly output?: unknown
}

const clients = { s3: [s3.S3Client, s3], iam: [iam.IAMClient, iam], sts: [sts.STSClient, sts] } as const

type AnyClient = {
  send(command: unknown): Promise<unknown>
}
type Commands = Record<string, new (input: unknown) => unknown>
type ClientOf = new (config: unknown) => AnyClient

/** Inputs of a case, with what earlier steps saved and with what JSON cannot say. */
const filled = (value: unknown, saved: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string' && value.startsWith('$crc32 ')) return crc32(value.slice(7))
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name) => saved.get(name) ?? whole)
  if (Array.isArray(value)) return value.map(each => filled(each, saved))
  if (typeof value !== 'object' || value === null) return value
  if ('$repeat' in value && 'count' in value) return String(value.$repeat).repeat(Number(value.count))
  if ('$date' in value) return new Date(String(value.$date))
  if ('$seconds' in value) return new Date(Date.now() + Number(value.$seconds) * 1000)
  if ('$bytes' in value) return Buffer.from(String(value.$bytes), 'base64')
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, saved)]))
}

const lowered = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]))

/** An output with its body read. */
const read = async (output: unknown): Promise<unknown> => {
  const { Body: body } = output as { Body?: { transformToString(): Promise<string> } }
  return body === undefined ? output : { ...(output as object), Body: await body.transformToString() }
}

/** The SDK's client over the mock's own handler; what the service said is kept as it was said. */
const sendCommand = async ({ mock, caller }: Stage, step: Step, input: unknown): Promise<Answered> => {
  const [Client, commands] = clients[step.service ?? 's3']
  const inner = mock.requestHandler()
  let answered: Answered | undefined
  const requestHandler = {
    ...inner,
    handle: async (request: never) => {
      const { response } = await inner.handle(request)
      const pieces: Uint8Array[] = []
      for await (const piece of response.body) pieces.push(piece)
      const bytes = Buffer.concat(pieces)
      answered = {
        status: response.statusCode,
        headers: lowered(Object.entries(response.headers)),
        text: bytes.toString(),
      }
      const { Readable } = await import('node:stream')
      return { response: { ...response, body: Readable.from([bytes]) } }
    },
  }
  const config = { ...caller.clientConfig, region: step.region ?? 'us-east-1', maxAttempts: 1, requestHandler }
  const regional = step.region === undefined ? {} : { endpoint: `https://s3.${step.region}.amazonaws.com` }
  const client = new (Client as unknown as ClientOf)({ ...config, ...(step.service ? {} : regional), ...step.config })
  const Command = (commands as unknown as Commands)[`${step.operation}Command`]
  if (Command === undefined) throw new Error(`the SDK has no ${step.operation}`)
  let output: unknown
  try {
    output = await read(await client.send(new Command(input)))
  } catch (error) {
    if (answered === undefined || answered.status < 300) throw error
  }
  if (answered === undefined) throw new Error(`${step.operation} made no request`)
  return { ...answered, output }
}

const sendRaw = async (
  { mock }: Stage,
  method: string,
  url: string,
  sent: Record<string, string>,
  body?: string | FormData,
): Promise<Answered> => {
  // the bytes of UTF-8, as text of Latin 1
  const headers = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
  )
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const response = await mock.fetch(
    new Request(url, { method, headers, ...(method !== 'GET' && bytes !== undefined && { body: bytes }) }),
  )
  return { status: response.status, headers: lowered(response.headers), text: await response.text() }
}

const presign = async (stage: Stage, step: Step, input: unknown): Promise<Answered> => {
  const { operation, expiresIn = 900 } = step.presign!
  const { endpoint: _, ...config } = stage.caller.clientConfig
  const client = new s3.S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED', ...step.config })
  const Command = (s3 as unknown as Commands)[`${operation}Command`]!
  const signed = await getSignedUrl(client as never, new Command(input) as never, { expiresIn })
  const { query = {}, remove = [], replace, headers = {}, body } = step.with ?? {}
  const url = new URL(replace === undefined ? signed : signed.replace(...replace))
  const added = Object.entries(query).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
  const kept = url.search
    .slice(1)
    .split('&')
    .filter(part => !remove.includes(part.split('=')[0]!))
  const target = `${url.origin}${url.pathname}?${kept.join('&')}${added.join('')}`
  if (step.delay !== undefined) stage.mock.clock.advance(step.delay)
  return await sendRaw(stage, operation.startsWith('Put') ? 'PUT' : 'GET', target, { ...headers }, body)
}

const post = async (stage: Stage, form: NonNullable<Step['form']>, now: number): Promise<Answered> => {
  const data = new FormData()
  for (const [name, value] of signedFields(form, { ...stage.caller.credentials, now })) data.append(name, value)
  data.append('file', new Blob([form.file ?? '']), 'file.txt')
  return await sendRaw(stage, 'POST', form.url, {}, data)
}

const play = async (stage: Stage, step: Step, saved: ReadonlyMap<string, string>): Promise<Answered> => {
  const now = Number(stage.mock.clock.now())
  if (step.operation !== undefined) return await sendCommand(stage, step, filled(step.input ?? {}, saved))
  if (step.presign !== undefined) return await presign(stage, step, filled(step.presign.input ?? {}, saved))
  if (step.form !== undefined) return await post(stage, filled(step.form, saved) as NonNullable<Step['form']>, now)
  const raw = filled(step.raw, saved) as NonNullable<Step['raw']>
  const signed = await signRaw(raw, { ...stage.caller.credentials, now })
  if (step.delay !== undefined) stage.mock.clock.advance(step.delay)
  return await sendRaw(stage, signed.method, signed.url, signed.headers, signed.body)
}

const plain = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || Symbol.asyncIterator in value) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

const parse = async (text: string, explicitRoot = false): Promise<Record<string, unknown>> => {
  const document = await parseStringPromise(text, { explicitArray: false, explicitRoot, attrkey: '@' })
  return typeof document === 'object' && document !== null ? document : {}
}

const errorOf = async (text: string): Promise<Record<string, unknown>> => {
  if (text === '') return {}
  const document = await parse(text)
  const {
    RequestId: _,
    HostId: __,
    '@': ___,
    Type: ____,
    ...members
  } = (document.Error ?? document) as Record<string, unknown>
  return members
}

const judge = async (answered: Answered, expected: Expected): Promise<string[]> => {
  const { status, headers, text, output } = answered
  return [
    ...(expected.status === undefined ? [] : differences(status, expected.status, 'status')),
    ...(expected.headers === undefined ? [] : differences(headers, expected.headers, 'headers')),
    ...(expected.error === undefined ? [] : exactDifferences(await errorOf(text), expected.error, 'error')),
    ...(expected.output === undefined ? [] : differences(plain(output), expected.output, 'output')),
    ...(expected.text === undefined ? [] : differences(text, expected.text, 'text')),
    ...(expected.xml === undefined ? [] : differences(await parse(text, true), expected.xml, 'xml')),
  ]
}

const savedValue = ({ output, headers }: Answered, path: string): string => {
  const [first, ...rest] = path.split('.')
  if (first === 'headers') return headers[rest.join('.')] ?? ''
  let value: unknown = output
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name]
  return String(value)
}

/** Plays a case from the start; what differs from the recorded answers, a sentence each. */
export const playCase = async ({ steps }: Pick<RecordedCase, 'steps'>): Promise<string[]> => {
  const stage = begin()
  const saved = new Map<string, string>()
  const found: string[] = []
  for (const [index, step] of steps.entries()) {
    const answered = await play(stage, step, saved)
    for (const [name, path] of Object.entries(step.save ?? {})) saved.set(name, savedValue(answered, path))
    const name = step.operation ?? step.presign?.operation ?? step.raw?.method ?? 'form'
    const expected = step.expect ?? {}
    const differing = await judge(answered, filled(expected, saved) as Expected)
    found.push(...differing.map(text => `step ${index} ${name}: ${text}`))
  }
  return found
}
