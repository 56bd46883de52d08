import { createHmac } from 'node:crypto'
import type { Identity, Registry } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { Instant } from '../contract/host.js'
import { accountRecords } from './account-records.js'

/** A virtual device: a seed, and the user who proves a second factor with it. */
export interface MfaDevice {
  readonly serial: string
  /** Base32, as an authenticator app takes it. */
  readonly seed: string
  readonly created: Instant
  readonly tags: Readonly<Record<string, string>>
  /** Id of the user: it stays the same when the user is renamed. */
  readonly user?: string
  readonly enabled?: Instant
  /** The last step whose code was used: each code is good once. */
  readonly used?: number
}

const stepMilliseconds = 30_000
/** How many steps a device's clock may differ. */
const tolerance = 1

/** Devices of an account, by serial number. */
export const { of: mfaDevicesOf, write: writeMfaDevice } = accountRecords<MfaDevice>(
  'mfaDevices',
  ({ serial }) => serial,
)

/** The letters of a seed. */
export const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const bytesOf = (seed: string): Buffer => {
  const bits = [...seed].map(letter => base32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** The code of one step: RFC 6238 with HMAC-SHA-1 and six digits. */
export const codeOf = (seed: string, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', bytesOf(seed)).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

/** The last step whose code is among these consecutive ones, about now and not used before; undefined when there is none. */
export const stepOf = ({ seed, used = -1 }: MfaDevice, codes: readonly string[], now: Instant): number | undefined => {
  const current = Math.floor(now / stepMilliseconds)
  for (let first = current - tolerance - codes.length + 1; first <= current + tolerance; first++) {
    if (first > used && codes.every((code, index) => codeOf(seed, first + index) === code))
      return first + codes.length - 1
  }
  return undefined
}

const refuse = (reason: string): never => fail('AccessDenied', {}, `MultiFactorAuthentication failed${reason}`)

/** Proves the second factor of a user's call to STS. Throws AccessDenied. */
export const proveSecondFactor = (
  registry: Pick<Registry, 'account' | 'addAccount'>,
  identity: Identity | undefined,
  { SerialNumber, TokenCode }: { readonly SerialNumber: string | undefined; readonly TokenCode: string | undefined },
  now: Instant,
): Instant | undefined => {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined
  if (SerialNumber === undefined || TokenCode === undefined)
    return refuse(', must provide both MFA serial number and one time pass code.')
  const devices = identity === undefined ? [] : mfaDevicesOf(registry, identity.account)
  const device = devices.find(each => each.serial === SerialNumber && each.user === identity?.id)
  if (identity === undefined || device === undefined)
    return refuse(
      ', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  const used = stepOf(device, [TokenCode], now)
  if (used === undefined) return refuse(' with invalid MFA one time pass code.')
  writeMfaDevice(registry, identity.account, SerialNumber, { ...device, used })
  return now
}
