import { type Authentication, authenticate } from '../../src/auth/authenticate.js'
import type { CredentialLookup } from '../../src/auth/credentials.js'
import { signRequest, type Unsigned } from '../../src/auth/sign-request.js'
import { sha256Hex } from '../../src/auth/sigv4.js'
import type { AccessKey, Identity, Proof, Session } from '../../src/auth/types.js'
import { isServiceError, type ServiceError } from '../../src/contract/errors.js'
import { bodyOf, type WireRequest } from '../../src/contract/wire.js'

export const at = Date.UTC(2026, 4, 1, 12)
export const runner = { id: 'tid_runner', secret: 'tsec_runner' }
export const session = { id: 'ASIASESSION', secret: 'session-secret', token: 'the/token+of=session' }

export const identityOf = (name: string, change: Partial<Identity> = {}): Identity => ({
  kind: 'key',
  name,
  label: 'runner',
  id: name,
  arn: `arn:aws:iam::org:user/${name}`,
  account: 'org',
  path: '/',
  created: at,
  attached: [],
  inline: [],
  roles: [],
  admin: false,
  scope: 'standard',
  tags: { team: 'red', stage: 'dev' },
  ...change,
})

const keyOf = (id: string, secret: string, change: Partial<AccessKey> = {}): AccessKey => ({
  id,
  secret,
  status: 'Active',
  created: at,
  account: 'org',
  identity: id,
  ...change,
})

const sessionOf = (change: Partial<Session> = {}): Session => ({
  keyId: session.id,
  secret: session.secret,
  token: session.token,
  expires: at + 3_600_000,
  issued: at,
  account: 'org',
  identity: runner.id,
  arn: 'arn:aws:sts::org:assumed-role/reader/job',
  userId: 'AROA:job',
  name: 'job',
  tags: { stage: 'test' },
  ...change,
})

export interface Known {
  readonly keys?: readonly AccessKey[]
  readonly sessions?: readonly Session[]
  readonly identities?: readonly Identity[]
}

export const lookupOf = ({ keys = [], sessions = [], identities = [] }: Known): CredentialLookup => ({
  key: id => keys.find(key => key.id === id),
  session: (keyId, token) => sessions.find(known => known.keyId === keyId && known.token === token),
  hasSessions: keyId => sessions.some(known => known.keyId === keyId),
  identity: (account, name) => identities.find(known => known.account === account && known.name === name),
})

/** One active key, one inactive, one without its identity, one session and two that hang on other keys. */
export const world = lookupOf({
  keys: [
    keyOf(runner.id, runner.secret),
    keyOf('tid_off', 'tsec_off', { status: 'Inactive', identity: runner.id }),
    keyOf('tid_orphan', 'tsec_orphan'),
  ],
  sessions: [
    sessionOf(),
    sessionOf({ keyId: runner.id, token: 'child', secret: 'child-secret', parentKeyId: runner.id }),
    sessionOf({ keyId: 'tid_off', token: 'child', secret: 'child-secret', parentKeyId: 'tid_off' }),
    sessionOf({ keyId: 'ASIAORPHAN', identity: 'gone' }),
  ],
  identities: [identityOf(runner.id)],
})

export const dialect: Authentication['dialect'] = {
  signingScopes: { s3: ['s3'], iam: ['iam', 's3'], sts: ['sts', 's3'] },
  limits: { presignedAge: 7_776_000 },
}

export interface Wire {
  readonly method?: string
  readonly host?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export const wire = ({
  method = 'GET',
  host = 't3.storage.dev',
  path = '/b/k',
  query = '',
  ...rest
}: Wire): WireRequest => ({
  method,
  protocol: 'https',
  host,
  path,
  query,
  headers: new Map(Object.entries({ host, ...rest.headers })),
  body: bodyOf(rest.body),
  scope: { inProcess: true },
})

export interface Signing extends Partial<Pick<Unsigned, 'credentials' | 'region' | 'service' | 'at'>> {
  readonly payloadHash?: string
}

/** A request signed by our own signer; `wire` holds what is signed. */
export const signed = (parts: Wire = {}, signing: Signing = {}): WireRequest => {
  const request = wire(parts)
  const added = signRequest({
    method: request.method,
    host: request.host,
    path: request.path,
    query: request.query,
    headers: new Map(Object.entries(parts.headers ?? {})),
    credentials: runner,
    region: 'auto',
    service: 's3',
    at,
    payloadHash: sha256Hex(parts.body ?? ''),
    ...signing,
  })
  return { ...request, headers: new Map([...request.headers, ...Object.entries(added)]) }
}

export const changed = (request: WireRequest, headers: Readonly<Record<string, string | undefined>>): WireRequest => {
  const map = new Map(request.headers)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) map.delete(name)
    else map.set(name, value)
  }
  return { ...request, headers: map }
}

export const prove = (request: WireRequest, change: Partial<Authentication> = {}): Proof =>
  authenticate({
    request,
    service: 's3',
    dialect,
    registry: world,
    wall: at,
    now: at,
    skew: 0,
    signingKeys: new Map(),
    ...change,
  })

/** The refusal that a call ends in; a call that does not end in one fails the test. */
export const refusal = (call: () => unknown): ServiceError => {
  try {
    call()
  } catch (error) {
    if (isServiceError(error)) return error
    throw error
  }
  throw new Error('the call was not refused')
}
