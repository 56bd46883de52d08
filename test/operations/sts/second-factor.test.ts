import * as iamSdk from '@aws-sdk/client-iam'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { codeOf } from '../../../src/rules/mfa.js'
import { refusalOf } from '../iam/setup.js'
import { allow, main, roleArn, setup, trust } from './setup.js'

const ann = `arn:aws:iam::${main}:user/ann`
const step = 30_000

const proven = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
const onlyProven = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:*', 'iam:*'], Resource: '*' },
    {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } },
  ],
} as const

/** A user with a device, whose codes are good from one step on. */
const begin = async () => {
  const made = setup({
    dialect: 'aws',
    buckets: { images: { objects: { 'a.png': 'image' } } },
    users: { ann: { policies: [onlyProven] }, bob: {} },
    roles: { safe: { trust: trust(ann, { Condition: proven }), policies: [onlyProven] } },
  })
  const { mock, sts, s3, options, withCredentials } = made
  mock.clock.freeze()
  const iam = new iamSdk.IAMClient(options(mock.admin()))
  const { VirtualMFADevice } = await iam.send(new iamSdk.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'ann' }))
  const SerialNumber = VirtualMFADevice!.SerialNumber!
  const seed = Buffer.from(VirtualMFADevice!.Base32StringSeed!).toString()
  const code = (offset = 0) => codeOf(seed, Math.floor(mock.clock.now().getTime() / step) + offset)
  const enable = (AuthenticationCode1: string, AuthenticationCode2: string) =>
    iam.send(
      new iamSdk.EnableMFADeviceCommand({ UserName: 'ann', SerialNumber, AuthenticationCode1, AuthenticationCode2 }),
    )
  const session = async (input: { SerialNumber?: string; TokenCode?: string }, who: 'ann' | 'bob' = 'ann') =>
    withCredentials((await sts(mock.as(who)).send(new GetSessionTokenCommand(input))).Credentials!)
  const take = (input: { SerialNumber?: string; TokenCode?: string }) =>
    sts(mock.as('ann')).send(new AssumeRoleCommand({ RoleArn: roleArn('safe'), RoleSessionName: 'job', ...input }))
  const read = (caller: Parameters<typeof s3>[0]) =>
    s3(caller).send(new GetObjectCommand({ Bucket: 'images', Key: 'a.png' }))
  return { ...made, iam, SerialNumber, code, enable, session, take, read }
}

test.each([
  [1, '287082'],
  [37_037_036, '081804'],
])('the code of step %i of the published seed is %s', (at, code) => {
  // RFC 6238, appendix B, its last six digits
  expect(codeOf('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', at)).toBe(code)
})

test('a session with a second factor may do what is denied without one', async () => {
  const { mock, enable, code, session, read, SerialNumber, iam, options } = await begin()
  await enable(code(-1), code())
  mock.clock.advance(step)

  const withFactor = await session({ SerialNumber, TokenCode: code() })
  const without = await session({})

  await expect(read(withFactor)).resolves.toBeDefined()
  expect((await refusalOf(read(without)))[1]).toBe('AccessDenied')
  expect((await refusalOf(read(mock.as('ann'))))[1]).toBe('AccessDenied')
  const own = new iamSdk.IAMClient(options(withFactor))
  const { MFADevices } = await own.send(new iamSdk.ListMFADevicesCommand({ UserName: 'ann' }))
  expect(MFADevices).toMatchObject([{ UserName: 'ann', SerialNumber }])
  const { VirtualMFADevices } = await iam.send(
    new iamSdk.ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }),
  )
  expect(VirtualMFADevices).toMatchObject([{ SerialNumber, User: { UserName: 'ann' } }])
})

test('a trust policy may ask for a second factor, of which the credentials say nothing', async () => {
  const { mock, enable, code, take, read, withCredentials, SerialNumber } = await begin()
  await enable(code(-1), code())
  mock.clock.advance(step)

  const without = await refusalOf(take({}))
  const { Credentials } = await take({ SerialNumber, TokenCode: code() })

  expect(without[1]).toBe('AccessDenied')
  expect((await refusalOf(read(withCredentials(Credentials!))))[1]).toBe('AccessDenied')
})

const failed = 'MultiFactorAuthentication failed'

test('a code that is wrong, old, used or of another user proves nothing', async () => {
  const { mock, enable, code, session, take, SerialNumber } = await begin()
  await enable(code(-1), code())
  mock.clock.advance(2 * step)
  const TokenCode = code()
  const wrong = TokenCode === '000000' ? '000001' : '000000'
  const invalid = [403, 'AccessDenied', `${failed} with invalid MFA one time pass code.`]

  expect(await refusalOf(session({ SerialNumber, TokenCode: wrong }))).toEqual(invalid)
  expect(await refusalOf(take({ SerialNumber, TokenCode: wrong }))).toEqual(invalid)
  await session({ SerialNumber, TokenCode })
  expect(await refusalOf(session({ SerialNumber, TokenCode }))).toEqual(invalid)
  mock.clock.advance(5 * step)
  expect(await refusalOf(session({ SerialNumber, TokenCode: code(-4) }))).toEqual(invalid)
  expect((await refusalOf(session({ SerialNumber, TokenCode: code() }, 'bob')))[2]).toContain(
    'unable to validate MFA code',
  )
  expect(await refusalOf(session({ SerialNumber }))).toEqual([
    403,
    'AccessDenied',
    `${failed}, must provide both MFA serial number and one time pass code.`,
  ])
})

test('a device is enabled by two codes that follow each other, and goes only when nobody has it', async () => {
  const { iam, enable, code, SerialNumber } = await begin()
  const remove = () => iam.send(new iamSdk.DeleteVirtualMFADeviceCommand({ SerialNumber }))

  expect(await refusalOf(enable(code(), code(-1)))).toEqual([
    403,
    'InvalidAuthenticationCode',
    'Authentication code for device is not valid.',
  ])
  await enable(code(-1), code())
  expect((await refusalOf(enable(code(), code(1))))[1]).toBe('EntityAlreadyExists')
  expect((await refusalOf(remove()))[1]).toBe('DeleteConflict')
  await iam.send(new iamSdk.DeactivateMFADeviceCommand({ UserName: 'ann', SerialNumber }))
  await remove()
  expect((await refusalOf(remove()))[1]).toBe('NoSuchEntity')
})

test('a user who has a device is not deleted', async () => {
  const { iam, SerialNumber, code } = await begin()
  await iam.send(
    new iamSdk.EnableMFADeviceCommand({
      ...{ UserName: 'bob', SerialNumber, AuthenticationCode1: code(-1), AuthenticationCode2: code() },
    }),
  )

  expect(await refusalOf(iam.send(new iamSdk.DeleteUserCommand({ UserName: 'bob' })))).toEqual([
    409,
    'DeleteConflict',
    'Cannot delete entity, must delete MFA device first.',
  ])
})

test('a policy may ask how long ago the second factor was proven', async () => {
  const { mock, enable, code, session, iam, read, SerialNumber } = await begin()
  const recent = {
    ...allow('s3:GetObject'),
    Statement: {
      ...allow('s3:GetObject').Statement,
      Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '600' } },
    },
  }
  const { AttachedPolicies } = await iam.send(new iamSdk.ListAttachedUserPoliciesCommand({ UserName: 'ann' }))
  await iam.send(new iamSdk.DetachUserPolicyCommand({ UserName: 'ann', PolicyArn: AttachedPolicies![0]!.PolicyArn! }))
  const inline = { UserName: 'ann', PolicyName: 'recent', PolicyDocument: JSON.stringify(recent) }
  await iam.send(new iamSdk.PutUserPolicyCommand(inline))
  await enable(code(-1), code())
  mock.clock.advance(step)
  const caller = await session({ SerialNumber, TokenCode: code() })

  await expect(read(caller)).resolves.toBeDefined()
  mock.clock.advance(600_000)
  expect((await refusalOf(read(caller)))[1]).toBe('AccessDenied')
})
