import type { Identity } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../contract/operation.js'
import { constrained } from '../protocol/codecs.js'
import { form } from '../protocol/readers.js'
import { type MfaDevice, mfaDevicesOf, stepOf, writeMfaDevice } from '../rules/mfa.js'
import { userArn } from './arn.js'
import { dateOf } from './dates.js'
import { requireUser, shownName, userOrCaller } from './lookups.js'
import { userName } from './member-constraints.js'
import { serialNumber } from './mfa-devices.js'
import { endOf, pageOf, paging } from './paging.js'

const code = constrained({ from: 6, to: 6, pattern: /^\d+$/, shown: '[\\d]+' })
const UserName = form('UserName', userName).required
const SerialNumber = form('SerialNumber', serialNumber).required

const devicesOf = ({ registry }: Pick<OperationContext, 'registry'>, user: Identity): readonly MfaDevice[] =>
  mfaDevicesOf(registry, user.account).filter(device => device.user === user.id)

/** Which user proves a second factor with which device. */
export const mfaAssignmentOperations: readonly Operation[] = [
  defineOperation({
    name: 'EnableMFADevice',
    action: 'EnableMFADevice',
    actions: ['iam:EnableMFADevice'],
    read: {
      UserName,
      SerialNumber,
      AuthenticationCode1: form('AuthenticationCode1', code).required,
      AuthenticationCode2: form('AuthenticationCode2', code).required,
    },
    allow: ({ UserName }, _facts, caller) => [need('iam:EnableMFADevice', userArn(caller, UserName))],
    run: (input, context) => {
      const { registry, at } = context
      const user = requireUser(context, input.UserName)
      const device =
        mfaDevicesOf(registry, user.account).find(({ serial }) => serial === input.SerialNumber) ??
        fail('NoSuchEntity', {}, `MFA Device with serial number ${input.SerialNumber} does not exist.`)
      if (device.user !== undefined) fail('EntityAlreadyExists', {}, 'MFA Device is already in use.')
      const used = stepOf(device, [input.AuthenticationCode1, input.AuthenticationCode2], at)
      if (used === undefined) fail('InvalidAuthenticationCode')
      writeMfaDevice(registry, user.account, device.serial, { ...device, user: user.id, enabled: at, used: used ?? 0 })
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'DeactivateMFADevice',
    action: 'DeactivateMFADevice',
    actions: ['iam:DeactivateMFADevice'],
    read: { UserName, SerialNumber },
    allow: ({ UserName }, _facts, caller) => [need('iam:DeactivateMFADevice', userArn(caller, UserName))],
    run: (input, context) => {
      const user = requireUser(context, input.UserName)
      const device =
        devicesOf(context, user).find(({ serial }) => serial === input.SerialNumber) ??
        fail('NoSuchEntity', {}, `MFA Device invalid for user.`)
      const { user: _user, enabled: _enabled, ...unassigned } = device
      writeMfaDevice(context.registry, user.account, device.serial, unassigned)
    },
    write: () => ({}),
  }),

  defineOperation({
    name: 'ListMFADevices',
    action: 'ListMFADevices',
    actions: ['iam:ListMFADevices'],
    read: { UserName: form('UserName', userName), ...paging },
    allow: ({ UserName }, _facts, caller) => [need('iam:ListMFADevices', userArn(caller, UserName))],
    run: (input, context) => {
      const user = userOrCaller(context, input.UserName)
      const page = pageOf('ListMFADevices', devicesOf(context, user), ({ serial }) => serial, input)
      return { page, name: shownName(user) }
    },
    write: ({ name, page }) => ({
      tree: {
        MFADevices: page.items.map(({ serial, enabled = 0 }) => ({
          UserName: name,
          SerialNumber: serial,
          EnableDate: dateOf(enabled),
        })),
        ...endOf(page),
      },
    }),
  }),
]
