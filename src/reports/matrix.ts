import type { Matrix, MatrixCell, MatrixRow } from '../recording/matrix.js'
import { html } from './html.js'
import { htmlPage } from './html-page.js'

/** What a matrix is of, as reports call it. */
export interface MatrixTitle {
  readonly title: string
  readonly dialect: string
}

/** Actions on one resource about which the callers are told alike. */
interface Line {
  readonly actions: readonly string[]
  readonly cells: readonly MatrixCell[]
  readonly keys: readonly (readonly string[])[]
}

interface Block {
  readonly resource: string
  readonly lines: readonly Line[]
}

const sameAs = (row: MatrixRow): string => JSON.stringify([row.cells, row.keys])

const isDenied = ({ cells }: Pick<Line, 'cells'>): boolean => cells.every(cell => cell === 'denied')

/** Resources in their order; on each, lines of those who may something. */
const blocksOf = ({ rows }: Matrix): readonly Block[] => {
  const resources = [...new Set(rows.map(({ resource }) => resource))]
  return resources.map(resource => {
    const lines = new Map<string, Line>()
    for (const row of rows.filter(each => each.resource === resource && !isDenied(each))) {
      const known = lines.get(sameAs(row))
      lines.set(sameAs(row), { ...row, actions: [...(known?.actions ?? []), row.action] })
    }
    return { resource, lines: [...lines.values()] }
  })
}

const word = (cell: MatrixCell, keys: readonly string[], notes: Notes): string => {
  if (cell !== 'conditional') return cell === 'allowed' ? 'yes' : '-'
  return `if ${notes.of(keys)}`
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** What `if a` hangs on, with a letter for each combination of keys. */
class Notes {
  readonly #found = new Map<string, string>()

  of(keys: readonly string[]): string {
    const text = keys.length === 0 ? 'several keys at once' : keys.join(' and ')
    const known = this.#found.get(text)
    if (known !== undefined) return known
    const size = this.#found.size
    const letter = size < letters.length ? letters[size]! : String(size + 1)
    this.#found.set(text, letter)
    return letter
  }

  list(): readonly string[] {
    return [...this.#found].map(([text, letter]) => `if ${letter}: depends on ${text}`)
  }
}

const nothing = (blocks: readonly Block[]): readonly string[] =>
  blocks.filter(({ lines, resource }) => lines.length === 0 && resource !== '*').map(({ resource }) => resource)

/** Width of a page of text. */
const width = 100
const longestName = 24

const shortName = (name: string): string => (name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`)

/** Text cut at commas, so that each line fits. */
const wrapped = (items: readonly string[], room: number): readonly string[] => {
  const lines: string[] = []
  for (const [index, item] of items.entries()) {
    const piece = index < items.length - 1 ? `${item},` : item
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + piece.length <= room) lines[lines.length - 1] = `${last} ${piece}`
    else lines.push(piece)
  }
  return lines
}

const mostActions = 6

const actionTexts = (actions: readonly string[]): readonly string[] =>
  actions.length <= mostActions
    ? actions
    : [...actions.slice(0, mostActions - 1), `${actions.length - mostActions + 1} more`]

const tableText = (blocks: readonly Block[], columns: readonly string[], from: number, notes: Notes): string[] => {
  const widths = columns.map(name => Math.max(shortName(name).length, 4) + 2)
  const room = Math.min(64, width - widths.reduce((sum, each) => sum + each, 0))
  const cellsText = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('')
      .trimEnd()
  const lines = [`${' '.repeat(room)}${cellsText(columns.map(shortName))}`]
  for (const { resource, lines: own } of blocks) {
    if (own.length === 0) continue
    lines.push(resource === '*' ? 'no bucket' : resource)
    for (const { actions, cells, keys } of own) {
      const [first = '', ...more] = wrapped(actionTexts(actions), room - 4)
      const words = columns.map((_, index) => word(cells[from + index]!, keys[from + index]!, notes))
      lines.push(`  ${first.padEnd(room - 2)}${cellsText(words)}`.trimEnd(), ...more.map(line => `    ${line}`))
    }
  }
  return lines
}

/** As many columns as fit beside the actions. */
const pagesOf = (columns: readonly string[]): readonly (readonly string[])[] => {
  const pages: string[][] = []
  let used = width
  for (const name of columns) {
    const own = Math.max(shortName(name).length, 4) + 2
    if (used + own > width - 36) {
      pages.push([])
      used = 0
    }
    pages.at(-1)!.push(name)
    used += own
  }
  return pages
}

/** A matrix as text that fits 100 columns. */
export const matrixText = (matrix: Matrix): string => {
  const blocks = blocksOf(matrix)
  const notes = new Notes()
  let from = 0
  const tables = pagesOf(matrix.columns).map(columns => {
    const text = tableText(blocks, columns, from, notes).join('\n')
    from += columns.length
    return text
  })
  const denied = nothing(blocks)
  const beside =
    denied.length === 0 ? [] : ['nothing is allowed on', ...wrapped(denied, width - 2).map(line => `  ${line}`)]
  return [
    ...tables,
    ...(notes.list().length === 0 ? [] : [notes.list().join('\n')]),
    ...(beside.length === 0 ? [] : [beside.join('\n')]),
  ].join('\n\n')
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``

/** A matrix as Markdown, to be committed. */
export const matrixMarkdown = ({ title, dialect }: MatrixTitle, matrix: Matrix): string => {
  const blocks = blocksOf(matrix)
  const notes = new Notes()
  const rows = blocks.flatMap(({ resource, lines }) =>
    lines.map(({ actions, cells, keys }) => {
      const words = cells.map((cell, index) => word(cell, keys[index]!, notes))
      return `| ${resource === '*' ? 'no bucket' : code(resource)} | ${actions.map(code).join(', ')} | ${words.join(' | ')} |`
    }),
  )
  const denied = nothing(blocks)
  return [
    `# ${title}`,
    '',
    `Who may do what, as ${dialect} decides.`,
    '',
    `| on | action | ${matrix.columns.join(' | ')} |`,
    `|---|---|${matrix.columns.map(() => '---').join('|')}|`,
    ...rows,
    ...(notes.list().length === 0 ? [] : ['', ...notes.list().map(note => `- ${note}`)]),
    ...(denied.length === 0 ? [] : ['', `Nothing is allowed on ${denied.map(code).join(', ')}.`]),
  ].join('\n')
}

const classes = { allowed: 'good', denied: 'quiet', conditional: 'warn' } as const

const cellHtml = (cell: MatrixCell, keys: readonly string[]) =>
  html`<td><span class="${classes[cell]}">${cell === 'conditional' ? `if ${keys.join(', ')}` : cell === 'allowed' ? 'yes' : 'no'}</span></td>`

/** A matrix as a page. */
export const matrixHtml = ({ title, dialect }: MatrixTitle, matrix: Matrix): string => {
  const blocks = blocksOf(matrix)
  const denied = nothing(blocks)
  const body = html`<div class="scroll" tabindex="0" role="region" aria-label="Who may do what">
<table>
<thead><tr><th scope="col">On</th><th scope="col">Action</th>${matrix.columns.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${blocks.flatMap(({ resource, lines }) =>
  lines.map(
    ({ actions, cells, keys }, index) => html`<tr>${
      index === 0
        ? html`<th scope="rowgroup" rowspan="${lines.length}"><code>${resource === '*' ? 'no bucket' : resource}</code></th>`
        : undefined
    }<td class="code">${actions.join(', ')}</td>${cells.map((cell, at) => cellHtml(cell, keys[at]!))}</tr>
`,
  ),
)}</tbody>
</table>
</div>
${denied.length === 0 ? undefined : html`<p>Nothing is allowed on ${denied.map((resource, index) => html`${index === 0 ? '' : ', '}<code>${resource}</code>`)}.</p>`}`
  return htmlPage({ title, lead: `Who may do what, as ${dialect} decides.`, body })
}

/** A matrix as data: its rows are those of permission files, which take `allowed` and `denied`. */
export const matrixData = ({ title, dialect }: MatrixTitle, { columns, rows }: Matrix) => ({
  title,
  dialect,
  columns,
  rows: Object.fromEntries(rows.map(({ action, resource, cells }) => [`${action} ${resource}`, cells])),
  conditions: Object.fromEntries(
    rows
      .filter(({ cells }) => cells.includes('conditional'))
      .map(({ action, resource, keys }) => [`${action} ${resource}`, keys]),
  ),
})
