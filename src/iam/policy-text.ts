import type { ManagedPolicy } from '../auth/types.js'
import { fail } from '../contract/errors.js'
import type { OperationContext } from '../contract/operation.js'

const unreserved = /[!'()*]/g

/** Percent-encoded by RFC 3986, as answers carry a policy's text; white space of the original is kept. */
export const encodedText = ({ text }: ManagedPolicy['policy']): string =>
  encodeURIComponent(text).replace(unreserved, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** How many characters count for the quotas on sizes: white space does not. */
export const countedCharacters = (text: string): number => text.replace(/\s/g, '').length

/** Parses a managed policy. Throws MalformedPolicyDocument, and LimitExceeded above the dialect's size. */
export const parseManaged = (
  { policies, limits }: Pick<OperationContext, 'policies' | 'limits'>,
  text: string,
  name: string,
): ManagedPolicy['policy'] => {
  const policy = policies.parse(text, 'identity', name)
  return countedCharacters(text) <= limits.policyCharacters
    ? policy
    : fail('LimitExceeded', {}, `Cannot exceed quota for PolicySize: ${limits.policyCharacters}`)
}
