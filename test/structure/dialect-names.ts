import { codeOf, type Source, sourcesOf, withoutTexts } from './sources.js'

/** Files that may name a dialect, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  'adapters/vitest.ts': '`tigris` is the name of the fixture that holds the mock',
  'adapters/vitest-global-setup.ts': '`tigris` is the name under which vitest provides the server',
  'src/policy/index.ts': 'the default dialect',
  'src/iam/policies.ts': '`aws` is the account in the ARNs of the policies that the service itself manages',
  'src/policy/aws/resource-checks.ts': '`aws` is a partition of ARNs',
}

const places = [/^src\/dialects\//, /^src\/policy\/profiles/, /^src\/scene/, /^src\/sources/]

const literal = /(["'`])(?:tigris|aws|yandex)\1/
// a table's key, a member; looked for outside of texts, where hosts and condition keys have such names
const named = /(?<=[{,]\s*)(?:tigris|aws|yandex)\s*:|\.(?:tigris|aws|yandex)\b/

const namesDialect = (source: Source): boolean => {
  const code = codeOf(source)
  return literal.test(code) || named.test(withoutTexts(code).replace(/`[^`$]*`/g, '``'))
}

/** Shared code asks features and limits, never which dialect it serves. Types may list the names. */
export const findDialectNames = (root: string): string[] => {
  const sources = sourcesOf(root)
  const shared = sources.filter(({ path }) => !places.some(place => place.test(path)))
  const guilty = shared.filter(namesDialect).map(({ path }) => path)
  return [
    ...guilty.filter(path => exceptions[path] === undefined).map(path => `${path} names a dialect`),
    ...Object.keys(exceptions)
      .filter(path => sources.some(source => source.path === path) && !guilty.includes(path))
      .map(path => `${path} needs no exception`),
  ]
}
