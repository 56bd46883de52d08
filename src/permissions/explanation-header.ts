import { gunzipSync, gzipSync } from 'node:zlib'
import { headersIn } from '../mock/explanation.js'
import type { LogRecord } from '../world/log.js'

/** Header in which a server tells clients of other processes why it refused a call. */
export const explanationHeader = 'x-tigris-mock-explanation'

/** Node takes 16 KiB of headers; DeleteObjects may refuse a thousand keys. */
const mostDecisions = 20

/** The record of a refused call as text: without its input, and without decisions that refused nothing. */
export const writeExplanation = (record: LogRecord): string => {
  const { input, defect, ...told } = record
  const refused = record.decisions.filter(({ verdict }) => verdict.decision !== 'allowed')
  return gzipSync(JSON.stringify({ ...told, decisions: refused.slice(0, mostDecisions) })).toString('base64url')
}

/** The record that came with the answer behind the value or error of a call. */
export const readExplanation = (settled: unknown): LogRecord | undefined => {
  const [text] = headersIn(settled, explanationHeader)
  return text === undefined ? undefined : JSON.parse(gunzipSync(Buffer.from(text, 'base64url')).toString())
}
