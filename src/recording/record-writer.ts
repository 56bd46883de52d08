import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { appendFileSync, mkdirSync } from '../contract/files.js'
import type { DecisionObserver } from '../world/log.js'
import { createKeeper } from './record-keeper.js'
import { type RecordedDialect, type RecordLine, recordHeader } from './record-types.js'

/** Recorders that have lines to write before the process ends. */
const waiting = new Set<() => void>()
const writeAll = (): void => {
  for (const write of [...waiting]) write()
}

/** Lines are written together: a system call for each request would cost more than the request's decision. */
const linesAtOnce = 64

/**
 * Appends the decisions of a mock to the file of this process in a directory, which is made. Several recorders of one
 * process may write to it: each begins with a header, and repeats the policies that it needs.
 */
export const createRecorder = (directory: string, of: RecordedDialect): Required<DecisionObserver> => {
  const file = join(directory, `${process.pid}-${threadId}.jsonl`)
  let lines: string[] = []
  let begun = false
  const flush = (): void => {
    waiting.delete(flush)
    if (waiting.size === 0) process.removeListener('exit', writeAll)
    if (lines.length === 0) return
    if (!begun) {
      mkdirSync(directory, { recursive: true })
      lines.unshift(JSON.stringify(recordHeader))
      begun = true
    }
    appendFileSync(file, `${lines.join('\n')}\n`)
    lines = []
  }
  const add = (line: RecordLine): void => {
    lines.push(JSON.stringify(line))
    if (lines.length >= linesAtOnce) flush()
    else if (lines.length === 1) {
      if (waiting.size === 0) process.on('exit', writeAll)
      waiting.add(flush)
    }
  }
  const keeper = createKeeper(of, { policy: policy => add({ policy }), decision: decision => add({ decision }) })
  const { policy, decision, begin, within } = keeper
  return { policy, decision, begin, within, flush }
}
