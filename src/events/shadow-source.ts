import { createHash } from 'node:crypto'
import { encodeUri } from '../auth/canonical-uri.js'
import { signRequest } from '../auth/sign-request.js'
import { fail } from '../contract/errors.js'
import { hostTime } from '../contract/host.js'
import type { OperationContext } from '../contract/operation.js'

/** What a world may fetch of other services. */
export interface Sources {
  /** Why nothing may be fetched from this address; undefined: it may. */
  refusesSource(url: string): string | undefined
  /** Runs `run` as a program of its own would. */
  outside<T>(run: () => T): T
}

/**
 * Asks a bucket of another service with the `fetch` that the test sees, signed with the keys that the bucket has for
 * it. Throws NotImplemented for an address that may not be reached, ServiceUnavailable where nobody answers.
 */
export const askSourceOf =
  ({ refusesSource, outside }: Sources): OperationContext['askSource'] =>
  async ({ endpoint, name, region, accessKeyId, secretAccessKey }, { method, key, body, via }) => {
    const reason = refusesSource(endpoint)
    if (reason !== undefined) fail('NotImplemented', {}, `The shadow bucket was not asked: ${reason}`)
    const url = new URL(endpoint)
    const path = `/${encodeUri(name)}/${key.split('/').map(encodeUri).join('/')}`
    const headers = signRequest({
      ...{ method, host: url.host, path, region, service: 's3', at: hostTime.visible() },
      credentials: { id: accessKeyId, secret: secretAccessKey },
      payloadHash: createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    })
    try {
      return await outside(() =>
        fetch(`${url.origin}${path}`, {
          method,
          headers: via === undefined ? headers : { ...headers, via },
          ...(body && { body }),
          redirect: 'error',
        }),
      )
    } catch (error) {
      return fail('ServiceUnavailable', {}, `The shadow bucket at ${url.origin} did not answer: ${String(error)}`)
    }
  }
