import { outcomeOf, reasonOf, withoutSecrets } from '../control/record-view.js'
import type { LogRecord } from '../index.js'

const targetOf = ({ bucket, key }: LogRecord): string =>
  bucket === undefined ? '' : key === undefined ? bucket : `${bucket}/${key}`

const pathOf = ({ method, url }: LogRecord): string =>
  `${method} ${withoutSecrets(url).replace(/^[a-z]+:\/\/[^/]*/, '')}`

/** One request for the reader: status, decision, operation, caller, what it was about, and why it failed. */
export const requestLine = (record: LogRecord): string => {
  const operation = record.operation ?? pathOf(record)
  return [
    `${record.status} ${outcomeOf(record).padEnd(8)} ${operation.padEnd(20)}`,
    ...[record.caller, targetOf(record), reasonOf(record)].filter(part => part !== ''),
  ]
    .join('  ')
    .replace(/[\r\n]+/g, ' ')
}

/** The same for a program. */
export const requestJson = (record: LogRecord, explanation: string) => {
  const { requestId, at, status, operation, caller, principal, bucket, key, method, url, code } = record
  const reason = reasonOf(record)
  return {
    ...{ at: new Date(at).toISOString(), requestId, status, decision: outcomeOf(record), operation },
    ...{ caller, keyId: principal?.keyId, bucket, key, method, url: withoutSecrets(url), code },
    ...(reason !== '' && { reason }),
    ...(record.denied && { explanation }),
  }
}
