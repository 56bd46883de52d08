import { type Authentication, authenticate as authenticateSignature } from '../auth/authenticate.js'
import { authenticateForm, type FormProof } from '../auth/authenticate-form.js'
import { authenticateVersion2 } from '../auth/authenticate-version2.js'
import { authenticateBearer } from '../auth/bearer.js'
import { anonymous } from '../auth/credentials.js'
import type { Operation, Raw } from '../contract/operation.js'

/** Proves who calls, in the way that the entry asks: signature, form, or not at all. */
export const authenticate = (
  { auth }: Pick<Operation, 'auth'>,
  input: Omit<Authentication, 'raw'> & { readonly raw: Raw },
): FormProof => {
  // credentials in the URL of a preflight are those of the request that follows it
  if (auth === 'none') return { principal: anonymous, payload: { kind: 'unsigned' } }
  const { raw, dialect } = input
  const region = dialect.features?.has('regions') ? raw.located.region : undefined
  const asked = region === undefined ? input : { ...input, region }
  return auth === 'form'
    ? authenticateForm(raw.form, raw.located.bucket ?? '', asked)
    : (authenticateBearer(asked) ?? authenticateVersion2(asked) ?? authenticateSignature(asked))
}
