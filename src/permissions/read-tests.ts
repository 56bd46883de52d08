import { closest, suggestName } from '../policy/suggest-name.js'
import type { FileHost } from './file-host.js'
import type {
  Expectation,
  PermissionCheck,
  Question,
  WrittenCheck,
  WrittenMatrix,
  WrittenTest,
} from './permission-types.js'
import { readAction, readRight } from './read-action.js'
import { type GeneratedChecks, readBoundaries } from './read-boundaries.js'
import { readCall } from './read-call.js'
import { readWhen } from './read-when.js'

const readCallers = (
  names: readonly string[],
  path: readonly string[],
  { callers, refuse }: FileHost,
  isOne = false,
): void => {
  if (names.length === 0) refuse(path, 'must not be empty')
  for (const [index, name] of names.entries()) {
    if (!callers.includes(name))
      refuse(isOne ? path : [...path, String(index)], `names no key: \`${name}\`; ${suggestName(name, callers)}`)
  }
}

const readExpectation = (check: WrittenCheck, path: readonly string[], { refuse }: FileHost): Expectation => {
  const { expect, code, effect, sid, at } = check
  if (expect === 'denied') {
    if (code !== undefined)
      refuse([...path, 'code'], 'belongs beside `expect: allowed`: it is the error of a permitted call', 'name')
    return {
      decision: 'denied',
      spec: {
        ...(effect !== undefined && { effect }),
        ...(sid !== undefined && { sid }),
        ...(at !== undefined && { at }),
      },
    }
  }
  for (const name of ['effect', 'sid', 'at']) {
    if (check[name] !== undefined)
      refuse([...path, name], 'belongs beside `expect: denied`: it says how the call is denied', 'name')
  }
  if (code !== undefined && check.action !== undefined)
    refuse([...path, 'code'], 'is for calls: `action` asks the evaluator alone', 'name')
  return { decision: 'allowed', ...(code !== undefined && { code }) }
}

const readQuestion = (check: WrittenCheck, path: readonly string[], host: FileHost): Question => {
  if (check.call !== undefined && check.action !== undefined) host.refuse(path, 'has both `call` and `action`')
  if (check.call !== undefined) return readCall(check, path, host)
  if (check.action !== undefined) return readAction(check, path, host)
  for (const name of Object.keys(check)) {
    const near = closest(name, ['call', 'action'])
    if (near !== undefined) host.refuse([...path, name], `is unknown; did you mean \`${near}\`?`, 'name')
  }
  return host.refuse(path, 'needs `call` or `action`')
}

/** What a list of tests asks: its checks, and those that are generated. */
export interface ReadTests {
  readonly checks: readonly PermissionCheck[]
  readonly generated: readonly GeneratedChecks[]
}

const readTest = (test: WrittenTest, path: readonly string[], host: FileHost): ReadTests => {
  const names = typeof test.as === 'string' ? [test.as] : test.as
  readCallers(names, [...path, 'as'], host, typeof test.as === 'string')
  const options = readWhen(test.when, [...path, 'when'], host)
  const askers = names.map(name => ({ name, options }))
  const { check: written, generate } = test
  if (written === undefined && generate === undefined) host.refuse(path, 'needs `check` or `generate`')
  if (written?.length === 0) host.refuse([...path, 'check'], 'must not be empty')
  const generated: GeneratedChecks[] = []
  if (generate !== undefined) generated.push(readBoundaries(askers, [...path, 'generate'], host))
  const checks = (written ?? []).flatMap((check, index) => {
    const at = [...path, 'check', String(index)]
    const question = readQuestion(check, at, host)
    const expected = readExpectation(check, at, host)
    const position = host.positionOf(at)
    if (check.generate !== undefined) {
      if ('operation' in question)
        host.refuse([...at, 'generate'], 'belongs beside `action`, or beside the `check` of a test', 'name')
      else generated.push(readBoundaries(askers, [...at, 'generate'], host, question))
    }
    return askers.map(asker => ({
      name: `${test.name}: ${asker.name} is ${check.expect} ${question.target}`,
      ...{ asker, question, expected, position },
    }))
  })
  return { checks, generated }
}

/** Reads the tests of a file: one check for each line and caller. */
export const readTests = (tests: readonly WrittenTest[], host: FileHost): ReadTests => {
  const read = tests.map((test, index) => readTest(test, ['tests', String(index)], host))
  return { checks: read.flatMap(({ checks }) => checks), generated: read.flatMap(({ generated }) => generated) }
}

/** A row's question is its name. */
const byName = (host: FileHost): FileHost => ({ ...host, refuse: (path, fault) => host.refuse(path, fault, 'name') })

/** Reads the matrix of a file: one check for each cell. */
export const readMatrix = ({ columns, rows }: WrittenMatrix, host: FileHost): PermissionCheck[] => {
  readCallers(columns, ['matrix', 'columns'], host)
  if (Object.keys(rows).length === 0) host.refuse(['matrix', 'rows'], 'must not be empty')
  return Object.entries(rows).flatMap(([row, cells]) => {
    const path = ['matrix', 'rows', row]
    const [, action = '', resource] = /^(\S*)(?:\s+(.+))?$/s.exec(row) ?? []
    const question = readRight(action, resource, path, byName(host))
    if (cells.length !== columns.length) {
      host.refuse(
        path,
        `needs one cell for each of the ${columns.length} columns (${columns.join(', ')}), not ${cells.length}`,
      )
    }
    return columns.map((caller, index): PermissionCheck => {
      const decision = cells[index]!
      return {
        name: `matrix: ${caller} is ${decision} ${question.target}`,
        asker: { name: caller, options: {} },
        question,
        expected: decision === 'allowed' ? { decision } : { decision, spec: {} },
        position: host.positionOf([...path, String(index)]),
      }
    })
  })
}
