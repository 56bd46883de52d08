import type { Instant } from '../contract/host.js'

/** ISO 8601 without fractions, as IAM writes it. */
export const dateOf = (at: Instant): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
