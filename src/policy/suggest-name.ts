import { closest } from './suggest.js'

/** The known name closest to a mistyped one, if any is close. */
export const nearestName = closest

/** More names than these help nobody. */
const mostShown = 24

/** `did you mean \`policies\`?`, or the list of what there is. */
export const suggestName = (given: string, known: readonly string[]): string => {
  const near = nearestName(given, known)
  if (near !== undefined) return `did you mean \`${near}\`?`
  if (known.length === 0) return 'there are none'
  const shown = known.slice(0, mostShown).map(name => `\`${name}\``)
  const rest = known.length - shown.length
  return `known are ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
