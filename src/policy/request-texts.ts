import { contextValue } from './conditions.js'
import { arnParts, many, tokensOf } from './match.js'
import type { ResourceReading } from './resources.js'
import { type Piece, piecesOf, type TextPattern } from './text-classes.js'
import type { ConditionContext } from './types.js'
import { isVariable, resolve, templateOf } from './variables.js'

const anything: Piece = { repeats: true, except: '' }
const notIn = (except: string, repeats: boolean): Piece => ({ repeats, except })

const templateOfResource = (text: string, { variables, questionMark, starEndsResource }: ResourceReading) =>
  templateOf(arnParts(text)[5] ?? '*', variables, starEndsResource ? 'last' : questionMark ? 'both' : 'star')

/** The lower-case names of actions that a pattern takes, as `actionMatcher` reads it. */
export const actionTexts = (pattern: string, questionMark: boolean): TextPattern => {
  if (pattern === '*') return { pieces: piecesOf([many]) }
  const colon = pattern.indexOf(':')
  const lower = pattern.toLowerCase()
  // without a vendor it takes nothing: no name has a line break
  if (colon === -1) return { pieces: ['\n'] }
  const names = piecesOf(tokensOf(lower.slice(colon + 1), questionMark))
  return {
    pieces: lower.startsWith('*:') ? [...piecesOf([many]), ':', ...names] : [lower.slice(0, colon + 1), ...names],
  }
}

/** Names that an action may have, whatever the service. */
export const anyAction: TextPattern = {
  pieces: [notIn(':*?\n', false), notIn(':*?\n', true), ':', notIn(':*?\n', false), notIn(':*?\n', true)],
}

/** Condition keys that stand as variables in a resource. */
export const variablesOfResource = (text: string, reading: ResourceReading): readonly string[] =>
  (templateOfResource(text, reading) ?? []).filter(isVariable).map(({ key }) => key)

/**
 * The resources that a pattern takes, as `resourcePattern` reads it, with values for its variables. Undefined: none.
 * Its first three parts are in lower case, as those of a resource that is asked for are.
 */
export const resourceTexts = (
  text: string,
  reading: ResourceReading,
  context: ConditionContext,
): TextPattern | undefined => {
  if (text === '*') return { pieces: [anything] }
  const written = arnParts(text)
  if (written.length < 6 && !reading.padShort && !text.includes('*')) return undefined
  const template = templateOfResource(text, reading)
  const rest = template && resolve(template, key => contextValue(context, key))
  if (rest === undefined) return undefined
  const head = [...written, ...Array<string>(6).fill('*')].slice(0, 5)
  const lead = head.flatMap((part, index): readonly Piece[] => [
    ...piecesOf(tokensOf(index < 3 ? part.toLowerCase() : part, reading.questionMark), ':'),
    ':',
  ])
  return { pieces: [...lead, ...piecesOf(rest)] }
}

const s3 = 'arn:aws:s3:::'
const bucketName: readonly Piece[] = [notIn('/*?', false), notIn('/*?', true)]

/** What actions of S3 act on: no request asks for them on anything else. */
export const levelTexts = {
  account: { pieces: [`${s3}*`] },
  bucket: { pieces: [s3, ...bucketName] },
  object: { pieces: [s3, ...bucketName, '/', notIn('', false), anything] },
} as const satisfies Readonly<Record<string, TextPattern>>

/** What actions of IAM and STS act on. */
export const identityTexts: readonly TextPattern[] = [{ pieces: ['arn:aws:iam::', anything] }, { pieces: ['*'] }]
