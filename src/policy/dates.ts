const timestamp = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/i

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (monthDays[month - 1] ?? 0)

/** Days from 1970-01-01 in the Gregorian calendar; the year is counted from March, so that the leap day is last. */
const daysSince = (year: number, month: number, day: number): number => {
  const from = month > 2 ? year : year - 1
  const days = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return from * 365 + Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400) + days - 719468
}

const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

const zoneSeconds = (text: string): number => {
  const last = text.at(-1)
  if (last === 'Z' || last === 'z') return 0
  const at = text.length - 6
  const hours = two(text, at + 1)
  const minutes = two(text, at + 4)
  return hours > 23 || minutes > 59 ? Number.NaN : (text[at] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/**
 * Seconds since 1970 of a W3C date (`2025-01-14`, `2025-01-14T00:00:00Z`) or of epoch seconds in digits, which a
 * bare `2024` is too. NaN for anything else. Fractions are cut off, so that DateEquals can hold.
 */
export const dateSeconds = (text: string): number => {
  if (!timestamp.test(text)) return /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (text.length === 4) return Number(text)
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = text.length > 7 ? two(text, 8) : 1
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return Number.NaN
  const midnight = daysSince(year, month, day) * 86400
  if (text.length < 11) return midnight
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = text[16] === ':' ? two(text, 17) : 0
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  return midnight + hour * 3600 + minute * 60 + second - zoneSeconds(text)
}

const within = (text: string | undefined, least: number, most: number): boolean =>
  text === undefined || (/^-?\d+$/.test(text) && Number(text) >= least && Number(text) <= most)

const zoneFits = (zone: string): boolean => /^(?:z|\+([01]\d|2[0-3])(?::[0-5]\d)?)?$/.test(zone)

const secondsFit = (text: string | undefined): boolean => {
  if (text === undefined) return true
  const [, seconds = '', fraction, zone = ''] = /^(\d+)(?:\.(\d{1,9}))?(z.*|\+.*)?$/.exec(text) ?? []
  return seconds !== '' && within(seconds, 0, 59) && within(fraction, 0, 999999999) && zoneFits(zone)
}

/** Whether CreatePolicy of AWS takes a text as a date; it is looser than what a request is compared with. */
export const isLooseDate = (text: string): boolean => {
  const lower = text.toLowerCase()
  if (!lower.includes('t') && !lower.includes('-'))
    return /^\d{1,19}$/.test(text) && BigInt(text) <= 9223372036854775807n
  const [date = '', clock = ''] = [
    lower.split('t', 1)[0],
    lower.includes('t') ? lower.slice(lower.indexOf('t') + 1) : '',
  ]
  const negative = date.startsWith('-')
  const [year = '', month, day, ...rest] = (negative ? date.slice(1) : date).split('-')
  const [hour = '', minute, second, ...more] = splitClock(clock)
  return (
    within(`${negative ? '-' : ''}${year}`, -292275054, 292278993) &&
    within(month, 1, 12) &&
    within(day, 1, 31) &&
    rest.length === 0 &&
    (hour === '' || within(hour, 0, 23)) &&
    within(minute, 0, 59) &&
    secondsFit(second) &&
    more.length === 0
  )
}

/** `2:00:00.5+23:30` into hour, minute and the rest; the colon of the zone belongs to the seconds. */
const splitClock = (clock: string): string[] => {
  const [hour = '', minute, ...rest] = clock.split(':')
  return minute === undefined ? [hour] : rest.length === 0 ? [hour, minute] : [hour, minute, rest.join(':')]
}
