import { sendDraft } from '../mock/call.js'
import type { CallerContext, Credentials } from '../mock/caller.js'
import { explainRecord } from '../mock/explanation.js'
import { sessionCaller } from '../mock/session-caller.js'
import type { WholeMock } from '../mock.js'
import type { Asker, CallerOf, PermissionSession } from './permission-types.js'

/** The credentials in the answer of AssumeRole. */
export const credentialsIn = (body: Uint8Array): Required<Credentials> | undefined => {
  const text = new TextDecoder().decode(body)
  const [accessKeyId, secretAccessKey, sessionToken] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(
    element => new RegExp(`<${element}>([^<]+)</${element}>`).exec(text)?.[1],
  )
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) return undefined
  return { accessKeyId, secretAccessKey, sessionToken }
}

/** A caller that needs no session. */
export const namedCaller = (mock: WholeMock, { name, options }: Asker): CallerContext =>
  name === 'anonymous' ? mock.anonymous(options) : name === 'admin' ? mock.admin(options) : mock.as(name, options)

/** Callers of a file's mock by name, in the present world. */
export const createCallerOf = (mock: WholeMock, sessions: ReadonlyMap<string, PermissionSession>): CallerOf => {
  const callerOf: CallerOf = async asker => {
    const session = sessions.get(asker.name)
    if (session === undefined) return { caller: namedCaller(mock, asker) }
    const { by, operation, draft, position } = session
    const taker = await callerOf(by)
    if ('refusal' in taker) return taker
    const { record, code, body } = await sendDraft(mock, operation, taker.caller, draft)
    const issued = code === undefined ? credentialsIn(body) : undefined
    if (issued !== undefined) return { caller: sessionCaller(mock, asker.name, issued, asker.options) }
    const why = record === undefined ? '' : `${explainRecord(record)}\n\n`
    const actual = `no session: ${by.name} may not take \`${asker.name}\``
    return { refusal: { actual, explanation: `${why}at ${position}` } }
  }
  return callerOf
}
