import type { Operation } from '../contract/operation.js'
import { findOperation } from '../mock/call.js'
import { writeInput } from '../mock/call-input.js'
import { suggestName } from '../policy/suggest-name.js'
import type { FileHost } from './file-host.js'
import type { PermissionSession, WrittenSession } from './permission-types.js'
import { readWhen } from './read-when.js'

/** Names in a file of the members that AssumeRole takes from it. */
const names: Readonly<Record<string, string>> = {
  RoleArn: 'arn',
  RoleSessionName: 'sessionName',
  Policy: 'policy',
  DurationSeconds: 'durationSeconds',
}

const requireAssumeRole = ({ operations, refuse }: FileHost): Operation => {
  try {
    return findOperation('AssumeRole', operations)
  } catch (error) {
    return refuse(['sessions'], `is not for this dialect: ${(error as Error).message}`, 'name')
  }
}

/** The ARN of a role of the scene, or the one that is written; a service without roles takes any text for it. */
const roleOf = (
  { role, arn }: WrittenSession['assume'],
  name: string,
  path: readonly string[],
  { open }: Operation,
  { roles, refuse }: FileHost,
): string => {
  if (role !== undefined && arn !== undefined) refuse(path, 'has both `role` and `arn`')
  if (role === undefined)
    return arn ?? (open === undefined ? refuse(path, 'needs `role` or `arn`') : `tigris-mock/permission-tests/${name}`)
  const found = roles.get(role)
  return found ?? refuse([...path, 'role'], `names no role: \`${role}\`; ${suggestName(role, [...roles.keys()])}`)
}

const readSession = (
  name: string,
  { assume, when }: WrittenSession,
  operation: Operation,
  host: FileHost,
): PermissionSession => {
  const path = ['sessions', name, 'assume']
  const { by, sessionName, policy, durationSeconds } = assume
  if (!host.callers.includes(by) || by === 'anonymous')
    host.refuse([...path, 'by'], `names no key: \`${by}\`; ${suggestName(by, host.callers)}`)
  const input = {
    arn: roleOf(assume, name, path, operation, host),
    sessionName,
    ...(policy !== undefined && { policy: host.policyText(policy, [...path, 'policy']) }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  }
  const draft = writeInput(operation, input, {
    nameOf: member => names[member] ?? member,
    refuse: (within, fault, part) => host.refuse([...path, ...within], fault, part),
  })
  const options = readWhen(when, ['sessions', name, 'when'], host)
  return { name, by: { name: by, options }, operation, draft, position: host.positionOf(['sessions', name]) }
}

const refuseCircles = (sessions: ReadonlyMap<string, PermissionSession>, { refuse }: FileHost): void => {
  for (const { name } of sessions.values()) {
    const seen = new Set<string>()
    for (let at = sessions.get(name); at !== undefined; at = sessions.get(at.by.name)) {
      if (seen.has(at.name)) refuse(['sessions', name, 'assume', 'by'], 'leads back to the session itself')
      seen.add(at.name)
    }
  }
}

/** Reads the sessions of a file: each is taken anew in the world of every check that needs it. */
export const readSessions = (
  written: Readonly<Record<string, WrittenSession>>,
  host: FileHost,
): ReadonlyMap<string, PermissionSession> => {
  const given = Object.entries(written)
  if (given.length === 0) return new Map()
  const operation = requireAssumeRole(host)
  for (const [name] of given) {
    if (host.callers.includes(name))
      host.refuse(['sessions', name], `is a name twice: \`${name}\` stands for another caller too`, 'name')
  }
  const known = { ...host, callers: [...host.callers, ...given.map(([name]) => name)] }
  const sessions = new Map(given.map(([name, session]) => [name, readSession(name, session, operation, known)]))
  refuseCircles(sessions, host)
  return sessions
}
