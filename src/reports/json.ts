import type { RunReport } from '../recording/record-report.js'

/** The report as data, for other programs: `version` changes when a member changes its meaning. */
export const jsonReport = ({ decisions, tests, coverage, gaps, unused, mutation }: RunReport): string => {
  const { policies, ...mutants } = mutation
  const report = {
    version: 1,
    ...{ decisions, tests, summary: coverage.summary, mutants },
    gaps: gaps.map(({ place, kind, what }) => ({ place, kind, what })),
    unused: unused.map(({ place, kind, what }) => ({ place, kind, what })),
    survivors: policies.flatMap(each => each.survivors).map(survivorOf),
    edges: policies.flatMap(each => each.edges).map(survivorOf),
    policies: coverage.policies,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

const survivorOf = ({
  place,
  kind,
  change,
  follows,
  witness,
}: RunReport['mutation']['policies'][number]['survivors'][number]) => ({
  ...{ place, kind, change, follows, witness },
})
