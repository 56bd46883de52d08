import { parseRange, type Range } from './addresses.js'

const ofBits = (bits: number): string => [24, 16, 8, 0].map(shift => Math.floor(bits / 2 ** shift) % 256).join('.')

const ofValue = (value: bigint): string =>
  Array.from({ length: 8 }, (_, group) => ((value >> BigInt(16 * (7 - group))) & 0xffffn).toString(16)).join(':')

const most = 2n ** 128n - 1n

const edgesOf = (range: Range): readonly string[] => {
  if (range.version === 4) {
    const { low, high } = range
    return [low, high, low - 1, high + 1].filter(bits => bits >= 0 && bits < 2 ** 32).map(ofBits)
  }
  const value = range.groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
  const size = 1n << BigInt(128 - range.length)
  const low = (value / size) * size
  const high = low + size - 1n
  return [low, high, low - 1n, high + 1n].filter(each => each >= 0n && each <= most).map(ofValue)
}

/** The first and the last address of each range, those just outside, and one of each version: all that ranges part. */
export const addressEdges = (ranges: readonly string[]): readonly string[] => [
  ...ranges.flatMap(text => {
    const range = parseRange(text)
    return range === undefined ? [] : edgesOf(range)
  }),
  ...['192.0.2.1', '2001:db8::1'],
]
