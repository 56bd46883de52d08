import type { CoveredElement, PolicyCoverage } from '../recording/coverage-types.js'

interface Placed {
  readonly line: number
  readonly element: CoveredElement
  /** Name of the statement, with its policy's where a file has several. */
  readonly name: string
}

/** The parts of policies by the file in which they are written; those built in code stand at the line of the call. */
const byFile = ({ policies }: Pick<PolicyCoverage, 'policies'>): ReadonlyMap<string, readonly Placed[]> => {
  const files = new Map<string, Placed[]>()
  for (const { policy, statements } of policies) {
    const file = policy.file ?? policy.madeAt?.file
    if (file === undefined) continue
    const placed = files.get(file) ?? []
    files.set(file, placed)
    for (const { elements } of statements)
      for (const element of elements) {
        const line = policy.file === undefined ? policy.madeAt!.line : element.position.line
        placed.push({ line, element, name: `${policy.name} ${elements[0]!.text}` })
      }
  }
  return files
}

/** A line is reached as often as the least reached part on it. */
const linesOf = (placed: readonly Placed[]): readonly (readonly [line: number, times: number])[] => {
  const lines = new Map<number, number>()
  for (const { line, element } of placed) {
    const times = element.missed === undefined ? element.matched : element.matched + element.missed
    lines.set(line, Math.min(lines.get(line) ?? Number.POSITIVE_INFINITY, times))
  }
  return [...lines].sort(([left], [right]) => left - right)
}

const recordOf = (file: string, placed: readonly Placed[]): readonly string[] => {
  const statements = placed.filter(({ element }) => element.kind === 'statement')
  const conditions = placed.filter(({ element }) => element.missed !== undefined)
  const lines = linesOf(placed)
  const sides = conditions.flatMap(({ line, element }, block) => [
    `BRDA:${line},${block},0,${element.matched}`,
    `BRDA:${line},${block},1,${element.missed}`,
  ])
  const taken = conditions.flatMap(({ element }) => [element.matched, element.missed!]).filter(times => times > 0)
  return [
    'TN:',
    `SF:${file}`,
    ...statements.map(({ line, name }) => `FN:${line},${name}`),
    ...statements.map(({ element, name }) => `FNDA:${element.matched},${name}`),
    `FNF:${statements.length}`,
    `FNH:${statements.filter(({ element }) => element.matched > 0).length}`,
    ...sides,
    `BRF:${sides.length}`,
    `BRH:${taken.length}`,
    ...lines.map(([line, times]) => `DA:${line},${times}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, times]) => times > 0).length}`,
    'end_of_record',
  ]
}

/**
 * Coverage of policies in the format of lcov, for the tools that show it on lines: a statement is a function, the two
 * sides of a condition are branches.
 */
export const lcovReport = (coverage: Pick<PolicyCoverage, 'policies'>): string =>
  [...byFile(coverage)]
    .flatMap(([file, placed]) => recordOf(file, placed))
    .join('\n')
    .replace(/(.)$/, '$1\n')
