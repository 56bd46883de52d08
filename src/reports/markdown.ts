import type { CoverageCount } from '../recording/coverage-types.js'
import type { RunReport } from '../recording/record-report.js'

/** Text in a cell or a list: what Markdown would read as its own is escaped. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, character => `\\${character}`)
const code = (text: string): string => {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return fence.length > 1 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}

const countRow = (name: string, { matched, total, percent }: CoverageCount): string[] =>
  total === 0 ? [] : [`| ${name} | ${percent} % | ${matched} of ${total} |`]

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines]

/** The report for a pull request or a page of the project. */
export const markdownReport = ({ coverage, gaps, unused, mutation, tests, decisions }: RunReport): string => {
  const { summary } = coverage
  const { killed, survived, percent } = mutation
  const survivors = mutation.policies.flatMap(each => each.survivors.filter(({ follows }) => !follows))
  return [
    '## Policies under test',
    '',
    `${coverage.policies.length} policies, ${decisions} decisions of ${tests} tests.`,
    '',
    '| part | reached | |',
    '| --- | ---: | ---: |',
    ...(['statements', 'actions', 'resources', 'principals', 'conditions'] as const).flatMap(name =>
      countRow(name, summary[name]),
    ),
    `| mutants noticed | ${percent} % | ${killed} of ${killed + survived} |`,
    ...section(
      'Not reached',
      gaps.map(({ place, what }) => `- ${code(place)}: ${plain(what)}`),
    ),
    ...section(
      'Changes that no test notices',
      survivors.flatMap(({ place, change, witness }) => [
        `- ${code(place)}: ${plain(change)}`,
        ...(witness.line === undefined ? [] : ['', '  ```yaml', `  ${witness.line}`, '  ```']),
      ]),
    ),
    ...section(
      'Granted and never used',
      unused.map(({ place, what }) => `- ${code(place)}: ${plain(what)}`),
    ),
    '',
  ].join('\n')
}
