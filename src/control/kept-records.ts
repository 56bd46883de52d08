import { every } from '../contract/host.js'
import type { LogRecord } from '../world/log.js'
import type { RequestRecord } from './api.js'
import { recordView } from './record-view.js'

/** A record that was kept, and its place among all that ever were. */
interface Kept {
  readonly position: number
  readonly record: LogRecord
}

/** Lines that wait for a slow reader before some are left out. */
const mostWaiting = 10_000
/** Less than any proxy or socket waits for, in milliseconds. */
const heartbeat = 10_000

const line = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`)

/** The lines of one reader. */
interface RecordStream {
  add(kept: Kept): void
  end(): void
  readonly lines: AsyncIterable<Uint8Array>
}

/** An empty line now and then tells both ends that the other is there. */
const createStream = (ended: (stream: RecordStream) => void): RecordStream => {
  const waiting: Kept[] = []
  let skipped = 0
  let wanted: ((result: IteratorResult<Uint8Array>) => void) | undefined
  let over = false
  const give = (value: Uint8Array): void => {
    const take = wanted!
    wanted = undefined
    take({ done: false, value })
  }
  const end = (): void => {
    over = true
    stop()
    wanted?.({ done: true, value: undefined })
    wanted = undefined
    ended(stream)
  }
  const stop = every(heartbeat, () => {
    if (wanted !== undefined) give(Buffer.from('\n'))
  })
  const stream: RecordStream = {
    add(kept) {
      if (wanted !== undefined) give(line(recordView(kept.record, kept.position)))
      else if (waiting.length < mostWaiting) waiting.push(kept)
      else skipped++
    },
    end,
    lines: {
      [Symbol.asyncIterator]: () => ({
        next: async (): Promise<IteratorResult<Uint8Array>> => {
          const next = waiting.shift()
          if (next !== undefined) return { done: false, value: line(recordView(next.record, next.position)) }
          if (skipped > 0) {
            const value = line({ skipped })
            skipped = 0
            return { done: false, value }
          }
          return over
            ? { done: true, value: undefined }
            : new Promise(resolve => {
                wanted = resolve
              })
        },
        return: async (): Promise<IteratorResult<Uint8Array>> => {
          end()
          return { done: true, value: undefined }
        },
      }),
    },
  }
  return stream
}

/** The last requests of a server, and who watches them come. Going back to a checkpoint leaves them alone. */
export class KeptRecords {
  readonly #kept: Kept[] = []
  readonly #streams = new Set<RecordStream>()
  readonly #most: number
  #position = 0

  /** `most`: how many are kept. */
  constructor(most: number) {
    this.#most = most
  }

  /** Position of the newest record; 0 before the first. */
  get position(): number {
    return this.#position
  }

  add(record: LogRecord): void {
    this.#position += 1
    const kept = { position: this.#position, record }
    this.#kept.push(kept)
    // cut now and then: shifting each time would move all of them
    if (this.#kept.length > this.#most * 1.1) this.#kept.splice(0, this.#kept.length - this.#most)
    for (const stream of this.#streams) stream.add(kept)
  }

  /** Oldest first, those after a position alone. */
  *views(after = 0): Generator<RequestRecord> {
    for (const { position, record } of this.#since(after)) yield recordView(record, position)
  }

  *records(): Generator<LogRecord> {
    for (const { record } of this.#since(0)) yield record
  }

  find(requestId: string): RequestRecord | undefined {
    const kept = this.#kept.findLast(each => each.record.requestId === requestId)
    return kept && recordView(kept.record, kept.position)
  }

  clear(): void {
    this.#kept.length = 0
  }

  /** Records from now on, or those after a position first, as lines of JSON. */
  follow(after?: number): AsyncIterable<Uint8Array> {
    const stream = createStream(ended => this.#streams.delete(ended))
    if (after !== undefined) for (const kept of this.#since(after)) stream.add(kept)
    this.#streams.add(stream)
    return stream.lines
  }

  /** Ends all streams. */
  close(): void {
    for (const stream of [...this.#streams]) stream.end()
  }

  #since(after: number): readonly Kept[] {
    const first = this.#kept[0]?.position ?? 1
    return this.#kept.slice(Math.max(0, after - first + 1, this.#kept.length - this.#most))
  }
}
