import { fail } from '../../contract/errors.js'
import type { InputOf, OperationContext } from '../../contract/operation.js'
import type { ConditionContext } from '../../policy/types.js'
import { header } from '../../protocol/readers.js'
import { cannedNames, groups } from '../../rules/acl.js'
import type { Acl, AclGrant } from '../../store/types.js'

/** Members by which a write says who may do what with its object. */
export const aclReaders = {
  ACL: header('x-amz-acl'),
  GrantFullControl: header('x-amz-grant-full-control'),
  GrantRead: header('x-amz-grant-read'),
  GrantReadACP: header('x-amz-grant-read-acp'),
  GrantWriteACP: header('x-amz-grant-write-acp'),
}

/** The same for a bucket. */
export const bucketAclReaders = { ...aclReaders, GrantWrite: header('x-amz-grant-write') }

export type AclInput = Partial<InputOf<typeof bucketAclReaders>>

const permissions = {
  GrantFullControl: 'FULL_CONTROL',
  GrantRead: 'READ',
  GrantReadACP: 'READ_ACP',
  GrantWrite: 'WRITE',
  GrantWriteACP: 'WRITE_ACP',
} as const satisfies Record<string, AclGrant['permission']>

const grantMembers = Object.keys(permissions) as (keyof typeof permissions)[]

const members = ['ACL', ...grantMembers] as const

/** Whether the request's headers set an ACL. */
export const asksForAcl = (input: AclInput): boolean => members.some(member => input[member] !== undefined)

/** Condition keys that an ACL in headers supplies: each has the name of its header. */
export const aclContext = (input: AclInput): ConditionContext =>
  Object.fromEntries(
    members.flatMap(member => {
      const value = input[member]
      return value === undefined ? [] : [[`s3:${bucketAclReaders[member].wire}`, value]]
    }),
  )

const invalid = (name: string, value: string, message?: string): never =>
  fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, message)

type GranteeContext = Pick<OperationContext, 'registry' | 'features'>

/** Text of a grantee as an ACL keeps it. Throws InvalidArgument, UnresolvableGrantByEmailAddress. */
export const granteeOf = (
  { id, uri, email }: { readonly id?: string; readonly uri?: string; readonly email?: string },
  { registry, features }: GranteeContext,
  argument: { readonly id: string; readonly uri: string },
): AclGrant['grantee'] => {
  if (uri !== undefined) return groups.includes(uri) ? { uri } : invalid(argument.uri, uri, 'Invalid group uri')
  const accounts = [...registry.accounts()]
  if (email !== undefined) {
    const found = accounts.find(account => account.email?.toLowerCase() === email.toLowerCase())
    return found === undefined ? fail('UnresolvableGrantByEmailAddress') : { id: found.canonicalId }
  }
  const text = id ?? ''
  const known = accounts.some(({ canonicalId }) => canonicalId === text)
  const fits = features.has('object-ownership') ? /^[0-9a-f]{64}$/.test(text) : /^[0-9A-Za-z_-]+$/.test(text)
  return known || fits ? { id: text } : invalid(argument.id, text, 'Invalid id')
}

const parseGrantees = (value: string, wire: string, context: GranteeContext): AclGrant['grantee'][] =>
  value.split(',').map(part => {
    const [, kind = '', text = ''] = /^\s*([A-Za-z]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? []
    const argument = { id: 'id', uri: 'uri' }
    if (kind === 'id') return granteeOf({ id: text }, context, argument)
    if (kind === 'uri') return granteeOf({ uri: text }, context, argument)
    if (kind === 'emailAddress') return granteeOf({ email: text }, context, argument)
    return invalid(wire, part.trim(), 'Argument format not recognized')
  })

const everywhere: readonly string[] = ['private', 'public-read']

/**
 * The ACL that a request's headers ask for, a canned one kept by its name; undefined when they ask for none.
 * Throws InvalidArgument, InvalidRequest, UnresolvableGrantByEmailAddress, and NotImplemented for grants where the
 * service has none.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
export const aclOf = (input: AclInput, context: GranteeContext): Acl | undefined => {
  const { features } = context
  const given = grantMembers.filter(member => input[member] !== undefined)
  const [first] = given
  if (first !== undefined && !features.has('acl-grants')) {
    const { wire } = bucketAclReaders[first]
    fail('NotImplemented', { Header: wire }, `The header ${wire} is not supported: ACLs are private or public-read`)
  }
  if (input.ACL !== undefined) {
    if (given.length > 0) {
      fail('InvalidRequest', {}, 'Specifying both Canned ACLs and Header Grants is not allowed')
    }
    const names = features.has('all-canned-acls') ? cannedNames : everywhere
    return names.includes(input.ACL) ? { canned: input.ACL, grants: [] } : invalid('x-amz-acl', input.ACL, '')
  }
  if (given.length === 0) return undefined
  const grants = given.flatMap(member =>
    parseGrantees(input[member] ?? '', bucketAclReaders[member].wire, context).map(grantee => ({
      permission: permissions[member],
      grantee,
    })),
  )
  return { grants }
}
