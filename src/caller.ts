import { aliasKeyId, callerHeader, writeCaller } from './auth/caller-facts.js'
import { anonymous, ofIdentity } from './auth/credentials.js'
import { signRequest } from './auth/sign-request.js'
import { sha256Hex } from './auth/sigv4.js'
import type { CallerFacts } from './auth/types.js'
import { environmentOf } from './environment.js'
import { type ClientConfig, fetchThrough } from './fetch.js'
import type { MockInside } from './inside.js'
import { judge } from './judge.js'
import type { Verdict } from './policy/types.js'
import { hostTime, type Instant } from './seams.js'

/** What a caller's context may say of the caller, beyond who it is. */
export interface CallerOptions {
  /** `aws:SourceIp`. */
  readonly ip?: string
  /** `aws:CurrentTime`: moves policy conditions only. */
  readonly at?: Date | string | number
  /** `aws:UserAgent`. */
  readonly userAgent?: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** One caller: what an application needs to act as it, and what a test may ask of it. */
export interface CallerContext {
  /** Name in the scene, `anonymous` or `admin`. */
  readonly name: string
  /** `{ region, endpoint, credentials }` for S3Client, IAMClient and STSClient alike. */
  readonly clientConfig: ClientConfig
  readonly credentials: Credentials
  /** Variables under which the SDKs of AWS and Tigris act as this caller. */
  env(): Record<string, string>
  /**
   * Asks the evaluator alone, at once: no request is made. `resource` is an ARN, or `bucket/key`. Throws for an action
   * that the dialect does not have.
   */
  can(action: string, resource: string, when?: CallerOptions): Verdict
  /** A signed request: `fetch('/bucket/key', { method: 'PUT', body })`. */
  fetch(path: string, init?: RequestInit): Promise<Response>
}

const instantOf = (at: Date | string | number): Instant => new Date(at).getTime()

export const factsOf = ({ ip, at, userAgent }: CallerOptions = {}): CallerFacts => ({
  ...(ip !== undefined && { ip }),
  ...(at !== undefined && { at: instantOf(at) }),
  ...(userAgent !== undefined && { userAgent }),
})

/** ARN of a resource written short: `images/a.png`, `images`, `*`. */
export const arnOf = (resource: string): string =>
  resource === '*' || resource.startsWith('arn:') ? resource : `arn:aws:s3:::${resource}`

/** The caller of a key of the registry. The key is looked up anew at each use: what is attached later counts. */
export const keyCaller = (inside: MockInside, name: string, keyId: string, options?: CallerOptions): CallerContext => {
  const facts = factsOf(options)
  const key = inside.world().registry.key(keyId)
  if (key === undefined) throw new Error(`the key of \`${name}\` (${keyId}) does not exist: it was deleted`)
  const credentials: Credentials = { accessKeyId: aliasKeyId(keyId, facts), secretAccessKey: key.secret }
  const { region, endpoints } = inside.dialect
  const clientConfig: ClientConfig = { region, endpoint: endpoints.s3, credentials }
  const context: CallerContext = {
    name,
    clientConfig,
    credentials,
    env: () => environmentOf(inside.dialect, credentials),
    can: (action, resource, when) => {
      inside.checkAction(action)
      const { registry, store, clock } = inside.world()
      const present = registry.key(keyId)
      const identity = present && registry.identity(present.account, present.identity)
      if (!identity) throw new Error(`the key of \`${name}\` (${keyId}) does not exist: it was deleted`)
      const principal = ofIdentity(present.id, identity)
      const subject = {
        dialect: inside.dialect,
        principal,
        registry,
        view: store,
        facts: { ...facts, ...factsOf(when) },
        now: clock.now(),
      }
      return judge(subject, { action, resource: arnOf(resource) })
    },
    fetch: (path, init) =>
      fetchThrough(inside, path, init, (unsigned, body) =>
        signRequest({
          ...unsigned,
          credentials: { id: credentials.accessKeyId, secret: credentials.secretAccessKey },
          region,
          service: 's3',
          at: hostTime.visible(),
          payloadHash: sha256Hex(body),
        }),
      ),
  }
  return context
}

/** The caller without credentials. */
export const anonymousCaller = (inside: MockInside, options?: CallerOptions): CallerContext => {
  const facts = factsOf(options)
  const header: Record<string, string> = { [callerHeader]: writeCaller(inside.id, facts) }
  const { region, endpoints } = inside.dialect
  const credentials = { accessKeyId: '', secretAccessKey: '' }
  return {
    name: 'anonymous',
    credentials,
    clientConfig: {
      region,
      endpoint: endpoints.s3,
      credentials,
      signer: {
        sign: async request => {
          Object.assign(request.headers, header)
          return request
        },
      },
    },
    env: () => environmentOf(inside.dialect),
    can: (action, resource, when) => {
      inside.checkAction(action)
      const { registry, store, clock } = inside.world()
      const subject = {
        dialect: inside.dialect,
        principal: anonymous,
        registry,
        view: store,
        facts: { ...facts, ...factsOf(when) },
        now: clock.now(),
      }
      return judge(subject, { action, resource: arnOf(resource) })
    },
    fetch: (path, init) => fetchThrough(inside, path, init, () => header),
  }
}
