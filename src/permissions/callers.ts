import { sendDraft } from '../mock/call.js'
import type { CallerContext, Credentials } from '../mock/caller.js'
import { explainRecord } from '../mock/explanation.js'
import { sessionCaller } from '../mock/session-caller.js'
import type { WholeMock } from '../mock.js'
import type { Asker, CallerOf, PermissionSession } from './permission-types.js'

/** A session that a check needs, and that AssumeRole refused. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused'
  constructor(
    readonly actual: string,
    readonly explanation: string,
  ) {
    super(`${actual}\n\n${explanation}`)
  }
}

/** The credentials in the answer of AssumeRole. */
export const credentialsIn = (body: Uint8Array): Required<Credentials> | undefined => {
  const text = new TextDecoder().decode(body)
  const [accessKeyId, secretAccessKey, sessionToken] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(
    element => new RegExp(`<${element}>([^<]+)</${element}>`).exec(text)?.[1],
  )
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) return undefined
  return { accessKeyId, secretAccessKey, sessionToken }
}

const namedCaller = (mock: WholeMock, { name, options }: Asker): CallerContext =>
  name === 'anonymous' ? mock.anonymous(options) : name === 'admin' ? mock.admin(options) : mock.as(name, options)

/** Callers of a file's mock by name, in the present world. */
export const createCallerOf = (mock: WholeMock, sessions: ReadonlyMap<string, PermissionSession>): CallerOf => {
  const callerOf: CallerOf = async asker => {
    const session = sessions.get(asker.name)
    if (session === undefined) return namedCaller(mock, asker)
    const { by, operation, draft, position } = session
    const { record, code, body } = await sendDraft(mock, operation, await callerOf(by), draft)
    const issued = code === undefined ? credentialsIn(body) : undefined
    if (issued !== undefined) return sessionCaller(mock, asker.name, issued, asker.options)
    const why = record === undefined ? '' : `${explainRecord(record)}\n\n`
    throw new SessionRefused(`no session: ${by.name} may not take \`${asker.name}\``, `${why}at ${position}`)
  }
  return callerOf
}
