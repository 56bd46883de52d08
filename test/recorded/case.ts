import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What an answer must be. Members that are not named may be anything, but for `error`, which names all. */
export interface Expected {
  readonly status?: number
  readonly headers?: Readonly<Record<string, unknown>>
  /** All members of the error document besides RequestId and HostId (of IAM and STS: besides Type). */
  readonly error?: Readonly<Record<string, unknown>>
  /** Members of the SDK's output; lists in full. */
  readonly output?: Readonly<Record<string, unknown>>
  readonly text?: unknown
  /** Members of the parsed document. */
  readonly xml?: Readonly<Record<string, unknown>>
}

export type Fields = Readonly<Record<string, string>>

export interface RawRequest {
  readonly method: string
  readonly url: string
  /** Signed. */
  readonly headers?: Fields
  /** Sent beside, and not signed. */
  readonly send?: Fields
  /** Headers that stand in the signed query. */
  readonly hoist?: Fields
  readonly body?: string
  readonly sign?: 'v4' | 'v4-url' | 'v2' | 'v2-url'
  readonly region?: string
  readonly payload?: string
  /** Seconds. */
  readonly expires?: number
  /** Put before the signature, which then is another. */
  readonly change?: string
}

export interface FormRequest {
  readonly url: string
  readonly fields: Fields
  readonly file?: string
  readonly sign: 'v2' | 'v4'
  readonly conditions?: readonly unknown[]
  /** Fields that are left out after signing. */
  readonly without?: readonly string[]
  /** Characters of the signature that are cut off. */
  readonly cut?: number
}

export interface Step {
  readonly service?: 's3' | 'iam' | 'sts'
  readonly operation?: string
  readonly input?: Readonly<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
  readonly region?: string
  readonly presign?: { readonly operation: string; readonly input: Step['input']; readonly expiresIn?: number }
  readonly with?: {
    readonly body?: string
    readonly headers?: Fields
    readonly query?: Fields
    readonly remove?: readonly string[]
    readonly replace?: readonly [string, string]
  }
  readonly raw?: RawRequest
  readonly form?: FormRequest
  /** Milliseconds by which the mock's clock moves between signing and sending. */
  readonly delay?: number
  readonly save?: Fields
  readonly expect?: Expected
}

export interface RecordedCase {
  readonly id: string
  /** `AWS, recorded <date>`. */
  readonly source: string
  readonly steps: readonly Step[]
}

const folder = new URL('../../fixtures/recorded/', import.meta.url)

/** The cases of fixtures/recorded by kind, which is the file's name. */
export const recordedCases = (): readonly (readonly [kind: string, cases: readonly RecordedCase[]])[] =>
  readdirSync(fileURLToPath(folder))
    .filter(name => name.endsWith('.json'))
    .map(name => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))] as const)
