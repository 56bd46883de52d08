import { fail } from '../../contract/errors.js'
import type { OperationContext } from '../../contract/operation.js'
import type { LifecycleRule } from '../../store/types.js'
import type { SentRule } from './lifecycle-shape.js'

type LifecycleContext = Pick<OperationContext, 'features' | 'limits' | 'dialect' | 'ids'>

const invalid = (text: string): never => fail('InvalidArgument', {}, text)
const refuse = (text: string): never => fail('InvalidRequest', {}, text)

const requirePositive = (value: number | undefined, name: string): void => {
  if (value !== undefined && value < 1) invalid(`'${name}' must be a positive integer`)
}

const requireMidnight = (date: number | undefined): void => {
  if (date === undefined || date % 86_400_000 === 0) return
  const details = { ArgumentName: 'Date', ArgumentValue: new Date(date).toISOString() }
  fail('InvalidArgument', details, "'Date' must be at midnight GMT")
}

/** One of two forms, never both or none. */
const requireOne = (action: { readonly Date?: number | undefined; readonly Days?: number | undefined }): void => {
  if ((action.Date === undefined) === (action.Days === undefined)) fail('MalformedXML')
}

const checkFilter = ({ Filter, Prefix }: SentRule, optional: boolean): void => {
  if (!optional && (Filter === undefined) === (Prefix === undefined)) fail('MalformedXML')
  const { And, ...single } = Filter ?? {}
  if (Object.values({ ...single, And }).filter(each => each !== undefined).length > 1) fail('MalformedXML')
  if (And === undefined) return
  const { Tags, ...rest } = And
  if (Tags.length + Object.values(rest).filter(each => each !== undefined).length < 2) fail('MalformedXML')
  if (new Set(Tags.map(({ Key }) => Key)).size < Tags.length) refuse('Duplicate Tag Keys are not allowed.')
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = And
  if (above !== undefined && below !== undefined && above >= below) {
    refuse("'ObjectSizeGreaterThan' has to be a value less than 'ObjectSizeLessThan'.")
  }
}

const storesCold: ReadonlySet<string> = new Set(['STANDARD_IA', 'ONEZONE_IA'])

const checkTransitions = (
  { Transitions, Expiration, Prefix, Filter }: SentRule,
  { dialect, limits: { coldAfterDays: cold = 0 } }: LifecycleContext,
): void => {
  const { storageClasses } = dialect
  const classes = new Set(Transitions.map(({ StorageClass }) => StorageClass))
  if (classes.size < Transitions.length) {
    refuse("'StorageClass' must be different for 'Transition' actions in same 'Rule'")
  }
  const filter = `(prefix=${Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? ''})`
  for (const transition of Transitions) {
    const { Days, Date: date, StorageClass } = transition
    requireOne(transition)
    requireMidnight(date)
    if (StorageClass === 'STANDARD' || !storageClasses.includes(StorageClass)) fail('MalformedXML')
    if (Days !== undefined && Days < 0) invalid("'Days' in Transition action must be nonnegative")
    if (storesCold.has(StorageClass) && (Days ?? cold) < cold) {
      invalid(`'Days' in Transition action must be greater than or equal to ${cold} for storageClass '${StorageClass}'`)
    }
    if (Expiration === undefined) continue
    if (
      (Days === undefined) !== (Expiration.Days === undefined) &&
      Expiration.ExpiredObjectDeleteMarker === undefined
    ) {
      refuse(
        `Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '${filter}'`,
      )
    }
    if (Days !== undefined && Expiration.Days !== undefined && Expiration.Days <= Days) {
      invalid(
        `'Days' in the Expiration action for filter '${filter}' must be greater than 'Days' in the Transition action`,
      )
    }
    if (date !== undefined && Expiration.Date !== undefined && Expiration.Date <= date) {
      invalid(
        `'Date' in the Expiration action for filter '${filter}' must be later than 'Date' in the Transition action`,
      )
    }
  }
}

const checkExpiration = ({ Expiration, Filter, AbortIncompleteMultipartUpload: abort }: SentRule): void => {
  const hasTags = Filter?.Tag !== undefined || (Filter?.And?.Tags.length ?? 0) > 0
  if (abort !== undefined) {
    if (abort.DaysAfterInitiation === undefined) fail('MalformedXML')
    if (hasTags) refuse('AbortIncompleteMultipartUpload cannot be specified with Tags.')
    requirePositive(abort.DaysAfterInitiation, 'DaysAfterInitiation')
  }
  if (Expiration === undefined) return
  if (Expiration.ExpiredObjectDeleteMarker === undefined) requireOne(Expiration)
  else {
    if (Expiration.Date !== undefined || Expiration.Days !== undefined) fail('MalformedXML')
    if (hasTags) refuse('ExpiredObjectDeleteMarker cannot be specified with Tags.')
  }
  if (Expiration.Days !== undefined && Expiration.Days < 1) {
    invalid("'Days' for Expiration action must be a positive integer")
  }
  requireMidnight(Expiration.Date)
}

const checkNoncurrent = ({ NoncurrentVersionExpiration: expiration, NoncurrentVersionTransitions }: SentRule): void => {
  if (expiration !== undefined) {
    if (expiration.NoncurrentDays === undefined) fail('MalformedXML')
    requirePositive(expiration.NoncurrentDays, 'NoncurrentDays')
    requirePositive(expiration.NewerNoncurrentVersions, 'NewerNoncurrentVersions')
  }
  for (const { NoncurrentDays } of NoncurrentVersionTransitions) {
    if (NoncurrentDays === undefined) fail('MalformedXML')
  }
}

/**
 * Tigris' rules: an optional prefix, one transition, one expiration.
 * https://www.tigrisdata.com/docs/buckets/object-lifecycle-rules/
 */
const checkSimple = (rule: SentRule): void => {
  const { Prefix: _, ...further } = rule.Filter ?? {}
  const beyond =
    Object.values(further).some(each => each !== undefined) ||
    rule.Transitions.length > 1 ||
    rule.NoncurrentVersionTransitions.length > 0 ||
    rule.NoncurrentVersionExpiration !== undefined ||
    rule.AbortIncompleteMultipartUpload !== undefined ||
    rule.Expiration?.ExpiredObjectDeleteMarker !== undefined
  if (beyond) fail('MalformedXML')
}

const checkRule = (rule: SentRule, context: LifecycleContext): void => {
  if (context.features.has('simple-lifecycle-rules')) checkSimple(rule)
  const most = context.limits.lifecycleRuleId ?? 255
  if ((rule.ID ?? '').length > most) invalid(`ID length should not exceed allowed limit of ${most}`)
  checkFilter(rule, context.features.has('simple-lifecycle-rules'))
  checkTransitions(rule, context)
  checkExpiration(rule)
  checkNoncurrent(rule)
  const { Expiration, Transitions, NoncurrentVersionTransitions: later, NoncurrentVersionExpiration: end } = rule
  const actions = [Expiration, Transitions[0], later[0], end, rule.AbortIncompleteMultipartUpload]
  if (actions.every(each => each === undefined)) refuse('At least one action needs to be specified in a rule')
}

/** The rules, each with an id. Throws MalformedXML, InvalidArgument, InvalidRequest. */
export const checkLifecycle = (rules: readonly SentRule[], context: LifecycleContext): readonly LifecycleRule[] => {
  if (rules.length === 0 || rules.length > (context.limits.lifecycleRules ?? 1000)) fail('MalformedXML')
  for (const rule of rules) checkRule(rule, context)
  const ids = rules.flatMap(({ ID }) => (ID === undefined ? [] : [ID]))
  if (new Set(ids).size < ids.length) invalid('Rule ID must be unique. Found same ID for more than one rule')
  return rules.map(rule => ({ ...rule, ID: rule.ID || context.ids.next('lifecycle-rule', 36) }))
}
