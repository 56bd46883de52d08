import type { Instant } from '../contract/host.js'

/** `yyyyMMddTHHmmssZ`, the form of `x-amz-date`. */
export const basicDate = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** `yyyy-MM-ddTHH:mm:ssZ`, the form of dates in S3's error bodies. */
export const plainDate = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** Undefined unless the text is exactly `yyyyMMddTHHmmssZ` and a day of the calendar. */
export const parseBasicDate = (text: string): Instant | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  return basicDate(at) === text ? at : undefined
}
