import { AsyncLocalStorage } from 'node:async_hooks'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Policy, Position } from '../policy/types.js'
import type { DecisionObserver, ObservedDecision, RunningTest } from '../world/log.js'
import { callSite, shownPath } from './record-call-site.js'
import { recordedDecision, recordedPolicy } from './record-decision.js'
import {
  type RecordedDecision,
  type RecordedPolicy,
  type Recording,
  type RecordLine,
  recordHeader,
} from './record-types.js'

/** What hears of the decisions of one mock. */
export interface DecisionKeeper {
  /** A policy of the scene, asked or not. */
  policy(policy: Policy): void
  decision(observed: ObservedDecision, test?: RunningTest): void
}

interface Kept {
  policy(policy: RecordedPolicy): void
  decision(decision: RecordedDecision): void
}

/** Gives each policy once, then each decision. */
const createKeeper = (dialect: string, kept: Kept, madeAt: () => Position | undefined): DecisionKeeper => {
  const known = new WeakMap<Policy, string>()
  const told = new Set<string>()
  const idOf = (policy: Policy): string => {
    const found = known.get(policy)
    if (found !== undefined) return found
    const recorded = recordedPolicy(policy, dialect, madeAt())
    known.set(policy, recorded.id)
    if (!told.has(recorded.id)) kept.policy(recorded)
    told.add(recorded.id)
    return recorded.id
  }
  return {
    policy: policy => void idOf(policy),
    decision: (observed, test) => {
      const decision = recordedDecision(observed, dialect, idOf, test)
      if (decision !== undefined) kept.decision(decision)
    },
  }
}

/** Keeps decisions in memory. */
export const collectDecisions = (dialect: string): DecisionKeeper & { recording(): Recording } => {
  const policies = new Map<string, RecordedPolicy>()
  const decisions: RecordedDecision[] = []
  const kept: Kept = {
    policy: policy => void policies.set(policy.id, policy),
    decision: decision => void decisions.push(decision),
  }
  return { ...createKeeper(dialect, kept, callSite), recording: () => ({ policies, decisions }) }
}

/** Recorders that have lines to write before the process ends. */
const waiting = new Set<() => void>()
const writeAll = (): void => {
  for (const write of [...waiting]) write()
}

/** Lines are written together: a system call for each request would cost more than the request's decision. */
const linesAtOnce = 64

/** The test that a decision belongs to: by async context, or the only one that runs. */
const trackTests = () => {
  const contexts = new AsyncLocalStorage<RunningTest>()
  const running: RunningTest[] = []
  const shown = ({ name, file }: RunningTest): RunningTest => ({ name, file: file && shownPath(file) })
  return {
    present: () => contexts.getStore() ?? (running.length === 1 ? running[0] : undefined),
    begin(test: RunningTest) {
      const begun = shown(test)
      running.push(begun)
      return () => void running.splice(running.indexOf(begun), running.includes(begun) ? 1 : 0)
    },
    within: <T>(test: RunningTest, run: () => T): T => contexts.run(shown(test), run),
  }
}

/**
 * Appends the decisions of a mock to the file of this process in a directory, which is made. Several recorders of one
 * process may write to it: each begins with a header, and repeats the policies that it needs.
 */
export const createRecorder = (directory: string, dialect: string): Required<DecisionObserver> => {
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
  const kept: Kept = { policy: policy => add({ policy }), decision: decision => add({ decision }) }
  const { policy, decision } = createKeeper(dialect, kept, callSite)
  const { present, begin, within } = trackTests()
  return {
    ...{ policy, begin, within, flush },
    decision: observed => decision(observed, present()),
  }
}
