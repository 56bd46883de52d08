import type { Scope, WireRequest, WireResponse } from '../src/contract/wire.js'

/** Ends what was started; a second call does nothing. */
export type Stop = () => Promise<void>

/** What a request says of itself before anything is proven. */
export interface Claim {
  /** Host header in lower case, with its port if it has one. */
  readonly host: string
  /** Access key id of the Authorization header or of the presigned query. */
  readonly keyId?: string
  /** Value of `x-tigris-mock-caller`, sent by `mock.anonymous()`. */
  readonly caller?: string
}

/** A host that some dialect knows. A request to it is never sent to the network. */
export interface VendorHost {
  readonly dialect: string
  /** Tested against the Host header in lower case, port included. */
  readonly host: RegExp
}

/** One mock, as the doors see it. */
export interface Door {
  /** Answers one request. Rejects only for a defect of the mock: the door then breaks the connection and says why. */
  handle(request: WireRequest): Promise<WireResponse>
  /** With a host alone: whether this mock answers there. With a key id or a caller too: whether that one is its own. */
  owns(claim: Claim): boolean
  /** Hosts of all dialects, this mock's own included. */
  readonly vendorHosts: readonly VendorHost[]
  /** Hosts that the scene leaves alone; compared with the Host header, with and without its port. */
  readonly passthrough: readonly string[]
  /** What the async context says of the caller; in-process doors ask in the context in which the request was made. */
  scope?(): Scope
  /** A server listens at `host` (`127.0.0.1:4566`) and brings its requests here, until the returned function is called. */
  answersAt?(host: string): () => void
}

/** A mock shows its door; what has no mock behind it is a door itself. */
export type Doorway = Door | { readonly door: Door }

export const doorOf = (doorway: Doorway): Door => ('door' in doorway ? doorway.door : doorway)
