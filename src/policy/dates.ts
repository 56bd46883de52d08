const timestamp =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/i

const zoneSeconds = (zone: string): number => {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4))
  if (hours > 23 || minutes > 59) return Number.NaN
  return (zone[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/**
 * Seconds since 1970 of a W3C date (`2025-01-14`, `2025-01-14T00:00:00Z`) or of epoch seconds in digits, which a
 * bare `2024` is too. NaN for anything else. Fractions are cut off, so that DateEquals can hold.
 */
export const dateSeconds = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  const found = timestamp.exec(text)
  if (found === null) return Number.NaN
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = found
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (!new Date(midnight).toISOString().startsWith(`${year}-${month}-${day}`)) return Number.NaN
  const clock = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return midnight / 1000 + clock - zoneSeconds(zone)
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
  if (!lower.includes('t') && !lower.includes('-')) return /^\d{1,19}$/.test(text) && BigInt(text) <= 9223372036854775807n
  const [date = '', clock = ''] = [lower.split('t', 1)[0], lower.includes('t') ? lower.slice(lower.indexOf('t') + 1) : '']
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
