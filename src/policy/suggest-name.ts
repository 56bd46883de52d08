const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let at = 0; at < left.length; at++) {
    const next = [at + 1]
    for (let other = 0; other < right.length; other++) {
      const change = (row[other] ?? 0) + (left[at] === right[other] ? 0 : 1)
      next.push(Math.min(change, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The candidate that is most like a name, if any is like it at all. */
export const closest = (name: string, candidates: Iterable<string>): string | undefined => {
  const wanted = name.slice(0, 100).toLowerCase()
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const far = distance(wanted, candidate.toLowerCase())
    if (far < least) {
      least = far
      best = candidate
    }
  }
  return best
}

/** `; did you mean "Resource"?`, or nothing. */
export const didYouMean = (name: string, candidates: Iterable<string>): string => {
  const candidate = closest(name, candidates)
  return candidate === undefined ? '' : `; did you mean "${candidate}"?`
}

/** More names than these help nobody. */
const mostShown = 24

/** `did you mean \`policies\`?`, or the list of what there is. */
export const suggestName = (given: string, known: readonly string[]): string => {
  const near = closest(given, known)
  if (near !== undefined) return `did you mean \`${near}\`?`
  if (known.length === 0) return 'there are none'
  const shown = known.slice(0, mostShown).map(name => `\`${name}\``)
  const rest = known.length - shown.length
  return `known are ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
