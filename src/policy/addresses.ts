import ipaddr from 'ipaddr.js'

/** Version 4 as one number, version 6 as eight groups. */
export type Address =
  | { readonly version: 4; readonly bits: number }
  | { readonly version: 6; readonly groups: readonly number[] }

/** Version 4 from its lowest to its highest address, version 6 by a prefix of so many bits. */
export type Range =
  | { readonly version: 4; readonly low: number; readonly high: number }
  | { readonly version: 6; readonly groups: readonly number[]; readonly length: number }

/** Four decimal parts without leading zeros as one number; -1 for other text. Called for every request with an IP. */
const fourParts = (text: string): number => {
  let bits = 0
  let part = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return -1
      part = part < 0 ? digit : part * 10 + digit
      if (part > 255) return -1
    } else {
      if (digit !== -2 || part < 0 || ++dots > 3) return -1
      bits = bits * 256 + part
      part = -1
    }
  }
  return dots === 3 && part >= 0 ? bits * 256 + part : -1
}

/** An address, IPv4-mapped ones (`::ffff:1.2.3.4`, as Node reports them) as version 4; undefined when it is none. */
export const parseAddress = (text: string): Address | undefined => {
  const bits = fourParts(text)
  if (bits >= 0) return { version: 4, bits }
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  if (!address.isIPv4MappedAddress()) return { version: 6, groups: address.parts }
  return { version: 4, bits: fourParts(address.toIPv4Address().toString()) }
}

const rangeOf = (address: Address, length: number): Range => {
  if (address.version === 6) return { ...address, length }
  const size = 2 ** (32 - length)
  const low = Math.floor(address.bits / size) * size
  return { version: 4, low, high: low + size - 1 }
}

/** `203.0.113.0/24` or a single address; bits behind the length are ignored. Undefined when it is no range. */
export const parseRange = (text: string): Range | undefined => {
  const [host = '', written, ...rest] = text.split('/')
  const address = parseAddress(host)
  if (address === undefined || rest.length > 0) return undefined
  const longest = host.includes(':') ? 128 : 32
  if (written !== undefined && !/^(0|[1-9]\d{0,2})$/.test(written)) return undefined
  const length = written === undefined ? longest : Number(written)
  const mapped = longest === 128 && address.version === 4
  if (length > longest || (mapped && length < 96)) return undefined
  return rangeOf(address, mapped ? length - 96 : length)
}

/** Whether the address stands in the range; the versions never meet. */
export const inRange = (address: Address, range: Range): boolean => {
  if (address.version === 4) return range.version === 4 && address.bits >= range.low && address.bits <= range.high
  if (range.version === 4) return false
  for (let group = 0, left = range.length; left > 0; group++, left -= 16) {
    const shift = left >= 16 ? 0 : 16 - left
    if ((address.groups[group] ?? 0) >> shift !== (range.groups[group] ?? 0) >> shift) return false
  }
  return true
}
