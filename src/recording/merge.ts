import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type RecordedDecision, type RecordedPolicy, type Recording, recordHeader } from './record-types.js'

/** A file that is no record of decisions, or is damaged: `message` names file, line and fault. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
}

type Line = Partial<Record<'policy' | 'decision' | 'tigrisMock' | 'version', unknown>>

const parseLine = (text: string, place: string): Line => {
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line === 'object' && line !== null) return line
  } catch {
    // told below: a line that is no JSON and one that is no object are the same fault
  }
  throw new RecordError(
    `${place} is no line of a record of decisions: the file is damaged, or was cut while it was written`,
  )
}

/** Reads the text of one record file. Throws a RecordError for a line that is not understood. */
export const readRecord = (text: string, file: string): Recording => {
  const policies = new Map<string, RecordedPolicy>()
  const decisions: RecordedDecision[] = []
  let begun = false
  for (const [index, each] of text.split('\n').entries()) {
    if (each === '') continue
    const place = `${file}:${index + 1}`
    const { policy, decision, ...header } = parseLine(each, place)
    if (header.tigrisMock === recordHeader.tigrisMock) {
      if (header.version !== recordHeader.version)
        throw new RecordError(
          `${place} is of version ${String(header.version)}, this program reads version ${recordHeader.version}: record again with one version of tigris-mock`,
        )
      begun = true
    } else if (!begun) {
      throw new RecordError(`${file} is no record of decisions: it does not begin with ${JSON.stringify(recordHeader)}`)
    } else if (policy !== undefined) policies.set((policy as RecordedPolicy).id, policy as RecordedPolicy)
    else if (decision !== undefined) decisions.push(decision as RecordedDecision)
    else throw new RecordError(`${place} holds neither a policy nor a decision`)
  }
  return mergeRecordings([{ policies, decisions }])
}

/** Puts runs together: of workers, shards and machines. A policy that several have is one. */
export const mergeRecordings = (recordings: readonly Recording[]): Recording => {
  const policies = new Map<string, RecordedPolicy>()
  for (const each of recordings) {
    for (const [id, policy] of each.policies) {
      const known = policies.get(id)
      policies.set(id, known?.madeAt === undefined && policy.madeAt !== undefined ? policy : (known ?? policy))
    }
  }
  const decisions = recordings.flatMap(each => each.decisions)
  for (const { identity, boundary = [], session = [], resourcePolicy } of decisions) {
    for (const id of [...identity, ...boundary, ...session, ...(resourcePolicy === undefined ? [] : [resourcePolicy])])
      if (!policies.has(id))
        throw new RecordError(`the record lacks the policy ${id} that a decision names: give all files of the run`)
  }
  return { policies, decisions }
}

const recordFiles = (path: string): readonly string[] => {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .map(name => join(path, name))
}

/** Reads and merges record files, and all `*.jsonl` below directories. Throws a RecordError that names what it tried. */
export const readRecordings = (paths: readonly string[]): Recording => {
  const files = paths.flatMap(path => {
    try {
      return recordFiles(path)
    } catch (error) {
      throw new RecordError(
        `\`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}. Run the tests with the reporter, or with TIGRIS_MOCK_RECORD=${path}`,
      )
    }
  })
  return mergeRecordings(files.map(file => readRecord(readFileSync(file, 'utf8'), file)))
}
