const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** What a value differs in from an expectation, a sentence each. `$absent`, `$any`, `$matches` and `$not` say what they mean. */
export const differences = (given: unknown, expected: unknown, place: string): string[] => {
  if (expected === '$any') return given === undefined ? [`${place}: nothing, wanted any`] : []
  if (expected === '$absent') return given === undefined ? [] : [`${place}: ${shown(given)}, wanted none`]
  if (isRecord(expected)) {
    if ('$matches' in expected) {
      const matches = new RegExp(String(expected.$matches)).test(String(given))
      return matches ? [] : [`${place}: ${shown(given)}, wanted /${String(expected.$matches)}/`]
    }
    if ('$not' in expected)
      return differences(given, expected.$not, place).length > 0 ? [] : [`${place}: ${shown(given)} is not wanted`]
    if (!isRecord(given)) return [`${place}: ${shown(given)}, wanted ${shown(expected)}`]
    return Object.entries(expected).flatMap(([name, value]) => differences(given[name], value, `${place}.${name}`))
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(given) || given.length !== expected.length)
      return [`${place}: ${shown(given)}, wanted ${shown(expected)}`]
    return expected.flatMap((value, index) => differences(given[index], value, `${place}[${index}]`))
  }
  return given === expected ? [] : [`${place}: ${shown(given)}, wanted ${shown(expected)}`]
}

/** All members of a record against an expectation that names all. */
export const exactDifferences = (
  given: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  place: string,
): string[] => [
  ...differences(given, expected, place),
  ...Object.keys(given)
    .filter(name => !(name in expected))
    .map(name => `${place}.${name}: ${shown(given[name])}, wanted none`),
]
