import type { Dialect } from '../../src/contract/dialect.js'
import type { Operation } from '../../src/contract/operation.js'
import type { LogRecord } from '../../src/world/log.js'
import type { Sample } from './samples.js'

/** What a call without rights led to. */
export interface Refusal {
  /** Of the answer's error, or of each item that the answer refuses. */
  readonly codes: readonly string[]
  readonly record: Pick<LogRecord, 'operation' | 'denied'> | undefined
}

/** In what a refusal is not the denial that the sample foretells. */
export const findDenialFaults = (
  { codes, record }: Refusal,
  { name, actions }: Pick<Operation, 'name' | 'actions'>,
  sample: Sample,
  { profile, identity }: Pick<Dialect, 'profile' | 'identity'>,
): string[] => {
  const [first = ''] = sample.actions
  const expected = profile.dialectActions(first)
  const resource = sample.resource?.replace('{account}', identity.account)
  const denied = record?.denied
  const others = codes.filter(code => code !== 'AccessDenied')
  const faults: (string | false)[] = [
    record?.operation !== name && `the request is ${record?.operation ?? 'unknown'}`,
    codes.length === 0 && 'nothing was refused',
    others.length > 0 && `the answer is ${others.join(', ')}`,
    denied === undefined && 'no right was missing',
    denied !== undefined && !expected.includes(denied.action) && `${denied.action} was missing, not ${first}`,
    denied !== undefined &&
      resource !== undefined &&
      denied.resource !== resource &&
      `it was missing on ${denied.resource}, not on ${resource}`,
    ...sample.actions.map(action => !actions.includes(action) && `the entry does not list ${action}`),
  ]
  return faults.filter(fault => fault !== false)
}
