import { dates, edgesOfBlock, numbers } from './edges-of-values.js'

const plainName = (operator: string): string => operator.replace(/^For(?:Any|All)Values?:/, '').replace(/IfExists$/, '')

const isOfAddresses = (operator: string): boolean => /^(?:Not)?IpAddress$/.test(operator)
const lineOf = (operator: string) => (/^Date/.test(operator) ? dates : /^Numeric/.test(operator) ? numbers : undefined)

const moved = (operator: string, value: string, by: (unit: bigint) => bigint): string | undefined => {
  const line = lineOf(operator)
  const point = line?.read(value)
  if (line === undefined || point === undefined) return undefined
  const to = point + by(line === dates ? 1n : 0n)
  return to < 0n ? undefined : line.write(to)
}

const farAway = 315_360_000n

/** The same condition about something else: another block of addresses, ten years later, another text. */
export const shiftedValues = (operator: string, value: string): readonly string[] => {
  const name = plainName(operator)
  if (value.includes('${')) return []
  if (isOfAddresses(name)) {
    const [, after] = edgesOfBlock(value)
    const width = /\/\d+$/.exec(value)?.[0] ?? ''
    return after === undefined ? [] : [after.outside + width]
  }
  if (/^(?:String|Arn)/.test(name)) {
    const shifted = value.replace(/(\*?)$/, '-other$1')
    return [value.endsWith('/') ? `${value.slice(0, -1)}-other/` : shifted]
  }
  if (name === 'Bool' || name === 'Null') return [String(value.toLowerCase() !== 'true')]
  const later = moved(name, value, unit => (unit === 1n ? farAway : 1000n))
  return later === undefined ? [] : [later]
}

/** The same condition with its edge moved by the least: one bit of a block, one second, one character of a prefix. */
export const widenedValues = (operator: string, value: string): readonly string[] => {
  const name = plainName(operator)
  if (value.includes('${')) return []
  if (isOfAddresses(name)) {
    const [, host, bits] = /^(.*?)(?:\/(\d+))?$/.exec(value) ?? []
    const length = Number(bits ?? (host?.includes(':') ? 128 : 32))
    return length > 0 ? [`${host}/${length - 1}`] : []
  }
  if (/^String(?:Not)?Like$/.test(name) && /[^*]\/\*$/.test(value)) return [`${value.slice(0, -2)}*`]
  return [1n, -1n].flatMap(step => moved(name, value, () => step) ?? [])
}
