import type { Located } from './located.js'
import type { WireRequest } from './wire.js'

/** A request on its way to `read`: parsed as far as its protocol goes. */
export interface Raw {
  readonly request: WireRequest
  readonly located: Located
  /** Decoded query parameters; the first of a repeated name. */
  readonly query: ReadonlyMap<string, string>
  /** Fields of a query-protocol body or of an HTML form, without its file. */
  readonly form: ReadonlyMap<string, string>
  /** The whole body of an entry whose `body` is 'document'. */
  readonly document?: Uint8Array | undefined
}

/** A request being written by the readers of an entry, for signed calls without an SDK. */
export interface Draft {
  readonly path: Map<string, string>
  readonly query: Map<string, string>
  readonly headers: Map<string, string>
  readonly form: Map<string, string>
  body?: Uint8Array
}

/** Reads one input member from a request and can write it into one. */
export interface Reader<T> {
  readonly from: 'path' | 'query' | 'header' | 'headers' | 'form' | 'document' | 'payload'
  /** Wire name: a header, a query parameter, a form field, a document's root element. */
  readonly wire: string
  read(raw: Raw, member: string): T
  write(value: T, draft: Draft, member: string): void
  /** What `read` would find of what `write` writes, at once: the parser of documents is loaded with the first request. */
  reread?(value: unknown): unknown
  /** What a member of a call's input is, where its place does not say it: a policy's text, a list in a header. */
  readonly holds?: 'text' | 'list'
  /**
   * Routing: the request must have it (and, with `value`, have that value). `late`: without it the request is this call
   * all the same, and refused by it.
   */
  readonly demands?: { readonly value?: string; readonly late?: true }
}

// biome-ignore lint/suspicious/noExplicitAny: a reader is contravariant in T through `write`; only `any` accepts them all
export type Readers = Readonly<Record<string, Reader<any>>>
export type InputOf<R extends Readers> = { readonly [M in keyof R]: R[M] extends Reader<infer T> ? T : never }
