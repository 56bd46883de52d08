const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1]!.toLowerCase() === b[j - 1]!.toLowerCase() ? 0 : 1
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change))
    }
    row = next
  }
  return row[b.length]!
}

/** The known name closest to a mistyped one, if any is close. */
export const nearestName = (given: string, known: Iterable<string>): string | undefined => {
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    const apart = distance(given, name)
    if (apart <= Math.max(2, Math.floor(name.length / 3)) && (best === undefined || apart < best.distance)) {
      best = { name, distance: apart }
    }
  }
  return best?.name
}

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
