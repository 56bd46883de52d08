import { fail } from '../contract/errors.js'
import { type Authentication, checkScope } from './authenticate.js'
import { keyOf } from './caller-facts.js'
import { readCredential } from './claim.js'
import { anonymous, findCredentials } from './credentials.js'
import { parseBasicDate } from './dates.js'
import { checkFormPolicy, type FormPolicy, readFormPolicy } from './form-policy.js'
import { signatureMismatch, unsupportedScheme } from './refusals.js'
import { sign as signVersion2 } from './sigv2.js'
import { algorithm, sameSignature, sign, signingKey } from './sigv4.js'
import type { Proof } from './types.js'

export interface FormProof extends Proof {
  /** How long the file may be, when the policy says so: EntityTooSmall, EntityTooLarge. */
  readonly length?: FormPolicy['length'] | undefined
}

const credentials = [
  'policy',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-signature',
]

const badField = (name: string, value: string, text: string): never =>
  fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, text)

const byLowerName = (fields: ReadonlyMap<string, string>): Map<string, string> => {
  const all = new Map<string, string>()
  for (const [name, value] of fields) {
    const lower = name.toLowerCase()
    if (all.has(lower)) badField(name, value, `The form has the field ${name} more than once.`)
    all.set(lower, value)
  }
  return all
}

/** Names of fields as errors write them. */
const shown: Readonly<Record<string, string>> = {
  awsaccesskeyid: 'AWSAccessKeyId',
  signature: 'Signature',
  'x-amz-algorithm': 'X-Amz-Algorithm',
  'x-amz-credential': 'X-Amz-Credential',
  'x-amz-date': 'X-Amz-Date',
  'x-amz-signature': 'X-Amz-Signature',
}

const required = (fields: ReadonlyMap<string, string>, field: string): string => {
  const name = shown[field] ?? field
  const text = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`
  return fields.get(field) || badField(name, '', text)
}

const checkAge = (at: number, { expires }: FormPolicy, now: number): void => {
  // a form that was signed ahead of the mock's clock has the age 0
  if (Math.max(0, now - at) > expires - at) fail('AccessDenied', {}, 'Invalid according to Policy: Policy expired.')
}

/**
 * A form whose policy is signed with version 2, which has no date of its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/HTTPPOSTForms.html
 */
const authenticateOldForm = (fields: ReadonlyMap<string, string>, input: Authentication): FormProof => {
  const { request, service, dialect, registry, now } = input
  if (!dialect.newBuckets?.signatureVersion2) return unsupportedScheme(service, 'AWS', fields.get('signature') ?? '')
  const encoded = required(fields, 'policy')
  const provided = required(fields, 'signature')
  const { id, facts } = keyOf(request, required(fields, 'awsaccesskeyid'))
  const { secret, principal } = findCredentials(registry, service, id, fields.get('x-amz-security-token'), now)
  if (!sameSignature(signVersion2(secret, encoded), provided))
    signatureMismatch(service, { keyId: id, text: encoded, provided })

  const policy = readFormPolicy(encoded)
  checkAge(now, policy, now)
  checkFormPolicy(policy, fields)
  return {
    principal: { ...principal, signed: { type: 'POST', at: now, service, version: 'AWS' } },
    payload: { kind: 'unsigned' },
    length: policy.length,
    facts,
  }
}

/**
 * Proves who signed an HTML form (POST object) and that its fields are what the policy allows. `fields` are those up
 * to the file, `${filename}` in `key` already replaced. A form without credentials comes from an anonymous caller.
 * Source: AWS, "Authenticating requests in browser-based uploads using POST".
 */
export const authenticateForm = (
  form: ReadonlyMap<string, string>,
  bucket: string,
  input: Authentication,
): FormProof => {
  const fields = byLowerName(form).set('bucket', bucket)
  if (fields.has('awsaccesskeyid') || fields.has('signature')) return authenticateOldForm(fields, input)
  const given = credentials.filter(name => fields.has(name))
  if (given.length === 0) return { principal: anonymous, payload: { kind: 'unsigned' } }
  // a policy that nobody signed: AWS, recorded 2026-02-21
  if (given.length === 1 && given[0] === 'policy') fail('AccessDenied')

  const encoded = required(fields, 'policy')
  const provided = required(fields, 'x-amz-signature')
  const named = required(fields, 'x-amz-algorithm')
  if (named !== algorithm) badField('x-amz-algorithm', named, `The only supported algorithm is ${algorithm}`)
  const text = required(fields, 'x-amz-credential')
  const credential = readCredential(text)
  if (credential?.terminal !== 'aws4_request') return badField('x-amz-credential', text, 'The Credential is mal-formed')
  const date = required(fields, 'x-amz-date')
  const at = parseBasicDate(date) ?? badField('x-amz-date', date, 'X-Amz-Date must be formatted as yyyyMMddTHHmmssZ')

  const { scope } = credential
  checkScope({ place: 'header', scope, date }, input)
  const { id, facts } = keyOf(input.request, credential.keyId)
  const token = fields.get('x-amz-security-token')
  const { secret, principal } = findCredentials(input.registry, input.service, id, token, input.now)
  if (!sameSignature(sign(signingKey(secret, scope, input.signingKeys), encoded), provided))
    signatureMismatch(input.service, { keyId: id, text: encoded, provided })

  const policy = readFormPolicy(encoded)
  checkAge(at, policy, input.now)
  checkFormPolicy(policy, fields)
  return {
    principal: { ...principal, signed: { type: 'POST', at, region: scope.region, service: scope.service } },
    payload: { kind: 'unsigned' },
    length: policy.length,
    facts,
  }
}
