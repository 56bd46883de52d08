import { s3Actions } from './aws/s3-actions.js'
import { finding, type LintedStatement, type LintFinding, type LintHost, type LintRule } from './lint-findings.js'
import { actionMatcher } from './match.js'
import { levelTexts, resourceTexts, variablesOfResource } from './request-texts.js'
import { textClasses } from './text-classes.js'

type Level = keyof typeof levelTexts

const meets = (text: string, { profile, actions }: LintHost): readonly string[] => {
  const matches = actionMatcher(text, profile.questionMark)
  return actions.filter(action => matches(action.toLowerCase()))
}

/** What the actions of a pattern act on; undefined where one of them is not of S3, or where none is known. */
const levelsOf = (actions: readonly string[]): ReadonlySet<Level> | undefined => {
  const levels = actions.map(action => (Object.hasOwn(s3Actions, action) ? s3Actions[action] : undefined))
  if (levels.length === 0 || levels.includes(undefined)) return undefined
  return new Set(levels as Level[])
}

/** What of S3 a pattern of resources can take; undefined where that hangs on a variable. */
const reachOf = (text: string, { reading }: LintedStatement): ReadonlySet<Level> | undefined => {
  if (variablesOfResource(text, reading).length > 0) return undefined
  const texts = resourceTexts(text, reading, {})
  if (texts === undefined) return new Set()
  const names = Object.keys(levelTexts) as Level[]
  const { classes } = textClasses([texts, ...names.map(name => levelTexts[name])])
  return new Set(
    names.filter((_, index) => classes.some(({ taken: [takesIt, ...levels] }) => takesIt && levels[index] === true)),
  )
}

const bucketOf = (text: string): string => /^arn:[^:]*:s3:::([^/*?]*)/.exec(text)?.[1] ?? text

const wanted: Readonly<Record<Level, (text: string) => string>> = {
  account: () => 'write "*" as its resource',
  bucket: text => `name the bucket: "arn:aws:s3:::${bucketOf(text)}"`,
  object: text => `name its keys: "arn:aws:s3:::${bucketOf(text)}/*"`,
}

const acts: Readonly<Record<Level, string>> = {
  account: 'acts on no bucket',
  bucket: 'acts on buckets',
  object: 'acts on objects',
}

const overlaps = (left: ReadonlySet<Level>, right: ReadonlySet<Level>): boolean =>
  [...left].some(level => right.has(level))

/** Actions that none of the statement's resources can have, and resources that none of its actions can be asked on. */
const levelFaults = (statement: LintedStatement, host: LintHost): readonly LintFinding[] => {
  const { actions, resources } = statement.compiled
  if (actions.negated || resources.negated || resources.patterns.length === 0) return []
  const reached = resources.patterns.map(({ text }) => reachOf(text, statement))
  if (reached.includes(undefined)) return []
  const asked = actions.patterns.map(({ text }) => levelsOf(meets(text, host)))
  const all = new Set(reached.flatMap(levels => [...(levels ?? [])]))
  const first = resources.patterns[0]!.text
  const lost = actions.patterns.flatMap(({ text, position }, index) => {
    const levels = asked[index]
    if (levels === undefined || overlaps(levels, all)) return []
    const [level] = levels
    const message = `"${text}" ${acts[level!]}: no resource of this statement can have it`
    return [finding('warning', 'NeverMatches', position, message, wanted[level!](first))]
  })
  if (asked.includes(undefined)) return lost
  const levels = new Set(asked.flatMap(each => [...(each ?? [])]))
  const useful = resources.patterns.flatMap(({ text }, index) =>
    overlaps(reached[index]!, levels) ? [bucketOf(text)] : [],
  )
  const idle = resources.patterns.flatMap(({ text, position }, index) => {
    // beside `bucket/*`, `bucket` is how people write a pair: it does no harm
    if (overlaps(reached[index]!, levels) || useful.includes(bucketOf(text))) return []
    const [level] = levels
    if (reached[index]!.size === 0)
      return [finding('warning', 'NeverMatches', position, `"${text}" takes no bucket and no object`)]
    const message = `no action of this statement can be asked on "${text}"`
    return [finding('warning', 'NeverMatches', position, message, wanted[level!](text))]
  })
  // when every action is lost, that has said it already
  return lost.length === actions.patterns.length ? lost : [...lost, ...idle]
}

/** Patterns that the dialect reads otherwise than they look. */
const textFaults = ({ compiled, reading }: LintedStatement): readonly LintFinding[] =>
  compiled.resources.patterns.flatMap(({ text, position }) => {
    if (text.includes('${') && reading.variables === 'never')
      return [
        finding('warning', 'NeverMatches', position, `"${text}" never matches: this service has no policy variables`),
      ]
    if (text.includes('${') && reading.variables === 'literal') {
      const message = `"${text}" is plain text: policies of this Version have no variables`
      return [finding('warning', 'NoVariables', position, message, 'write "Version": "2012-10-17"')]
    }
    const bucket = /^arn:[^:]*:s3:::([^/]*)/.exec(text)?.[1] ?? ''
    if (/[A-Z]/.test(bucket) && !bucket.includes('${')) {
      const message = `no bucket is called "${bucket}": names of buckets have small letters, digits, dots and hyphens`
      return [finding('warning', 'NeverMatches', position, message)]
    }
    if (text.includes('?') && !reading.questionMark) {
      const message = `the "?" of "${text}" is plain text: this service knows "*" alone`
      return [finding('note', 'PlainQuestionMark', position, message)]
    }
    return []
  })

/** Actions and resources that never meet. */
export const reachRule: LintRule = ({ statements }, host) =>
  statements.flatMap(statement => {
    const texts = textFaults(statement)
    return texts.some(({ code }) => code === 'NeverMatches') ? texts : [...levelFaults(statement, host), ...texts]
  })
