import { fail, isServiceError } from '../../contract/errors.js'
import type { OperationContext, Reader, Tree } from '../../contract/operation.js'
import { optionalDocument } from '../../protocol/readers.js'
import { list, oneOf, optional, type Shape, structure, text } from '../../protocol/shapes.js'
import type { Acl, AclGrant } from '../../store/types.js'
import { granteeOf } from './object-acl.js'

const instance = 'http://www.w3.org/2001/XMLSchema-instance'

const granteeFields = structure({
  ID: optional(text),
  DisplayName: optional(text),
  EmailAddress: optional(text),
  URI: optional(text),
})

export type GranteeDocument = ReturnType<typeof granteeFields.read> & { readonly Type: string }

/** The member that each type of grantee must have. */
const memberOf = { CanonicalUser: 'ID', AmazonCustomerByEmail: 'EmailAddress', Group: 'URI' } as const

const isType = (type: string): type is keyof typeof memberOf => Object.hasOwn(memberOf, type)

export const granteeShape: Shape<GranteeDocument> = {
  read: element => {
    const Type = element.attributes['xsi:type'] ?? ''
    const fields = granteeFields.read(element)
    return isType(Type) && fields[memberOf[Type]] !== undefined ? { ...fields, Type } : fail('MalformedXML')
  },
  write: ({ Type, ...fields }) => ({
    '@xmlns:xsi': instance,
    '@xsi:type': Type,
    ...(granteeFields.write(fields) as Tree),
  }),
}

const permission = oneOf('FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP')
const grantList = structure({ Grant: list(structure({ Grantee: granteeShape, Permission: permission })) })
type GrantDocument = ReturnType<typeof grantList.read>['Grant'][number]

const grants: Shape<readonly GrantDocument[]> = {
  read: element => grantList.read(element).Grant,
  write: given => grantList.write({ Grant: given }),
}

const policy = structure({
  Owner: structure({ ID: optional(text), DisplayName: optional(text) }),
  Grants: { shape: grants as Shape<unknown>, element: 'AccessControlList', repeated: false, optional: false },
})

type AclDocument = Omit<ReturnType<typeof policy.read>, 'Grants'> & { readonly Grants: readonly GrantDocument[] }

const whole = optionalDocument('AccessControlPolicy', policy as unknown as Shape<AclDocument>)

/** The document of PutBucketAcl and PutObjectAcl. Throws MalformedACLError. */
export const aclDocument: Reader<AclDocument | undefined> = {
  ...whole,
  read: (raw, member) => {
    try {
      return whole.read(raw, member)
    } catch (error) {
      if (isServiceError(error) && error.code === 'MalformedXML') fail('MalformedACLError')
      throw error
    }
  },
}

const mostGrants = 100

/** The ACL that a document sets. Throws InvalidArgument, MalformedACLError, AccessDenied for another owner. */
export const aclOfDocument = (
  { Owner, Grants }: AclDocument,
  owner: string,
  context: Pick<OperationContext, 'registry' | 'features'>,
): Acl => {
  const argument = { id: 'CanonicalUser/ID', uri: 'Group/URI' }
  const { id } = granteeOf({ id: Owner.ID ?? '' }, context, argument)
  if (Grants.length > mostGrants) fail('MalformedACLError')
  if (id !== owner) fail('AccessDenied')
  return {
    grants: Grants.map(({ Grantee: { ID, URI, EmailAddress }, Permission }) => ({
      permission: Permission,
      grantee: granteeOf(
        {
          ...(ID !== undefined && { id: ID }),
          ...(URI !== undefined && { uri: URI }),
          ...(EmailAddress !== undefined && { email: EmailAddress }),
        },
        context,
        argument,
      ),
    })),
  }
}

/** An owner or a grantee, with the name that the registry has for it where the service tells names (`owner-names`). */
const named = (id: string, { registry, features }: Pick<OperationContext, 'registry' | 'features'>): Tree => {
  if (!features.has('owner-names')) return { ID: id }
  const account = [...registry.accounts()].find(each => each.canonicalId === id)
  return { ID: id, DisplayName: account?.displayName }
}

/** An ACL as an answer's document, with the grants in the order in which they were given. */
export const aclTree = (
  owner: string,
  given: readonly AclGrant[],
  context: Pick<OperationContext, 'registry' | 'features'>,
): Tree => ({
  Owner: named(owner, context),
  AccessControlList: {
    Grant: given.map(({ permission: Permission, grantee: { id, uri } }) => ({
      Grantee: {
        '@xmlns:xsi': instance,
        '@xsi:type': uri === undefined ? 'CanonicalUser' : 'Group',
        ...(uri === undefined ? named(id ?? '', context) : { URI: uri }),
      },
      Permission,
    })),
  },
})
