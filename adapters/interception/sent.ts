import { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/** What an intercepted request was on the wire, as far as is known. */
export interface Sent {
  /** The ClientRequest that wrote it; none where the client does without `node:http`. */
  readonly client?: ClientRequest | undefined
  /** The request's target as written: a URL would resolve the `.` and `..` segments that S3 keys may have. */
  readonly target?: string | undefined
  /** Names and values in turn, a repeated name each time. */
  readonly rawHeaders?: readonly string[] | undefined
  /** The server's end of its connection. */
  readonly socket?: Socket | undefined
}

/** Under this key the bundle of MSW leaves it on each Request: see `scripts/bundle-msw.ts`. */
const key = Symbol.for('tigris-mock.sent')

/** What MSW read from the socket, and the request that the socket carried at that moment. */
export const sentAs = (request: Request): Sent => {
  const { client, ...sent } = (request as unknown as { readonly [key]: Sent })[key]
  return { ...sent, client: client instanceof ClientRequest ? client : undefined }
}

/** The same of a ClientRequest alone, where the bytes cannot be seen. */
export const sentBy = (client: ClientRequest | undefined): Sent => ({ client, target: client?.path })
