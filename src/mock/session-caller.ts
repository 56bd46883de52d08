import { aliasKeyId, readAlias } from '../auth/caller-facts.js'
import { anonymous, findCredentials } from '../auth/credentials.js'
import type { Principal } from '../auth/types.js'
import { judge } from '../authorization/judge.js'
import type { Need } from '../contract/operation.js'
import type { Verdict } from '../policy/types.js'
import { type CallerContext, type CallerOptions, type Credentials, factsOf, signedFetch } from './caller.js'
import { environmentOf } from './environment.js'
import type { MockInside } from './inside.js'
import { arnOf } from './question.js'

/** Whom the credentials of a caller stand for in the present world. Throws a ServiceError for those that have ended. */
const principalOf = (inside: MockInside, { accessKeyId, sessionToken }: Credentials): Principal => {
  if (accessKeyId === '') return anonymous
  const { registry, clock } = inside.world()
  return findCredentials(registry, 's3', readAlias(accessKeyId).id, sessionToken, clock.now()).principal
}

/**
 * Asks the evaluator about any right of a caller, also on a bucket that there is not: the edges of a policy lie
 * outside of the scene. `need.context` goes before what the caller's own facts say.
 */
export const judgeCaller = (
  inside: MockInside,
  { credentials }: Pick<CallerContext, 'credentials'>,
  need: Need,
  options?: CallerOptions,
): Verdict => {
  const { registry, store, clock } = inside.world()
  const { facts: own } = readAlias(credentials.accessKeyId)
  const facts = { ...inside.facts, ...own, ...factsOf(options) }
  const principal = principalOf(inside, credentials)
  return judge({ dialect: inside.dialect, principal, registry, view: store, facts, now: clock.now() }, need)
}

/** The caller of temporary credentials that the present world has issued. */
export const sessionCaller = (
  inside: MockInside,
  name: string,
  issued: Required<Credentials>,
  options?: CallerOptions,
): CallerContext => {
  const facts = factsOf(options)
  const credentials: Credentials = { ...issued, accessKeyId: aliasKeyId(issued.accessKeyId, facts) }
  const { region, endpoints } = inside.dialect
  return {
    name,
    clientConfig: { region, endpoint: endpoints.s3, credentials },
    credentials,
    env: () => environmentOf(inside.dialect, credentials),
    can: (action, resource, when) => {
      inside.checkQuestion(action, resource)
      const verdict = judgeCaller(inside, { credentials }, { action, resource: arnOf(resource) }, when)
      inside.observer?.decision({ kind: 'evaluated', caller: name, verdict })
      return verdict
    },
    fetch: signedFetch(inside, credentials),
  }
}
