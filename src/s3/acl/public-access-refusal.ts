import type { Principal } from '../../auth/types.js'
import { fail } from '../../contract/errors.js'

const things = { BlockPublicAcls: 'public ACLs', BlockPublicPolicy: 'public policies' } as const

/**
 * Throws AccessDenied in the words of S3 for what Block Public Access prevents.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html#access-denied-bpa
 */
export const refuseByPublicAccessBlock = (
  setting: keyof typeof things,
  { action, resource }: { readonly action: string; readonly resource: string },
  { kind, arn }: Principal,
): never => {
  const why = `because ${things[setting]} are prevented by the ${setting} setting in S3 Block Public Access.`
  const text = `User: ${arn} is not authorized to perform: ${action} on resource: "${resource}" ${why}`
  return fail('AccessDenied', {}, kind === 'anonymous' ? undefined : text)
}
