/** What stands beside a line of a change. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'note'
  readonly title: string
  readonly message: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
}

const escapedText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapedValue = (text: string): string => escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/**
 * A line that GitHub Actions shows beside the line of a file:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const annotationLine = ({ level, title, message, file, line, column }: Annotation): string => {
  const members = Object.entries({ file, line, col: column, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapedValue(String(value))}`)
  return `::${level === 'note' ? 'notice' : level} ${members.join(',')}::${escapedText(message)}`
}
