import { encodeUri } from '../auth/canonical-uri.js'
import { presign } from '../auth/sign-request.js'
import type { Registry } from '../auth/types.js'
import type { Dialect } from '../contract/dialect.js'
import type { Instant } from '../contract/host.js'
import type { OperationContext } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'

type Service = Pick<Dialect, 'region' | 'endpoints' | 'signingScopes'>

/** Signs URLs for keys of the caller's account, on the host that the caller reaches. */
export const presignWith =
  (
    { region, endpoints, signingScopes }: Service,
    registry: Registry,
    caller: Pick<WireRequest, 'protocol' | 'host'>,
    at: Instant,
  ): OperationContext['presign'] =>
  ({ method, bucket, key, keyId, expires, query }, account) => {
    const found = registry.key(keyId)
    if (found === undefined || found.account !== account) return undefined
    const own = new URL(endpoints.s3)
    const named = `/${key.split('/').map(encodeUri).join('/')}`
    const isOwn = caller.host === own.host
    const host = isOwn ? `${bucket}.${own.host}` : caller.host
    const path = isOwn ? named : `/${encodeUri(bucket)}${named}`
    const signed = presign({
      ...{ method, host, path, region, expires, at },
      credentials: { id: keyId, secret: found.secret },
      ...(query !== undefined && { query }),
      service: signingScopes.s3[0] ?? 's3',
    })
    return `${caller.protocol}://${host}${path}?${signed}`
  }
