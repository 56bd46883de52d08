/** A running `serve`, as a client sees it. */
export interface Target {
  readonly dialect: string
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** `127.0.0.1:port` */
  readonly host: string
  readonly region: string
  /** The service's highest key. */
  readonly admin: Credentials
  /** A key of the scene, by its name. Throws where the server announced none. */
  key(name: string): Credentials
}

export interface Credentials {
  readonly id: string
  readonly secret: string
}

/** One thing that a user does with a client; rejects with what went wrong. */
export type Step = readonly [name: string, run: () => Promise<void>]

/** A client of another maker, and the round trip of a user. */
export interface Client {
  readonly name: string
  steps(target: Target, workspace: Workspace): readonly Step[]
}

/** Files to send, and a directory for what comes back. */
export interface Workspace {
  readonly directory: string
  /** A text of one line. */
  readonly small: string
  /** 21 MiB. */
  readonly big: string
  /** A directory of files with names that need care. */
  readonly tree: string
  /** A path that is not taken yet. */
  fresh(): string
}
