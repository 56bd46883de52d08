import type { WireRequest } from '../../src/contract/wire.js'
import type { Claim } from '../door.js'

/** What a request says of itself, read before anything is proven: for routing only. */
export interface ClaimedRequest extends Claim {
  /** Service of the credential scope: `s3`, `iam`, `sts` or any other. */
  readonly service?: string
}

const credential = /^([^/]+)\/[^/]*\/[^/]*\/([^/]+)\/aws4_request$/
const presigned = /(?:^|&)X-Amz-Credential=([^&]*)/

const credentialOf = (request: WireRequest): string | undefined => {
  const authorization = request.headers.get('authorization')
  if (authorization !== undefined) return /\bCredential=([^,\s]+)/.exec(authorization)?.[1]
  const parameter = presigned.exec(request.query)?.[1]
  try {
    return parameter && decodeURIComponent(parameter)
  } catch {
    return undefined
  }
}

export const claimOf = (request: WireRequest): ClaimedRequest => {
  const parts = credential.exec(credentialOf(request) ?? '')
  return {
    host: request.host,
    ...(parts && { keyId: parts[1]!, service: parts[2]! }),
    ...(request.scope.caller !== undefined && { caller: request.scope.caller }),
  }
}
