import type { SigningCredentials } from '../../mock/draft-request.js'
import { type AnswerPart, readAnswer } from '../../mock/draft-request.js'
import type { Service } from './service.js'

/** A policy that a real key or user has. */
export interface RealPolicy {
  readonly name: string
  readonly document: unknown
  /** It stands in the user itself (aws). */
  readonly isInline: boolean
}

/** Calls that change nothing: no other is ever sent. */
const readOnly = /^(?:Get|List)[A-Z]/

/** Reads what IAM knows. Throws an Error with the service's answer for a refusal. */
const asking =
  (service: Service, credentials: SigningCredentials) =>
  async (operation: string, input: Readonly<Record<string, unknown>>) => {
    if (!readOnly.test(operation)) throw new Error(`\`${operation}\` is no call that only reads`)
    const answer = await service.call(operation, input, credentials)
    if (answer.status !== 200)
      throw new Error(
        `${operation} was refused: ${answer.status} ${answer.code ?? ''}${answer.message ? `: ${answer.message}` : ''}`,
      )
    return readAnswer(answer.body, operation)
  }

/** Texts of IAM's answers, which it escapes as in a URL; services that do not are read as they are. */
const documentIn = (text: string): unknown =>
  JSON.parse(text.trimStart().startsWith('{') ? text : decodeURIComponent(text))

/**
 * The policies of a key (its id; tigris) or of a user (its name; aws), with the real IAM calls alone.
 * `named`: ListUserPolicies gives the names of attached policies, as Tigris does.
 */
export const realPolicies = async (
  service: Service,
  credentials: SigningCredentials,
  UserName: string,
  named: boolean,
): Promise<readonly RealPolicy[]> => {
  const ask = asking(service, credentials)
  const all = async (operation: string, input: object, list: string): Promise<readonly AnswerPart[]> => {
    const found: AnswerPart[] = []
    for (let marker: string | undefined; ; ) {
      const page = await ask(operation, { ...input, ...(marker !== undefined && { Marker: marker }) })
      found.push(...page.list(list))
      marker = page.text('IsTruncated') === 'true' ? page.text('Marker') : undefined
      if (marker === undefined) return found
    }
  }
  const attached = async (name: string, PolicyArn: string): Promise<RealPolicy> => {
    const VersionId = (await ask('GetPolicy', { PolicyArn })).text('Policy', 'DefaultVersionId') ?? 'v1'
    const version = await ask('GetPolicyVersion', { PolicyArn, VersionId })
    return { name, document: documentIn(version.text('PolicyVersion', 'Document') ?? ''), isInline: false }
  }
  const own = (await all('ListUserPolicies', { UserName }, 'PolicyNames')).map(each => each.text() ?? '')
  if (named) {
    const known = await all('ListPolicies', {}, 'Policies')
    const found: RealPolicy[] = []
    for (const name of own) {
      const arn = known.find(each => each.text('PolicyName') === name)?.text('Arn')
      if (arn === undefined) throw new Error(`ListPolicies does not name the policy \`${name}\`, which the key has`)
      found.push(await attached(name, arn))
    }
    return found
  }
  const groups = await all('ListGroupsForUser', { UserName }, 'Groups')
  if (groups.length > 0) {
    const names = groups.map(each => `\`${each.text('GroupName')}\``).join(', ')
    throw new Error(`\`${UserName}\` is in ${names}: policies of groups are not read; pull a user without groups`)
  }
  const found: RealPolicy[] = []
  for (const each of await all('ListAttachedUserPolicies', { UserName }, 'AttachedPolicies'))
    found.push(await attached(each.text('PolicyName') ?? '', each.text('PolicyArn') ?? ''))
  for (const PolicyName of own) {
    const policy = await ask('GetUserPolicy', { UserName, PolicyName })
    found.push({ name: PolicyName, document: documentIn(policy.text('PolicyDocument') ?? ''), isInline: true })
  }
  return found
}
