import type { Feature } from '../dialect.js'
import { fail } from '../errors.js'
import { header } from '../protocol/readers.js'
import type { Acl } from '../store/types.js'

/** A canned ACL for the object that is written. */
export const cannedAcl = header('x-amz-acl')

const grantHeader = 'grants by header are not modelled: the header is refused by name'

/** Input members by which a write grants rights on its object. */
export const grantMembers = {
  GrantFullControl: grantHeader,
  GrantRead: grantHeader,
  GrantReadACP: grantHeader,
  GrantWriteACP: grantHeader,
}

const everywhere: readonly string[] = ['private', 'public-read']
const further: readonly string[] = [
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
]

/**
 * The ACL that a canned name stands for: kept by its name. Throws InvalidArgument.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
export const aclOf = (name: string | undefined, features: ReadonlySet<Feature>): Acl | undefined => {
  if (name === undefined) return undefined
  return everywhere.includes(name) || (features.has('all-canned-acls') && further.includes(name))
    ? { canned: name, grants: [] }
    : fail('InvalidArgument', { ArgumentName: 'x-amz-acl', ArgumentValue: name })
}
