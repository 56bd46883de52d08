import { aliasKeyId, callerHeader, writeCaller } from '../auth/caller-facts.js'
import { anonymous, ofIdentity } from '../auth/credentials.js'
import { signRequest } from '../auth/sign-request.js'
import { sha256Hex } from '../auth/sigv4.js'
import type { CallerFacts, Principal } from '../auth/types.js'
import { judge } from '../authorization/judge.js'
import { hostTime } from '../contract/host.js'
import type { Verdict } from '../policy/types.js'
import { type Credentials, environmentOf } from './environment.js'
import { type ClientConfig, fetchThrough } from './fetch.js'
import type { MockInside } from './inside.js'
import { arnOf, type CallerOptions, checkCallerOptions } from './question.js'

export type { CallerOptions, Credentials }

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
   * or a bucket that there is not, and for a key that is inactive.
   */
  can(action: string, resource: string, when?: CallerOptions): Verdict
  /** A signed request: `fetch('/bucket/key', { method: 'PUT', body })`. */
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export const factsOf = (options: CallerOptions = {}): CallerFacts => {
  checkCallerOptions(options)
  const { ip, at, userAgent } = options
  return {
    ...(ip !== undefined && { ip }),
    ...(at !== undefined && { at: new Date(at).getTime() }),
    ...(userAgent !== undefined && { userAgent }),
  }
}

/** Asks the evaluator what a caller may do, in the present world. */
const ask = (inside: MockInside, principal: Principal, facts: CallerFacts, caller: string): CallerContext['can'] => {
  return (action, resource, when) => {
    inside.checkQuestion(action, resource)
    const { registry, store, clock } = inside.world()
    const all = { ...inside.facts, ...facts, ...factsOf(when) }
    const subject = { dialect: inside.dialect, principal, registry, view: store, facts: all, now: clock.now() }
    const verdict = judge(subject, { action, resource: arnOf(resource) })
    inside.observer?.decision({ kind: 'evaluated', caller, verdict })
    return verdict
  }
}

/** Requests signed for S3 at the time that the host shows. */
export const signedFetch =
  (
    inside: MockInside,
    { accessKeyId: id, secretAccessKey: secret, sessionToken: token }: Credentials,
  ): CallerContext['fetch'] =>
  (path, init) =>
    fetchThrough(inside, path, init, (unsigned, body) =>
      signRequest({
        ...unsigned,
        credentials: { id, secret, ...(token !== undefined && { token }) },
        ...{ region: inside.dialect.region, service: 's3' },
        at: hostTime.visible(),
        payloadHash: sha256Hex(body),
      }),
    )

/** The caller of a key of the registry. The key is looked up anew at each use: what is attached later counts. */
export const keyCaller = (inside: MockInside, name: string, keyId: string, options?: CallerOptions): CallerContext => {
  const facts = factsOf(options)
  const gone = `the key of \`${name}\` (${keyId}) does not exist: it was deleted, or made in a world that a reset ended`
  const key = inside.world().registry.key(keyId)
  if (key === undefined) throw new Error(gone)
  const credentials: Credentials = { accessKeyId: aliasKeyId(keyId, facts), secretAccessKey: key.secret }
  const { region, endpoints } = inside.dialect
  return {
    name,
    clientConfig: { region, endpoint: endpoints.s3, credentials },
    credentials,
    env: () => environmentOf(inside.dialect, credentials),
    can: (action, resource, when) => {
      const { registry } = inside.world()
      const present = registry.key(keyId)
      const identity = present && registry.identity(present.account, present.identity)
      if (!identity) throw new Error(gone)
      if (present.status === 'Inactive') {
        throw new Error(`the key of \`${name}\` is inactive: every call of it is rejected, whatever its policies say`)
      }
      return ask(inside, ofIdentity(present.id, identity), facts, name)(action, resource, when)
    },
    fetch: signedFetch(inside, credentials),
  }
}

/** The caller without credentials. */
export const anonymousCaller = (inside: MockInside, options?: CallerOptions): CallerContext => {
  const facts = factsOf(options)
  const header: Record<string, string> = { [callerHeader]: writeCaller(inside.id, facts) }
  const { region, endpoints } = inside.dialect
  const credentials = { accessKeyId: '', secretAccessKey: '' }
  const signer: ClientConfig['signer'] = {
    sign: async request => {
      Object.assign(request.headers, header)
      return request
    },
  }
  return {
    name: 'anonymous',
    credentials,
    clientConfig: { region, endpoint: endpoints.s3, credentials, signer },
    env: () => environmentOf(inside.dialect),
    can: ask(inside, anonymous, facts, 'anonymous'),
    fetch: (path, init) => fetchThrough(inside, path, init, () => header),
  }
}
