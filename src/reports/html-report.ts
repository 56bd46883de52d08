import type { CoverageCount, CoveredElement, CoveredPolicy } from '../recording/coverage-types.js'
import type { Survivor } from '../recording/mutation-types.js'
import type { RunReport } from '../recording/record-report.js'
import type { RecordedPolicy } from '../recording/record-types.js'
import { html, type Markup, type Shown } from './html.js'
import { htmlPage } from './html-page.js'

const styles = html`
.text { counter-reset: line; padding: .5rem 0; margin: 0; background: none; border: 0; }
.text span.row { display: grid; grid-template-columns: 3rem 9rem 1fr; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .text span.row { grid-template-columns: 2.25rem 4.5rem 1fr; } }
.text .at, .text .hits { color: var(--quiet); text-align: right; padding-right: .75rem; user-select: none; }
.row.reached { background: var(--good-ground); }
.row.partly { background: var(--warn-ground); }
.row.missed { background: var(--bad-ground); }
.row.missed .hits, .row.partly .hits { color: var(--text); font-weight: 600; }
details { margin: .25rem 0; }
summary { cursor: pointer; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; margin: 1.25rem 0; list-style: none; }
.figures li { border: 1px solid var(--line); border-radius: 6px; background: var(--raised); padding: .5rem 1rem; min-width: 8.5rem; }
.figures b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
li pre { white-space: pre-wrap; overflow-wrap: anywhere; }
td details { margin: 0; }
td ul { margin: 0; padding-left: 1.1rem; }
`

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/** How far a part was reached, in words: colours alone tell nobody who does not see them. */
const stateOf = ({
  matched,
  missed,
}: CoveredElement): readonly [state: 'reached' | 'partly' | 'missed', words: string] => {
  if (missed === undefined) return matched > 0 ? ['reached', times(matched)] : ['missed', 'never']
  if (matched > 0 && missed > 0) return ['reached', `true ${matched}, false ${missed}`]
  if (matched === 0 && missed === 0) return ['missed', 'never asked']
  return ['partly', matched > 0 ? 'never false' : 'never true']
}

const classes = { reached: 'good', partly: 'warn', missed: 'bad' } as const

const badge = (element: CoveredElement): Markup => {
  const [state, words] = stateOf(element)
  return html`<span class="${classes[state]}">${words}</span>`
}

/** Line of the policy's own text at which a part stands, though its file is another text. */
const lineIn = ({ text, places }: RecordedPolicy, { position }: CoveredElement): number => {
  if (places === undefined) return position.line
  const offset = places.find(([, line, column]) => line === position.line && column === position.column)?.[0] ?? 0
  return text.slice(0, offset).split('\n').length
}

/** Of several parts on one line, how many were reached. */
const stateOfLine = (elements: readonly CoveredElement[]): readonly [state?: string, words?: string] => {
  const states = elements.map(stateOf)
  const reached = states.filter(([state]) => state === 'reached').length
  if (states.length < 2 || reached === 0 || reached === states.length) return states[0] ?? []
  return ['partly', `${reached} of ${states.length}`]
}

const textOf = ({ policy, statements }: CoveredPolicy): Markup => {
  const byLine = new Map<number, CoveredElement[]>()
  for (const element of statements.flatMap(({ elements }) => elements)) {
    const line = lineIn(policy, element)
    byLine.set(line, [...(byLine.get(line) ?? []), element])
  }
  const rows = policy.text
    .trimEnd()
    .split('\n')
    .map((text, index) => {
      const [state, words] = stateOfLine(byLine.get(index + 1) ?? [])
      return html`<span class="row ${state}"><span class="at">${index + 1}</span><span class="hits">${words}</span><span>${text}</span></span>`
    })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Text of ${policy.name}"><pre class="text">${rows}</pre></div>`
}

const seenOf = ({ seen }: CoveredElement): Shown => {
  if (seen.length === 0) return undefined
  const items = seen.map(
    ({ value, times: count, taken }) =>
      html`<li><code>${value}</code> ${times(count)}${taken ? undefined : ', not taken'}</li>`,
  )
  return html`<details><summary>${seen.length} asked</summary><ul>${items}</ul></details>`
}

const names: Readonly<Record<CoveredElement['kind'], string>> = {
  ...{ statement: 'Statement', action: 'Action', resource: 'Resource', principal: 'Principal', condition: 'Condition' },
}

const elementRow = (element: CoveredElement): Markup => {
  const { kind, text, negated, position, decisive } = element
  const name = `${negated && kind !== 'condition' ? 'Not' : ''}${names[kind]}`
  return html`<tr><td class="number">${position.line}</td><th scope="row">${name}</th><td><code>${text}</code></td><td>${badge(element)}</td><td class="number">${decisive}</td><td>${seenOf(element)}</td></tr>`
}

const survivorItem = ({
  place,
  change,
  witness: { line, action, resource, expect, caller },
}: Survivor): Markup => html`<li><p><code>${place}</code>: ${change}</p>
${line === undefined ? html`<p class="quiet">${caller} asks ${action} on ${resource}: ${expect}</p>` : html`<pre tabindex="0">${line}</pre>`}</li>`

const survivorsOf = (survivors: readonly Survivor[], words: string): Shown => {
  const shown = survivors.filter(({ follows }) => !follows)
  return shown.length === 0 ? undefined : html`<h3>${words}</h3><ul>${shown.map(survivorItem)}</ul>`
}

const titleOf = ({ file, name, madeAt }: RecordedPolicy): string =>
  file ?? (madeAt === undefined ? name : `${name}, built at ${madeAt.file}:${madeAt.line}`)

const policySection = (covered: CoveredPolicy, index: number, { mutation }: RunReport): Markup => {
  const { policy, statements, asked, tests } = covered
  const mutated = mutation.policies.find(each => each.policy.id === policy.id)
  const elements = statements.flatMap(each => each.elements)
  const testList = tests.map(test => html`<li>${test}</li>`)
  return html`<section aria-labelledby="policy-${index}">
<h2 id="policy-${index}">${titleOf(policy)}</h2>
<p class="quiet">${policy.kind} policy of dialect ${policy.dialect}, asked ${times(asked)}</p>
${tests.length === 0 ? undefined : html`<details><summary>Tests that asked it</summary><ul>${testList}</ul></details>`}
${textOf(covered)}
<h3>Its parts</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Parts of ${policy.name}"><table>
<thead><tr><th scope="col" class="number">Line</th><th scope="col">Part</th><th scope="col">Text</th><th scope="col">Reached</th><th scope="col" class="number">Decisive</th><th scope="col">Values</th></tr></thead>
<tbody>${elements.map(elementRow)}</tbody></table></div>
${survivorsOf(mutated?.survivors ?? [], 'Changes that no test notices, each with a test that would')}
${survivorsOf(mutated?.edges ?? [], 'Edges that no test tries (not counted)')}
</section>`
}

const figure = (name: string, { percent, matched, total }: CoverageCount): Shown =>
  total === 0
    ? undefined
    : html`<li><b>${percent} %</b>${name}<br><span class="quiet">${matched} of ${total}</span></li>`

const figures = ({
  coverage: { summary },
  mutation: { percent, killed, survived },
}: RunReport): Markup => html`<ul class="figures" aria-label="Figures of the run">
${figure('statements', summary.statements)}${figure('actions', summary.actions)}${figure('resources', summary.resources)}${figure('principals', summary.principals)}${figure('condition sides', summary.conditions)}${figure('mutants noticed', { percent, matched: killed, total: killed + survived })}
</ul>`

const gapList = ({ gaps }: RunReport): Shown =>
  gaps.length === 0
    ? html`<p><span class="good">Every part of every policy was reached.</span></p>`
    : html`<ul>${gaps.map(({ place, what }) => html`<li><code>${place}</code>: ${what}</li>`)}</ul>`

const contents = ({ coverage, mutation }: RunReport): Markup => {
  const items = coverage.policies.map(({ policy, asked }, index) => {
    const found = mutation.policies.find(each => each.policy.id === policy.id)
    const survivors = found?.survivors.filter(({ follows }) => !follows).length ?? 0
    const state =
      asked === 0
        ? html`<span class="bad">never asked</span>`
        : survivors === 0
          ? html`<span class="good">no change goes unnoticed</span>`
          : html`<span class="warn">${survivors} ${survivors === 1 ? 'change' : 'changes'} unnoticed</span>`
    return html`<li><a href="#policy-${index}">${titleOf(policy)}</a> ${state}</li>`
  })
  return html`<nav aria-label="Policies"><ul>${items}</ul></nav>`
}

/** The report as one page: each policy's own text with counts, the values that were asked, and the changes that no test notices. */
export const htmlReport = (report: RunReport): string => {
  const { coverage, decisions, tests } = report
  const { policies } = coverage
  const count = `${policies.length} ${policies.length === 1 ? 'policy' : 'policies'}, ${decisions} decisions of ${tests} tests.`
  return htmlPage({
    title: 'Policies under test',
    lead: `${count} A part is decisive in a decision that would be another without it.`,
    styles,
    body: html`${figures(report)}
<h2>Policies</h2>
${contents(report)}
<h2>Not reached</h2>
${gapList(report)}
${policies.map((each, index) => policySection(each, index, report))}`,
  })
}
