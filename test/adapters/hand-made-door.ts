import type { Door } from '../../adapters/door.js'
import type { WireRequest, WireResponse } from '../../src/contract/wire.js'

/** A request as the door saw it, with the body that it read. */
export interface Seen extends WireRequest {
  readonly received: Buffer
}

export interface HandMadeDoor extends Door {
  readonly seen: Seen[]
}

export interface DoorOptions {
  readonly host?: string
  readonly keyIds?: readonly string[]
  readonly passthrough?: readonly string[]
  readonly answer?: (request: Seen) => WireResponse | Promise<WireResponse>
  readonly opensBody?: (request: WireRequest) => boolean
  readonly scope?: Door['scope']
}

const escapeText = (text: string): string => text.replace(/[.]/g, '\\.')

/** A door without a mock behind it: keeps what is put at a path, and gives it back. */
export const handMadeDoor = (options: DoorOptions = {}): HandMadeDoor => {
  const { host = 't3.storage.dev', keyIds, passthrough = [], opensBody = () => true, scope } = options
  const own = new RegExp(`^([^/]+\\.)?${escapeText(host)}$`)
  const objects = new Map<string, Buffer>()
  const seen: Seen[] = []
  const keep = (request: Seen): WireResponse => {
    if (request.method === 'PUT') {
      objects.set(request.path, request.received)
      return { status: 200, headers: [['ETag', '"made-by-hand"']] }
    }
    const body = objects.get(request.path)
    if (body === undefined) return xmlError(404, 'NoSuchKey', 'The specified key does not exist.')
    const headers = [
      ['Content-Length', String(body.byteLength)],
      ['Content-Type', 'application/octet-stream'],
    ] as const
    return request.method === 'HEAD' ? { status: 200, headers } : { status: 200, headers, body }
  }
  return {
    seen,
    passthrough,
    vendorHosts: [
      { dialect: 'tigris', host: /^([^/]+\.)?t3\.storage\.dev(:\d+)?$/ },
      { dialect: 'aws', host: /^([^/]+\.)?s3\.amazonaws\.com(:\d+)?$/ },
    ],
    ...(scope && { scope }),
    owns: claim => own.test(claim.host) && (!keyIds || claim.keyId === undefined || keyIds.includes(claim.keyId)),
    async handle(request) {
      const chunks: Uint8Array[] = []
      if (opensBody(request)) for await (const chunk of request.body.stream()) chunks.push(chunk)
      else request.body.cancel()
      const record = { ...request, received: Buffer.concat(chunks) }
      seen.push(record)
      return (options.answer ?? keep)(record)
    },
  }
}

export const xmlError = (status: number, code: string, message: string): WireResponse => {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`)
  return {
    status,
    headers: [
      ['Content-Length', String(body.byteLength)],
      ['Content-Type', 'application/xml'],
    ],
    body,
  }
}
