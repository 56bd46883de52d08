import type { Namespace, Principal, Registry } from '../auth/types.js'
import type { Emits } from '../events/types.js'
import type { ConditionContext, Policy, PolicyKind, Verdict } from '../policy/types.js'
import type { Blob, ChecksumAlgorithm, Store, View } from '../store/types.js'
import type { Dialect, Feature } from './dialect.js'
import type { Ids, Instant } from './host.js'
import type { Located, Service } from './located.js'
import type { InputOf, Readers } from './reader.js'
import type { Bytes, WireRequest } from './wire.js'

export type { Draft, InputOf, Raw, Reader, Readers } from './reader.js'

/** One right that a request needs. `context` holds only the condition keys that this request supplies for it. */
export interface Need<A extends string = string> {
  readonly action: A
  readonly resource: string
  readonly context?: ConditionContext | undefined
  /**
   * Of a resource that ends in `*`: all resources for which it stands. They are judged one by one where policies may
   * tell them apart, and otherwise asked for once.
   */
  readonly each?: () => readonly string[]
  /** The upload of the key that is meant: who began it has rights of its own. */
  readonly upload?: string
  /** Services without this feature do not ask for the right. */
  readonly onlyWith?: Feature
  /** What callers without credentials are told where the service (`signed-uploads`) lets nobody else have the right. */
  readonly signedOnly?: string
}

export const need = <const A extends string>(action: A, resource: string, context?: ConditionContext): Need<A> =>
  context === undefined ? { action, resource } : { action, resource, context }

export type Tree = { readonly [element: string]: unknown }

/** What `write` gives: neutral of the protocol that encodes it. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | number | undefined>>
  /** Root element; query protocols derive theirs from the operation's name, unless it is given. */
  readonly root?: string
  /** Elements in order. A list repeats its element (rest-xml) or holds `member`s (query); undefined is left out. */
  readonly tree?: Tree
  readonly body?: Bytes
  /** Headers after a body whose length is not told. */
  readonly trailers?: Answer['headers']
}

export interface StoredBody {
  readonly blob: Blob
  readonly size: number
  /** Hex. */
  readonly md5: string
  /** Base64 by algorithm: those asked for, and those the sender declared (already checked). */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>
  /** The algorithm that the sender declared in a header or trailer, if any. */
  readonly declared?: ChecksumAlgorithm | undefined
}

/** The body of an entry whose `body` is 'stream', opened in `run` only and bound to what the signature proved. */
export interface OpenBody {
  /**
   * Reads it to its end, undoes aws-chunked, checks length, Content-MD5, payload hash, chunk signatures and
   * declared checksums. Throws IncompleteBody, BadDigest, InvalidDigest, XAmzContentSHA256Mismatch,
   * SignatureDoesNotMatch, InvalidRequest, MalformedTrailerError, EntityTooLarge; keeps nothing then.
   */
  store(options?: {
    readonly checksums?: readonly ChecksumAlgorithm[]
    /** Computed for a body whose sender declares none. */
    readonly otherwise?: ChecksumAlgorithm | undefined
    readonly limit?: number
    /** BadDigest tells the Content-MD5 as it was sent: a part's, where S3 tells an object's in hex. */
    readonly tellsSentDigest?: boolean
  }): Promise<StoredBody>
}

/** What `run` may use. */
export interface OperationContext<A extends string = string> {
  readonly dialect: Dialect
  readonly limits: Dialect['limits']
  readonly features: Dialect['features']
  readonly store: Store
  readonly registry: Registry
  readonly principal: Principal
  /** The mock's clock, at the begin of the request. */
  readonly at: Instant
  readonly ids: Ids
  readonly requestId: string
  readonly body: OpenBody
  readonly request: WireRequest
  readonly located: Located
  readonly policies: {
    /** `bucket`: the resources of a bucket's policy must lie in it. */
    parse(text: string, kind: PolicyKind, name?: string, bucket?: string): Policy
    /** Whether a bucket's policy opens it to everyone. */
    isPublic(policy: Policy): boolean
  }
  /** A URL signed by the service itself; undefined when the account has no key of that id. */
  presign(
    request: {
      readonly method: 'GET' | 'PUT'
      readonly bucket: string
      readonly key: string
      readonly keyId: string
      /** Seconds. */
      readonly expires: number
      readonly query?: string
    },
    account: string,
  ): string | undefined
  /** Sends a signed request to a bucket of another service, where the scene lets it. */
  askSource(
    source: {
      readonly endpoint: string
      readonly name: string
      readonly region: string
      readonly accessKeyId: string
      readonly secretAccessKey: string
    },
    request: {
      readonly method: 'GET' | 'PUT'
      readonly key: string
      readonly body?: Uint8Array
      /** Who has passed it on, as the header `Via` says it. */
      readonly via?: string
    },
  ): Promise<Response>
  /** What the caller is told of an error on one of many keys: a missing one is hidden from who may not list it. */
  hideMissing(error: unknown): unknown
  /** For answers that differ item by item; recorded as 'perKey'. */
  can(need: Need<A>): Verdict
  /** Asks quietly for parts of an answer that are left out without a right; recorded as 'asked'. */
  may(need: Need<A>): boolean
}

interface OperationSpec<R extends Readers, A extends string, F, O> {
  readonly name: string
  /** The SDK model's line with the bucket put back: `GET /{Bucket}/{Key+}?tagging`. */
  readonly http?: string
  /** Query protocol's Action, in place of `http`. */
  readonly action?: string
  readonly service?: Service
  readonly body?: 'none' | 'document' | 'stream' | 'form'
  /**
   * `json`: the answer and every error are JSON, whatever the host speaks otherwise: `tree` stands alone in it.
   * `html`: the entry stands for website hosts alone. `rest-xml`: S3's way, on a host that speaks another.
   */
  readonly protocol?: 'json' | 'html' | 'rest-xml'
  readonly auth?: 'sigv4' | 'none' | 'form' | 'bearer'
  /** The bucket of the path is made by this call: its absence is no error. */
  readonly makesBucket?: true
  /** Hosts of every region answer it, wherever the bucket is. */
  readonly anywhere?: true
  /** Events of the bucket, by the store's change that is one. */
  readonly emits?: Emits
  /** All actions that `allow`, `can` or `may` may name. */
  readonly actions: readonly A[]
  /** Why the entry needs no right, when `actions` is empty. */
  readonly open?: string
  readonly read: R
  /** Input members of the SDK that are not read, each with its reason. */
  readonly ignores?: Readonly<Record<string, string>>
  readonly facts?: (input: InputOf<R>, view: View) => F
  readonly allow: (input: InputOf<R>, facts: NoInfer<F>, caller: Caller) => readonly Need<NoInfer<A>>[]
  readonly run: (input: InputOf<R>, context: OperationContext<NoInfer<A>>) => O | Promise<O>
  readonly write: (output: Awaited<O>, context: { readonly input: InputOf<R>; readonly at: Instant }) => Answer
}

/** What `allow` may know of the caller: enough to name resources in its account. */
export interface Caller {
  readonly account: string
  readonly name: string
  /** ARN of an identity of the account, with its path, and of its boundary; undefined when there is none. */
  readonly arnOf?: (name: string, namespace?: Namespace) => string | undefined
  readonly boundaryOf?: (name: string, namespace?: Namespace) => string | undefined
  /** Keys of the tags that its session hands on to the next. */
  readonly transitiveTagKeys?: readonly string[] | undefined
}

/** An entry with its types put away: what the pipeline works with. */
export interface Operation {
  readonly name: string
  readonly service: Service
  readonly http?: string
  readonly action?: string
  readonly body: 'none' | 'document' | 'stream' | 'form'
  readonly protocol?: 'json' | 'html' | 'rest-xml' | undefined
  readonly auth: 'sigv4' | 'none' | 'form' | 'bearer'
  readonly actions: readonly string[]
  readonly open?: string
  readonly makesBucket?: true
  readonly anywhere?: true
  readonly emits?: Emits
  readonly notImplemented?: string
  readonly readers: Readers
  readonly ignores: Readonly<Record<string, string>>
  facts(input: unknown, view: View): unknown
  allow(input: unknown, facts: unknown, caller: Caller): readonly Need[]
  run(input: unknown, context: OperationContext): unknown
  write(output: unknown, context: { readonly input: unknown; readonly at: Instant }): Answer
}

/**
 * One operation, one entry: routing, input, rights, effect and answer in the order of the pipeline.
 * @example
 * defineOperation({
 *   name: 'DeleteObject', http: 'DELETE /{Bucket}/{Key+}', actions: ['s3:DeleteObject'],
 *   read: { Bucket: bucket, Key: key },
 *   allow: input => [need('s3:DeleteObject', objectArn(input))],
 *   run: (input, { store }) => store.remove(input),
 *   write: () => ({ status: 204 }),
 * })
 */
export const defineOperation = <const A extends string, R extends Readers, O, F = undefined>(
  spec: OperationSpec<R, A, F, O>,
): Operation => {
  const erased = spec as unknown as Operation & { read: Readers; facts?: Operation['facts'] }
  if ((spec.http === undefined) === (spec.action === undefined)) throw new Error(`${spec.name} needs http or action`)
  if (spec.actions.length === 0 && spec.open === undefined)
    throw new Error(`${spec.name} needs actions, or says why it is open`)
  return {
    ...erased,
    service: spec.service ?? (spec.action === undefined ? 's3' : 'iam'),
    body: spec.body ?? (spec.action === undefined ? 'none' : 'document'),
    auth: spec.auth ?? 'sigv4',
    readers: spec.read,
    ignores: spec.ignores ?? {},
    facts: erased.facts ?? (() => undefined),
  }
}

/** An operation that this mock knows by name and does not model: 501 after authentication, naming itself. */
export const notImplemented = (
  name: string,
  route: { readonly http: string } | { readonly action: string; readonly service?: Service },
  reason = `${name} is not supported by this mock`,
): Operation => ({
  name,
  ...route,
  service: 'service' in route && route.service ? route.service : 'http' in route ? 's3' : 'iam',
  body: 'http' in route ? 'none' : 'document',
  auth: 'sigv4',
  actions: [],
  notImplemented: reason,
  readers: {},
  ignores: {},
  facts: () => undefined,
  allow: () => [],
  run: () => undefined,
  write: () => ({}),
})
