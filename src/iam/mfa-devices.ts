import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation } from '../contract/operation.js'
import { constrained, oneOf } from '../protocol/codecs.js'
import { tags } from '../protocol/form-lists.js'
import { form } from '../protocol/readers.js'
import { base32, type MfaDevice, mfaDevicesOf, writeMfaDevice } from '../rules/mfa.js'
import { dateOf } from './dates.js'
import { path } from './member-constraints.js'
import { endOf, pageOf, paging } from './paging.js'
import { needToTag, requestedTags } from './tag-needs.js'
import { recordOf, tagsOf } from './tag-records.js'
import { userSummary } from './users.js'

// Constraints: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html

const word = { pattern: /^[\w+=,.@-]+$/, shown: '[\\w+=,.@-]+' }
export const serialNumber = constrained({ from: 9, to: 256, pattern: /^[\w+=/:,.@-]+$/, shown: '[\\w+=/:,.@-]+' })
const deviceName = constrained({ from: 1, to: 226, ...word })

const assignments = ['Assigned', 'Unassigned', 'Any'] as const

const shownTags = (device: MfaDevice) => {
  const shown = tagsOf(device.tags)
  return shown.length === 0 ? undefined : shown
}

/** Virtual devices of the account: an authenticator app shows codes for the seed of one. */
export const mfaDeviceOperations: readonly Operation[] = [
  defineOperation({
    name: 'CreateVirtualMFADevice',
    action: 'CreateVirtualMFADevice',
    actions: ['iam:CreateVirtualMFADevice', 'iam:TagMFADevice'],
    read: {
      VirtualMFADeviceName: form('VirtualMFADeviceName', deviceName).required,
      Path: form('Path', path),
      Tags: tags,
    },
    allow: ({ VirtualMFADeviceName, Path = '/', Tags }, _facts, { account }) => {
      const arn = `arn:aws:iam::${account}:mfa${Path}${VirtualMFADeviceName}`
      return [need('iam:CreateVirtualMFADevice', arn, requestedTags(Tags)), ...needToTag('iam:TagMFADevice', arn, Tags)]
    },
    run: ({ VirtualMFADeviceName, Path = '/', Tags = [] }, { registry, principal, ids, at }) => {
      const { account } = principal
      const serial = `arn:aws:iam::${account}:mfa${Path}${VirtualMFADeviceName}`
      if (mfaDevicesOf(registry, account).some(each => each.serial === serial))
        fail('EntityAlreadyExists', {}, 'MFADevice entity at the same path and name already exists.')
      const seed = ids.next('mfa seed', 64, base32)
      const device = { serial, seed, created: at, tags: recordOf(Tags) }
      writeMfaDevice(registry, account, serial, device)
      return { ...device, shown: Buffer.from(seed).toString('base64') }
    },
    write: device => ({
      tree: {
        VirtualMFADevice: {
          SerialNumber: device.serial,
          Base32StringSeed: device.shown,
          Tags: shownTags(device),
        },
      },
    }),
  }),

  defineOperation({
    name: 'ListVirtualMFADevices',
    action: 'ListVirtualMFADevices',
    actions: ['iam:ListVirtualMFADevices'],
    read: { AssignmentStatus: form('AssignmentStatus', oneOf(...assignments)), ...paging },
    allow: () => [need('iam:ListVirtualMFADevices', '*')],
    run: (input, { registry, principal }) => {
      const { AssignmentStatus = 'Any' } = input
      const found = mfaDevicesOf(registry, principal.account).filter(
        ({ user }) => AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (user !== undefined),
      )
      const users = new Map([...registry.identities(principal.account)].map(user => [user.id, user]))
      const page = pageOf('ListVirtualMFADevices', found, ({ serial }) => serial, input)
      return { ...page, items: page.items.map(device => ({ device, user: users.get(device.user ?? '') })) }
    },
    write: page => ({
      tree: {
        VirtualMFADevices: page.items.map(({ device, user }) => ({
          SerialNumber: device.serial,
          User: user && userSummary(user),
          EnableDate: device.enabled === undefined ? undefined : dateOf(device.enabled),
        })),
        ...endOf(page),
      },
    }),
  }),

  defineOperation({
    name: 'DeleteVirtualMFADevice',
    action: 'DeleteVirtualMFADevice',
    actions: ['iam:DeleteVirtualMFADevice'],
    read: { SerialNumber: form('SerialNumber', serialNumber).required },
    allow: ({ SerialNumber }) => [need('iam:DeleteVirtualMFADevice', SerialNumber)],
    run: ({ SerialNumber }, { registry, principal }) => {
      const device = mfaDevicesOf(registry, principal.account).find(({ serial }) => serial === SerialNumber)
      if (device === undefined)
        fail('NoSuchEntity', {}, `VirtualMFADevice with serial number ${SerialNumber} doesn't exist.`)
      if (device?.user !== undefined) fail('DeleteConflict', {}, 'MFA VirtualDevice in use. Must deactivate first.')
      writeMfaDevice(registry, principal.account, SerialNumber, undefined)
    },
    write: () => ({}),
  }),
]
