import { isIP } from 'node:net'
import type { CallerOptions } from '../mock/caller.js'
import { nearestName, suggestName } from '../nearest.js'
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
import { readCall } from './read-call.js'

const readCallers = (names: readonly string[], path: readonly string[], { callers, refuse }: FileHost): void => {
  if (names.length === 0) refuse(path, 'must not be empty')
  for (const [index, name] of names.entries()) {
    if (!callers.includes(name))
      refuse([...path, String(index)], `names no key: \`${name}\`; ${suggestName(name, callers)}`)
  }
}

const readWhen = (when: CallerOptions = {}, path: readonly string[], { refuse }: FileHost): CallerOptions => {
  const { ip, at } = when
  if (ip !== undefined && isIP(ip) === 0) refuse([...path, 'ip'], `is no IP address: \`${ip}\``)
  if (at !== undefined && (!/^\d{4}-\d\d-\d\d/.test(String(at)) || Number.isNaN(Date.parse(String(at))))) {
    refuse([...path, 'at'], `is no time: \`${String(at)}\`; write it as 2026-05-01T00:00:00Z`)
  }
  return when
}

const readExpectation = (check: WrittenCheck, path: readonly string[], { refuse }: FileHost): Expectation => {
  const { expect, code, effect, sid, at } = check
  if (expect === 'denied') {
    if (code !== undefined)
      refuse([...path, 'code'], 'belongs beside `expect: allowed`: it is the error of a permitted call')
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
      refuse([...path, name], 'belongs beside `expect: denied`: it says how the call is denied')
  }
  if (code !== undefined && check.action !== undefined)
    refuse([...path, 'code'], 'is for calls: `action` asks the evaluator alone')
  return { decision: 'allowed', ...(code !== undefined && { code }) }
}

const readQuestion = (check: WrittenCheck, path: readonly string[], host: FileHost): Question => {
  if (check.call !== undefined && check.action !== undefined) host.refuse(path, 'has both `call` and `action`')
  if (check.call !== undefined) return readCall(check, path, host)
  if (check.action !== undefined) return readAction(check, path, host)
  for (const name of Object.keys(check)) {
    const near = nearestName(name, ['call', 'action'])
    if (near !== undefined) host.refuse([...path, name], `is unknown; did you mean \`${near}\`?`)
  }
  return host.refuse(path, 'needs `call` or `action`')
}

const readTest = (test: WrittenTest, path: readonly string[], host: FileHost): PermissionCheck[] => {
  const names = typeof test.as === 'string' ? [test.as] : test.as
  readCallers(names, [...path, 'as'], host)
  const options = readWhen(test.when, [...path, 'when'], host)
  if (test.check.length === 0) host.refuse([...path, 'check'], 'must not be empty')
  return test.check.flatMap((check, index) => {
    const at = [...path, 'check', String(index)]
    const question = readQuestion(check, at, host)
    const expected = readExpectation(check, at, host)
    const position = host.positionOf(at)
    return names.map(caller => ({
      name: `${test.name}: ${caller} is ${check.expect} ${question.target}`,
      ...{ asker: { name: caller, options }, question, expected, position },
    }))
  })
}

/** Reads the tests of a file: one check for each line and caller. */
export const readTests = (tests: readonly WrittenTest[], host: FileHost): PermissionCheck[] =>
  tests.flatMap((test, index) => readTest(test, ['tests', String(index)], host))

/** Reads the matrix of a file: one check for each cell. */
export const readMatrix = ({ columns, rows }: WrittenMatrix, host: FileHost): PermissionCheck[] => {
  readCallers(columns, ['matrix', 'columns'], host)
  if (Object.keys(rows).length === 0) host.refuse(['matrix', 'rows'], 'must not be empty')
  return Object.entries(rows).flatMap(([row, cells]) => {
    const path = ['matrix', 'rows', row]
    const [, action = '', resource] = /^(\S*)(?:\s+(.+))?$/s.exec(row) ?? []
    const question = readRight(action, resource, path, host)
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
