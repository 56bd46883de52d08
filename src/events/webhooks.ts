import type { Dialect } from '../contract/dialect.js'
import type { Instant } from '../contract/host.js'
import type { BucketEvent, WebhookPost } from './types.js'

/** What a world may post. */
export interface Posts {
  /** Why nothing may be sent to this address; undefined: it may. */
  refuses(url: string): string | undefined
  /** Runs `run` as a program of its own would: in the world, but neither judged nor arranged. */
  outside<T>(run: () => T): T
}

/** One attempt to post an event. */
export interface PostRecord {
  readonly event: string
  readonly bucket: string
  readonly key: string
  readonly url: string
  /** 1 for the first. */
  readonly attempt: number
  readonly at: Instant
  readonly outcome: 'acknowledged' | 'failed' | 'refused'
  /** Of the answer, if there was one. */
  readonly status?: number
  readonly error?: unknown
}

interface PostHost extends Posts {
  readonly dialect: Dialect
  now(): Instant
  /** Runs it when the clock comes there; returns what takes it back. */
  later(at: Instant, run: () => void): () => void
  begin(run: () => unknown): void
  record(done: PostRecord): void
}

/**
 * Posts an event with the `fetch` that the test sees, so that its own handlers and stubs receive it. Whatever is not
 * answered with 2xx in time is tried again, by the mock's clock. Rejects for an address that may not be reached, and
 * where nobody answers.
 */
export const sendPost = async (post: WebhookPost, event: BucketEvent, host: PostHost, attempt = 1): Promise<void> => {
  const { retries = [], patience, names } = host.dialect.notifications ?? { names: {} }
  const { url, headers, body } = post
  const about = { event: names[event.name] ?? event.name, bucket: event.bucket.name, key: event.key, url, attempt }
  const done = (how: Pick<PostRecord, 'outcome' | 'status' | 'error'>): void =>
    host.record({ ...about, at: host.now(), ...how })

  const what = `the event ${about.event} of \`${about.bucket}/${about.key}\``
  const reason = host.refuses(url)
  if (reason !== undefined) {
    const error = new Error(`${what} was not posted: ${reason}`)
    done({ outcome: 'refused', error })
    throw error
  }
  const again = (): void => {
    const seconds = retries[attempt - 1]
    if (seconds === undefined) return
    host.later(host.now() + seconds * 1000, () => host.begin(() => sendPost(post, event, host, attempt + 1)))
  }
  const late = new AbortController()
  const inTime = patience === undefined ? undefined : host.later(host.now() + patience * 1000, () => late.abort())
  const { signal } = late
  try {
    // a redirect is no acknowledgement, and could lead where nothing may be sent
    const init = { method: 'POST', headers, body, signal, redirect: 'manual' } as const
    const { status, ok } = await host.outside(() => fetch(url, init))
    if (ok) return done({ outcome: 'acknowledged', status })
    done({ outcome: 'failed', status })
    again()
  } catch (error) {
    done({ outcome: 'failed', error })
    again()
    // an answer that is late or no is the application's; where nobody answers, the test has no handler
    if (signal.aborted) return
    throw new Error(`${what} reached nobody at ${url}: answer there in the test (${String(error)})`, { cause: error })
  } finally {
    inTime?.()
  }
}
