import type { Identity } from '../auth/types.js'
import { suggestName } from '../policy/suggest-name.js'
import type { CallerContext, CallerOptions } from './caller.js'
import type { MockInside } from './inside.js'
import { sessionCaller } from './session-caller.js'

/** A role as a service takes it for the application that runs there: a function of Lambda, a task of ECS. */
export interface RoleCaller {
  /** Name of a role of the account `main` whose trust policy names a service. */
  readonly role: string
  /** Default: the role's name. */
  readonly sessionName?: string
}

const hour = 3_600_000

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

/** Whether a trust policy lets some service take the role. Its conditions are about that service's own call. */
const isForService = ({ trust }: Identity): boolean => {
  const { Statement } = JSON.parse(trust?.text ?? '{}') as { Statement?: unknown }
  return listOf(Statement).some(statement => {
    const { Effect, Principal, Action } = statement as Readonly<Record<string, unknown>>
    const service = (Principal as { Service?: unknown } | undefined)?.Service
    const takes = listOf(Action).some(action => /^(?:sts:AssumeRole|sts:\*|\*)$/i.test(String(action)))
    return Effect === 'Allow' && takes && listOf(service).length > 0
  })
}

/** The caller that has taken a role. Throws an Error for a role that no service may take. */
export const roleCaller = (
  inside: MockInside,
  { role: name, sessionName = name }: RoleCaller,
  options?: CallerOptions,
): CallerContext => {
  const { dialect } = inside
  const { registry, ids, clock } = inside.world()
  const { account } = dialect.identity
  const role = registry.identity(account, name, 'role')
  if (role === undefined) {
    const known = [...registry.identities(account)].filter(({ kind }) => kind === 'role').map(each => each.name)
    throw new Error(`there is no role \`${name}\`; ${suggestName(name, known)}`)
  }
  if (!isForService(role))
    throw new Error(
      `no service may take the role \`${name}\`: take it by AssumeRole, as one whom its trust policy names`,
    )
  const made = dialect.identity.newSession?.(ids, '')
  if (made === undefined) throw new Error(`dialect \`${dialect.name}\` gives no temporary credentials`)
  const now = clock.now()
  registry.addSession({
    ...made,
    ...{ account, identity: role.name, namespace: 'role', name: sessionName, tags: {} },
    arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    userId: `${role.id}:${sessionName}`,
    ...{ issued: now, expires: now + hour },
  })
  const credentials = { accessKeyId: made.keyId, secretAccessKey: made.secret, sessionToken: made.token }
  return sessionCaller(inside, name, credentials, options)
}
