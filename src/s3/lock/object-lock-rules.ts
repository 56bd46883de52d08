import { fail } from '../../contract/errors.js'
import { need, type OperationContext } from '../../contract/operation.js'
import { flag } from '../../protocol/codecs.js'
import { header } from '../../protocol/readers.js'
import type { ObjectAddress, ObjectRecord } from '../../store/types.js'
import { objectArn } from '../arn.js'

/** `x-amz-bypass-governance-retention` of calls that delete or change what is kept. */
export const bypass = header('x-amz-bypass-governance-retention', flag)

/** Throws NotImplemented for the header where the service locks nothing. */
export const checkBypass = (asked: boolean | undefined, features: OperationContext['features']): void => {
  if (asked === undefined || features.has('object-lock')) return
  const { wire } = bypass
  fail('NotImplemented', { Header: wire }, `The header ${wire} is not supported: objects cannot be locked here`)
}

export const bypassAction = 's3:BypassGovernanceRetention'

/** The right to pass over a retention of mode GOVERNANCE, where the request asks for that and there is one. */
export const bypassNeeds = (asked: boolean | undefined, object: ObjectRecord | undefined, address: ObjectAddress) =>
  asked === true && object?.retention?.mode === 'GOVERNANCE'
    ? [
        need(
          bypassAction,
          objectArn(address),
          address.VersionId === undefined ? {} : { 's3:VersionId': address.VersionId },
        ),
      ]
    : []

export const isRetained = ({ retention }: Pick<ObjectRecord, 'retention'>, at: number): boolean =>
  retention !== undefined && retention.until > at

const text = 'Access Denied because object protected by object lock.'

export const refuseLocked = (): never => fail('AccessDenied', {}, text)

/**
 * Throws AccessDenied for the removal of a version that must be kept.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export const checkRemovable = (
  object: ObjectRecord | undefined,
  bypassed: boolean | undefined,
  { at }: Pick<OperationContext, 'at'>,
): void => {
  if (object === undefined) return
  const passes = bypassed === true && object.retention?.mode === 'GOVERNANCE'
  if (object.legalHold === true || (isRetained(object, at) && !passes)) refuseLocked()
}
