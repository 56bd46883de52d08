import { isLooseDate } from '../dates.js'
import { type Check, conditionsIn, type DraftStatement, type Fault, type Text, textsIn } from '../draft.js'
import { operatorNamed } from '../operators.js'
import { legacyResource, resourceFault } from './resource-checks.js'

/** Faults of CreatePolicy in AWS' words. The recorded answers of AWS are the source; each check is one of its passes. */

const actionsOf = (statement: DraftStatement): readonly Text[] => [
  ...textsIn(statement, 'Action'),
  ...textsIn(statement, 'NotAction'),
]

export const versionCheck: Check = ({ version, root }) =>
  version?.kind === 'string' && version.value === '2012-10-17'
    ? []
    : [
        {
          start: (version ?? root).start,
          message: 'Policy document must be version 2012-10-17 or greater.',
          reason: 'write "Version": "2012-10-17"',
        },
      ]

const legacyText = 'The policy failed legacy parsing'

export const effectCaseCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Effect'))
    .filter(({ text }) => text !== 'Allow' && text !== 'Deny')
    .map(({ text, start }) => ({
      start,
      message: legacyText,
      reason: `Effect is case-sensitive: "${text}" must be "Allow" or "Deny"`,
    }))

export const dateCheck: Check = ({ statements }) =>
  statements.flatMap(conditionsIn).flatMap(({ operator, values }) =>
    operatorNamed(operator)?.operator.family === 'date'
      ? values
          .filter(({ text }) => !isLooseDate(text))
          .map(({ text, start }) => ({
            start,
            message: legacyText,
            reason: `"${text}" is no date; write one such as 2025-01-14T00:00:00Z`,
          }))
      : [],
  )

const resourcesOf = (statement: DraftStatement) => [
  ...textsIn(statement, 'Resource'),
  ...textsIn(statement, 'NotResource'),
]

/** AWS parses a resource the old way only while no resource before it had a fault of its own. */
export const legacyResourceCheck: Check = ({ statements }) => {
  const faults: Fault[] = []
  for (const statement of statements) {
    const resources = resourcesOf(statement)
    if (resources.some(({ text }) => resourceFault(text) !== undefined)) break
    for (const { text, start } of resources) {
      const reason = legacyResource(text)
      if (reason !== undefined) faults.push({ start, message: legacyText, reason })
    }
  }
  return faults
}

export const uniqueSidCheck: Check = ({ statements }) => {
  const seen = new Set<string>()
  return statements.flatMap(statement => {
    const [sid] = textsIn(statement, 'Sid')
    if (sid === undefined || sid.text === '') return []
    const again = seen.has(sid.text)
    seen.add(sid.text)
    const message = 'Statement IDs (SID) in a single policy must be unique.'
    return again ? [{ start: sid.start, message, reason: `the Sid "${sid.text}" stands twice` }] : []
  })
}

export const sidCharactersCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => textsIn(statement, 'Sid'))
    .filter(({ text }) => !/^[0-9A-Za-z]*$/.test(text))
    .map(({ start, text }) => ({
      start,
      message:
        'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
      reason: `the Sid "${text}" holds more than letters and digits`,
    }))

export const actionsPresentCheck: Check = ({ statements }) =>
  statements
    .filter(statement => actionsOf(statement).length === 0)
    .map(({ start }) => ({ start, message: 'Policy statement must contain actions.' }))

/** Of several bad resources AWS was seen to name the last of each list in descending order. */
export const resourceCheck: Check = ({ statements }) =>
  statements
    .flatMap(statement => resourcesOf(statement).toSorted((left, right) => (left.text < right.text ? 1 : -1)))
    .flatMap(({ text, start }) => {
      const message = resourceFault(text)
      return message === undefined ? [] : [{ start, message }]
    })
    .reverse()

const actionFault = (action: string): string | undefined => {
  const [vendor = '', ...names] = action.split(':')
  if (names.length === 0 && vendor !== '*') {
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
  }
  if (names.length > 1) return 'Actions/Condition can contain only one colon.'
  return vendor !== '*' && /[^a-zA-Z0-9\-.]/.test(vendor) ? `Vendor ${vendor} is not valid` : undefined
}

export const actionFormatCheck: Check = ({ statements }) =>
  statements.flatMap(actionsOf).flatMap(({ text, start }) => {
    const message = actionFault(text)
    return message === undefined ? [] : [{ start, message, reason: `"${text}" is no action such as s3:GetObject` }]
  })

export const resourcesPresentCheck: Check = ({ statements }) =>
  statements
    .filter(statement => resourcesOf(statement).length === 0)
    .map(({ start }) => ({ start, message: 'Policy statement must contain resources.' }))

export const noPrincipalCheck: Check = ({ statements }) =>
  statements
    .flatMap(({ members }) => members.filter(({ name }) => name === 'Principal' || name === 'NotPrincipal'))
    .map(({ name, start }) => ({
      start,
      message: 'Policy document should not specify a principal.',
      reason: `remove ${name}: the policy speaks about whoever it is attached to`,
    }))
