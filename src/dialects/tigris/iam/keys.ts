import type { AccessKey, BucketRole, Identity } from '../../../auth/types.js'
import { fail } from '../../../contract/errors.js'
import {
  type Caller,
  defineOperation,
  need,
  type Operation,
  type OperationContext,
} from '../../../contract/operation.js'
import { addKeyWithIdentity, metadataOf } from '../../../iam/access-keys.js'
import { userArn } from '../../../iam/arn.js'
import { dateOf } from '../../../iam/dates.js'
import { requireKey } from '../../../iam/lookups.js'
import { accessKeyId } from '../../../iam/member-constraints.js'
import { pageOf, paging } from '../../../iam/paging.js'
import { constrained } from '../../../protocol/codecs.js'
import { jsonIn, jsonList, jsonObject, jsonOneOf, jsonText } from '../../../protocol/json-shapes.js'
import { form, query } from '../../../protocol/readers.js'
import { isBucketName } from '../../../s3/bucket/bucket-name.js'
import { grantableRoles, isAdminRole } from './roles.js'

// Source: @tigrisdata/iam, whose calls these are: https://github.com/tigrisdata/storage

const bucketsRole = jsonList(jsonObject({ bucket: jsonText, role: jsonOneOf(...grantableRoles) }))

/** The highest role is one on every bucket, and stands alone. */
const checkRoles = (roles: readonly BucketRole[]): readonly BucketRole[] => {
  const odd = roles.find(({ bucket }) => bucket !== '*' && !isBucketName(bucket))
  if (odd !== undefined) fail('InvalidArgument', {}, `A role goes with one bucket or with *, not with ${odd.bucket}`)
  const whole = roles.find(({ bucket, role }) => bucket === '*' || isAdminRole(role))
  const sound = whole === undefined || (roles.length === 1 && whole.bucket === '*' && isAdminRole(whole.role))
  return sound ? roles : fail('InvalidArgument', {}, 'The role NamespaceAdmin goes with the bucket * and no other role')
}

const create = 'iam:CreateAccessKeyWithBucketsRole'

/** An editor of a bucket may hand on what an editor has; everything else takes an admin. */
const needsToGive = (roles: readonly BucketRole[], caller: Caller) =>
  roles.length === 0 || roles.some(({ bucket }) => bucket === '*')
    ? [need(create, userArn(caller))]
    : roles.map(({ bucket }) => need(create, `arn:aws:s3:::${bucket}`))

const createWithRoles = defineOperation({
  name: 'CreateAccessKeyWithBucketsRole',
  action: 'CreateAccessKeyWithBucketsRole',
  actions: [create],
  read: {
    Req: form('Req', jsonIn(jsonObject({ name: jsonText, buckets_role: bucketsRole }, { req_uuid: jsonText })))
      .required,
  },
  allow: ({ Req }, _facts, caller) => needsToGive(Req.buckets_role, caller),
  run: ({ Req: { name, buckets_role } }, context) => {
    const key = addKeyWithIdentity(context, name, checkRoles(buckets_role))
    const { CreateDate, ...shown } = metadataOf(context, key)
    return { ...shown, SecretAccessKey: key.secret, CreateDate }
  },
  write: key => ({ root: 'CreateAccessKeyResult', tree: { AccessKey: key } }),
})

const updateRoles = defineOperation({
  name: 'UpdateAccessKeyWithBucketsRole',
  action: 'UpdateAccessKeyWithBucketsRole',
  protocol: 'json',
  actions: ['iam:UpdateAccessKeyWithBucketsRole'],
  read: {
    Req: form('Req', jsonIn(jsonObject({ id: jsonText, buckets_role: bucketsRole }, { req_uuid: jsonText }))).required,
  },
  allow: ({ Req }, _facts, caller) => [need('iam:UpdateAccessKeyWithBucketsRole', userArn(caller, Req.id))],
  run: ({ Req: { id, buckets_role } }, context) => {
    const { account, identity } = requireKey(context, id)
    context.registry.updateIdentity(account, identity, { roles: checkRoles(buckets_role) })
  },
  write: () => ({ tree: { message: '', operation: 'UpdateAccessKeyWithBucketsRole', status: 'success' } }),
})

const rotate = defineOperation({
  name: 'RotateAccessKey',
  action: 'RotateAccessKey',
  protocol: 'json',
  actions: ['iam:RotateAccessKey'],
  read: { AccessKeyId: form('AccessKeyId', accessKeyId).required },
  allow: ({ AccessKeyId }, _facts, caller) => [need('iam:RotateAccessKey', userArn(caller, AccessKeyId))],
  run: ({ AccessKeyId }, context) => {
    const { id } = requireKey(context, AccessKeyId)
    const { secret } = context.dialect.identity.newKey(context.ids)
    return context.registry.updateKey(id, { secret })
  },
  write: ({ id, secret }) => ({
    tree: { message: '', status: 'success', rotate_access_key_result: { id, new_secret: secret } },
  }),
})

const detailOf = ({ registry }: Pick<OperationContext, 'registry'>, key: AccessKey) => {
  const owner: Identity = registry.identity(key.account, key.identity)!
  return {
    access_key_id: key.id,
    created_at: dateOf(key.created),
    creator: '',
    human_creator: '',
    namespace_id: key.account,
    status: key.status === 'Active' ? 'active' : 'inactive',
    username: owner.label,
    buckets_role: owner.roles.map(({ bucket, role }) => ({ bucket, role })),
  }
}

const listDetailed = defineOperation({
  name: 'ListAccessKeysDetailed',
  action: 'ListAccessKeys',
  protocol: 'json',
  actions: ['iam:ListAccessKeys'],
  read: { Detailed: query('Detailed').required, KeyId: form('KeyId', constrained({ from: 1, to: 128 })), ...paging },
  allow: ({ KeyId }, _facts, caller) => [need('iam:ListAccessKeys', userArn(caller, KeyId))],
  run: (input, context) => {
    const { registry, principal } = context
    const keys = [...registry.keys(principal.account)].filter(
      ({ id }) => input.KeyId === undefined || id === input.KeyId,
    )
    const page = pageOf('ListAccessKeysDetailed', keys, ({ id }) => id, input)
    return { ...page, items: page.items.map(key => detailOf(context, key)) }
  },
  write: ({ items, IsTruncated, Marker = '' }) => ({ tree: { IsTruncated, Marker, Keys: items } }),
})

/** Access keys with roles on buckets. */
export const iamKeys: readonly Operation[] = [createWithRoles, updateRoles, rotate, listDetailed]
