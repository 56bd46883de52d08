import { coldFigures, type Figures, speedOf, type Turn, warmFigures } from './sides.js'

/** The mock beside another that answers the same calls. */
export interface Row {
  readonly door: string
  readonly call: string
  /** `floor`, a server that says the same always, or a peer. */
  readonly beside: string
  readonly mock: Figures
  readonly other: Figures
  /** Of the other's speed; more is better. */
  readonly speed: Figures
  readonly cold: { readonly mock: Figures; readonly other: Figures }
}

/** What is compared, by name; `mock` is one of them. */
export type Sides = Readonly<Record<string, () => Promise<Turn>>>
type Taken = Record<string, Turn[]>

const mostWarmUps = 60
const window = 5
const slowTurn = 150_000

/** Whether compiled code runs: the last turns took no less than those before them. */
const isWarm = (turns: readonly Turn[]): boolean => {
  if (turns.length < 2 * window) return false
  const before = warmFigures(turns.slice(-2 * window, -window)).processor
  return warmFigures(turns.slice(-window)).processor > before * 0.97
}

/** A turn that takes long moves many bytes: little of it is code, and few of them say enough. */
const isSlow = (turns: readonly Turn[]): boolean =>
  turns.length > 0 && warmFigures(turns).processor * turns[0]!.calls.length > slowTurn

const takeTurns = async (sides: Sides, count: number, isEnough = (_taken: Taken) => false): Promise<Taken> => {
  const names = Object.keys(sides)
  const taken = Object.fromEntries(names.map((name): [string, Turn[]] => [name, []]))
  for (let turn = 0; turn < count && !isEnough(taken); turn++)
    for (const name of turn % 2 === 0 ? names : names.toReversed()) taken[name]!.push(await sides[name]!())
  return taken
}

/** Lets the sides take turns, each going first every other time: until all are warm, and then for the figures. */
export const measure = async (door: string, call: string, sides: Sides, pairs: number): Promise<Row[]> => {
  const isSlowRow = (taken: Taken) => Object.values(taken).some(isSlow)
  const first = await takeTurns(sides, mostWarmUps, taken =>
    Object.values(taken).every(turns => isWarm(turns) || (turns.length >= 3 && isSlowRow(taken))),
  )
  const { mock, ...others } = await takeTurns(sides, isSlowRow(first) ? Math.max(3, Math.round(pairs / 3)) : pairs)
  return Object.entries(others).map(([beside, turns]) => ({
    door,
    call,
    beside,
    mock: warmFigures(mock!),
    other: warmFigures(turns),
    speed: speedOf(mock!, turns),
    cold: { mock: coldFigures(first.mock![0]!), other: coldFigures(first[beside]![0]!) },
  }))
}
