import type { CoverageCount, CoverageSummary } from '../recording/coverage-types.js'
import type { Survivor } from '../recording/mutation-types.js'
import type { RunReport } from '../recording/record-report.js'

/** How much of a report a text has. */
export interface TextOptions {
  /** Lines of each list; the rest is counted. Default: all. */
  readonly most?: number
  /** Path of the page, named at the end. */
  readonly page?: string
  /** Edges that no test tries, too. */
  readonly edges?: boolean
}

const number = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

const part = (name: string, { percent, total }: CoverageCount): string[] =>
  total === 0 ? [] : [`${name} ${percent} %`]

const partsOf = (summary: CoverageSummary): string =>
  (['statements', 'actions', 'resources', 'principals', 'conditions'] as const)
    .flatMap(name => part(name, summary[name]))
    .join(', ')

const row = (label: string, text: string): string => `  ${label.padEnd(10)}${text}`

const listed = (lines: readonly (readonly string[])[], most = lines.length): readonly string[] => [
  ...lines.slice(0, most).flatMap(each => each.map(line => `    ${line}`)),
  ...(lines.length > most ? [`    and ${lines.length - most} more`] : []),
]

const witnessOf = ({ witness: { line, action, resource, expect, context, caller } }: Survivor): string => {
  if (line !== undefined) return line
  const keys = Object.entries(context).map(([key, value]) =>
    value === undefined ? `without ${key}` : `with ${key} ${value}`,
  )
  return `${caller} asks ${action} on ${resource} ${keys.join(', ')}: ${expect}`
}

const survivorLines = (survivor: Survivor): readonly string[] => [
  `${survivor.place}: ${survivor.change}; a test that notices:`,
  `  ${witnessOf(survivor)}`,
]

/** The report of coverage alone: what was reached, and each part that was not. */
export const coverageText = (report: RunReport, { most }: TextOptions = {}): string => {
  const { coverage, gaps, decisions, tests } = report
  const { summary, policies } = coverage
  const { all } = summary
  return [
    row(
      'Policies',
      `${number(policies.length, 'policy', 'policies')}, ${number(decisions, 'decision')} of ${number(tests, 'test')}`,
    ),
    row('Coverage', `${all.percent} % of their parts (${all.matched} of ${all.total}): ${partsOf(summary)}`),
    ...listed(
      gaps.map(({ place, what }) => [`${place}: not reached: ${what}`]),
      most,
    ),
  ].join('\n')
}

/** The report of mutants alone: how many are noticed, and for each that is not, the test that would. */
export const mutationText = ({ mutation }: Pick<RunReport, 'mutation'>, { most, edges }: TextOptions = {}): string => {
  const { policies, killed, survived, percent, equivalent } = mutation
  const survivors = policies.flatMap(each => each.survivors)
  const shown = survivors.filter(({ follows }) => !follows)
  const unasked = policies.filter(each => each.unasked && each.mutants > 0)
  const follow = survivors.length - shown.length
  const close = edges ? policies.flatMap(each => each.edges) : []
  return [
    row(
      'Mutants',
      `${percent} % noticed (${killed} of ${killed + survived})${equivalent === 0 ? '' : `, ${equivalent} are the same policy`}`,
    ),
    ...listed(
      unasked.map(({ policy, mutants }) => [
        `${policy.file ?? policy.name}: no test asks this policy; ${number(mutants, 'mutant')} of it`,
      ]),
    ),
    ...listed(shown.map(survivorLines), most),
    ...(follow === 0 ? [] : [`    ${follow} more ${follow === 1 ? 'follows' : 'follow'} from these`]),
    ...(close.length === 0
      ? []
      : [
          row('Edges', `${number(close.length, 'edge')} that no test tries (not counted)`),
          ...listed(close.map(survivorLines), most),
        ]),
  ].join('\n')
}

/** The end of a test run: a few lines, and where the rest is. */
export const summaryText = (report: RunReport, options: TextOptions = {}): string => {
  const { unused } = report
  const { most, page } = options
  return [
    coverageText(report, options),
    mutationText(report, options),
    ...(unused.length === 0
      ? []
      : [
          row('Unused', `${number(unused.length, 'grant')} that no test uses`),
          ...listed(
            unused.map(({ place, what }) => [`${place}: ${what}`]),
            most,
          ),
        ]),
    ...(page === undefined ? [] : [row('Report', page)]),
  ].join('\n')
}
