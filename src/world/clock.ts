import { hostTime, type Instant } from '../contract/host.js'
import type { Cell } from '../store/persistent.js'

/** How a world's time differs from the host's. Immutable: part of a checkpoint. */
export interface ClockState {
  readonly offset: number
  readonly frozen?: Instant
  readonly skew: number
}

export const startOfTime: ClockState = { offset: 0, skew: 0 }

const instantOf = (time: Date | string | number): Instant => {
  const at = typeof time === 'number' ? time : time instanceof Date ? time.getTime() : Date.parse(time)
  if (Number.isNaN(at)) {
    throw new RangeError(
      `\`${String(time)}\` is no time: give a Date, milliseconds, or text such as 2026-05-01T00:00:00Z`,
    )
  }
  return at
}

/** The mock's time: what policies, presigned URLs and sessions see. It begins as the `Date.now` that the test sees. */
export class Clock {
  readonly #cell: Cell<ClockState>
  constructor(cell: Cell<ClockState>) {
    this.#cell = cell
  }

  /** Milliseconds since 1970. */
  now(): Instant {
    const { frozen, offset } = this.#cell.value
    return frozen ?? hostTime.visible() + offset
  }

  /** Moves to a time; it goes on from there, or stays there if frozen. */
  set(time: Date | string | number): void {
    const at = instantOf(time)
    const state = this.#cell.value
    this.#cell.value =
      state.frozen === undefined ? { ...state, offset: at - hostTime.visible() } : { ...state, frozen: at }
  }

  /** Moves forward by milliseconds, or back by a negative number. */
  advance(milliseconds: number): void {
    this.set(this.now() + milliseconds)
  }

  /** Stops, now or at the given time. */
  freeze(time: Date | string | number = this.now()): void {
    this.#cell.value = { ...this.#cell.value, frozen: instantOf(time) }
  }

  get skewed(): number {
    return this.#cell.value.skew
  }

  /** Makes clients' signing clocks seem wrong by milliseconds: the only cause of RequestTimeTooSkewed. */
  skew(milliseconds: number): void {
    this.#cell.value = { ...this.#cell.value, skew: milliseconds }
  }
}

/** The mock's time as tests move it. */
export interface PublicClock {
  /** A Date, as `getSignedUrl(..., { signingDate })` takes it. */
  now(): Date
  /** Moves to a time; it goes on from there, or stays there if frozen. */
  set(time: Date | string | number): void
  /** Moves forward by milliseconds, or back by a negative number. */
  advance(milliseconds: number): void
  /** Stops, now or at the given time. */
  freeze(time?: Date | string | number): void
  /** Makes clients' signing clocks seem wrong by milliseconds: the only cause of RequestTimeTooSkewed. */
  skew(milliseconds: number): void
}

const checkMilliseconds = (milliseconds: number): void => {
  if (!Number.isFinite(milliseconds)) throw new RangeError(`\`${String(milliseconds)}\` is no number of milliseconds`)
}

/** The clock of whatever world `current` gives at each use; `moved` is told of each move. */
export const publicClock = (current: () => Clock, moved: () => void): PublicClock => ({
  now: () => new Date(current().now()),
  set: time => {
    current().set(time)
    moved()
  },
  advance: milliseconds => {
    checkMilliseconds(milliseconds)
    current().advance(milliseconds)
    moved()
  },
  freeze: time => {
    current().freeze(time)
    moved()
  },
  skew: milliseconds => {
    checkMilliseconds(milliseconds)
    current().skew(milliseconds)
  },
})
