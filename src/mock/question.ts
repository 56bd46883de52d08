import { isIP } from 'node:net'
import { suggestName } from '../policy/suggest-name.js'
import type { View } from '../store/types.js'
import { type KnownActions, levelOf } from './known-actions.js'

/** What a caller's context may say of the caller, beyond who it is. */
export interface CallerOptions {
  /** `aws:SourceIp`. */
  readonly ip?: string
  /** `aws:CurrentTime`: moves policy conditions only. */
  readonly at?: Date | string | number
  /** `aws:UserAgent`. */
  readonly userAgent?: string
}

/** ARN of a resource written short: `images/a.png`, `images`, `*`. */
export const arnOf = (resource: string): string =>
  resource === '*' || resource.startsWith('arn:') ? resource : `arn:aws:s3:::${resource}`

const shortOf = (resource: string): string => /^arn:[^:]*:s3:::(.*)$/s.exec(resource)?.[1] ?? resource

const options = ['ip', 'at', 'userAgent']

/** Throws for an option of a caller that there is not, and for an address or time that is none. */
export const checkCallerOptions = (given: CallerOptions = {}): void => {
  for (const name of Object.keys(given)) {
    if (!options.includes(name)) throw new Error(`\`${name}\` is no option of a caller; ${suggestName(name, options)}`)
  }
  const { ip, at } = given
  if (ip !== undefined && isIP(ip) === 0)
    throw new Error(`\`${ip}\` is no IP address: write one address, such as 203.0.113.9`)
  if (at !== undefined && Number.isNaN(new Date(at).getTime())) {
    throw new Error(`\`${String(at)}\` is no time: give a Date, milliseconds, or text such as 2026-05-01T00:00:00Z`)
  }
}

/**
 * Throws unless somebody could be asked this: an action of the dialect, on a bucket that exists and on what the action
 * acts on. A mistyped name would be denied to everyone, and a test of a denial would hold for ever.
 */
export const checkQuestion = (
  action: string,
  resource: string,
  {
    actions,
    view,
  }: {
    readonly actions: KnownActions
    readonly view: Pick<View, 'bucket'> & { buckets(): Iterable<{ name: string }> }
  },
): void => {
  if (typeof action !== 'string' || typeof resource !== 'string')
    throw new TypeError('give an action and a resource, as text')
  if (!actions.has(action)) {
    const hint = /[*?]/.test(action) ? 'a `*` is for policies: name one action' : actions.hint(action)
    throw new Error(`there is no action \`${action}\`; ${hint}`)
  }
  const level = levelOf(action)
  if (level === undefined || level === 'account') return
  const [, bucket = '', key = ''] = /^([^/]*)\/?(.*)$/s.exec(shortOf(resource)) ?? []
  if (bucket === '' || resource.includes('*')) {
    throw new Error(`\`${resource}\` is no resource: name one bucket, or one object as \`bucket/key\``)
  }
  if (view.bucket(bucket) === undefined && action !== 's3:CreateBucket') {
    const names = [...view.buckets()].map(({ name }) => name)
    throw new Error(`there is no bucket \`${bucket}\`; ${suggestName(bucket, names)}`)
  }
  if (level === 'object' && key === '') throw new Error(`\`${action}\` acts on objects: write \`${bucket}/<key>\``)
  if (level === 'bucket' && key !== '') throw new Error(`\`${action}\` acts on buckets: write \`${bucket}\``)
}
