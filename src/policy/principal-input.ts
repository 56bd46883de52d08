import type { PolicyPrincipal } from './types.js'

/** Resource types of the ARNs of callers. */
const kinds: Readonly<Record<string, PolicyPrincipal['kind']>> = {
  user: 'user',
  role: 'role',
  'assumed-role': 'session',
  'federated-user': 'session',
  serviceAccount: 'serviceAccount',
}

const anonymous: PolicyPrincipal = { kind: 'anonymous', arn: 'anonymous', account: 'anonymous' }

const shape =
  'an ARN such as arn:aws:iam::123456789012:user/ann, `anonymous`, or an object with `kind`, `arn` and `account`'

const ofArn = (text: string): PolicyPrincipal => {
  if (text === 'anonymous') return anonymous
  const [, account = '', rest = ''] = /^arn:[^:]+:(?:iam|sts)::([^:]+):(.+)$/.exec(text) ?? []
  const kind = rest === 'root' ? 'root' : kinds[rest.slice(0, Math.max(0, rest.indexOf('/')))]
  if (kind === undefined) throw new Error(`\`principal\` is ${shape}, not \`${text}\``)
  return { kind, arn: text, account }
}

/** The caller of a question, by its ARN or as it is. Throws for what names no caller. */
export const principalOf = (given: PolicyPrincipal | string): PolicyPrincipal => {
  if (typeof given === 'string') return ofArn(given)
  const { kind, arn, account } = given
  if ([kind, arn, account].every(each => typeof each === 'string')) return given
  throw new Error(`\`principal\` is ${shape}, not \`${JSON.stringify(given)}\``)
}
