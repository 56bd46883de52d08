import type { Edge } from './edges-of-patterns.js'

/** A point on a line, how it is written, and the next one. */
interface Line {
  read(text: string): bigint | undefined
  write(point: bigint): string
}

const secondsOf = (text: string): bigint | undefined => {
  if (/^\d+$/.test(text)) return BigInt(text)
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : BigInt(Math.floor(at / 1000))
}

export const dates: Line = {
  read: secondsOf,
  write: point => `${new Date(Number(point) * 1000).toISOString().slice(0, 19)}Z`,
}

export const numbers: Line = {
  read: text => (/^-?\d+$/.test(text) ? BigInt(text) : undefined),
  write: String,
}

type Order = (asked: bigint, expected: bigint) => boolean

/** Orders by the end of an operator's name. */
export const orders: Readonly<Record<string, Order>> = {
  Equals: (asked, expected) => asked === expected,
  LessThan: (asked, expected) => asked < expected,
  LessThanEquals: (asked, expected) => asked <= expected,
  GreaterThan: (asked, expected) => asked > expected,
  GreaterThanEquals: (asked, expected) => asked >= expected,
}

/** Edges of a value on a line: one unit before it, the value itself, one unit after it. */
export const edgesOnLine = (value: bigint, holds: (point: bigint) => boolean, { write }: Line): readonly Edge[] => {
  const points = [value - 1n, value, value + 1n].filter(point => point >= 0n)
  return points.slice(1).flatMap((right, index) => {
    const left = points[index]!
    if (holds(left) === holds(right)) return []
    const [inside, outside] = holds(left) ? [left, right] : [right, left]
    return [{ inside: write(inside), outside: write(outside) }]
  })
}

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))

const addressOf = (text: string): Address | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (parts !== undefined) {
    const value = parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
    return parts.every(part => part < 256) ? { bits: 32, value } : undefined
  }
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':')) return undefined
  const [head = '', tail, ...more] = text.split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')]
  const missing = 8 - left.length - right.length
  if (more.length > 0 || missing < 0 || (tail === undefined && missing !== 0)) return undefined
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right]
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group || '0'}`), 0n) }
}

const digits = (value: bigint, count: number, base: bigint): bigint[] =>
  Array.from({ length: count }, (_, index) => (value / base ** BigInt(count - 1 - index)) % base)

const writeAddress = ({ bits, value }: Address): string =>
  bits === 32
    ? digits(value, 4, 256n).join('.')
    : digits(value, 8, 65_536n)
        .map(group => group.toString(16))
        .join(':')

interface Block {
  readonly bits: Address['bits']
  readonly low: bigint
  readonly high: bigint
}

const blockOf = (text: string): Block | undefined => {
  const [host = '', written] = text.split('/')
  const address = addressOf(host)
  if (address === undefined || (written !== undefined && !/^\d{1,3}$/.test(written))) return undefined
  const { bits, value } = address
  const length = Number(written ?? bits)
  if (length > bits) return undefined
  const size = 2n ** BigInt(bits - length)
  const low = (value / size) * size
  return { bits, low, high: low + size - 1n }
}

/** Whether an address lies in a block; undefined for what is neither. */
export const liesIn = (block: string, asked: string): boolean | undefined => {
  const [range, address] = [blockOf(block), addressOf(asked)]
  if (range === undefined || address === undefined) return undefined
  return range.bits === address.bits && address.value >= range.low && address.value <= range.high
}

/** Edges of a block of addresses: its first and its last one, each with the address just outside. */
export const edgesOfBlock = (text: string): readonly Edge[] => {
  const block = blockOf(text)
  if (block === undefined) return []
  const { bits, low, high } = block
  const pairs = [
    [low, low - 1n],
    [high, high + 1n],
  ] as const
  return pairs
    .filter(([, outside]) => outside >= 0n && outside < 2n ** BigInt(bits))
    .map(([inside, outside]) => ({
      inside: writeAddress({ bits, value: inside }),
      outside: writeAddress({ bits, value: outside }),
    }))
}
