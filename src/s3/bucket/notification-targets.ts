import { fail } from '../../contract/errors.js'
import type { OperationContext } from '../../contract/operation.js'
import { list, optional, renamed, structure, text } from '../../protocol/shapes.js'

const filter = structure({
  Key: optional(structure({ FilterRules: list(structure({ Name: text, Value: text }), 'FilterRule') }), 'S3Key'),
})

const common = { Id: optional(text), Events: list(text, 'Event'), Filter: optional(filter) }

/** The document, in the names of the SDK. */
export const notifications = structure({
  TopicConfigurations: list(structure({ ...common, TopicArn: renamed(text, 'Topic') }), 'TopicConfiguration'),
  QueueConfigurations: list(structure({ ...common, QueueArn: renamed(text, 'Queue') }), 'QueueConfiguration'),
  LambdaFunctionConfigurations: list(
    structure({ ...common, LambdaFunctionArn: renamed(text, 'CloudFunction') }),
    'CloudFunctionConfiguration',
  ),
  EventBridgeConfiguration: optional(structure({})),
})

export type Notifications = ReturnType<typeof notifications.read>

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
const events: readonly string[] = [
  's3:TestEvent',
  's3:ReducedRedundancyLostObject',
  ...['*', 'Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map(name => `s3:ObjectCreated:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map(name => `s3:ObjectRemoved:${name}`),
  ...['*', 'Post', 'Completed', 'Delete'].map(name => `s3:ObjectRestore:${name}`),
  ...[
    '*',
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationReplicatedAfterThreshold',
    'OperationNotTracked',
  ].map(name => `s3:Replication:${name}`),
  ...['*', 'Delete', 'DeleteMarkerCreated'].map(name => `s3:LifecycleExpiration:${name}`),
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  ...['*', 'Put', 'Delete'].map(name => `s3:ObjectTagging:${name}`),
  's3:ObjectAcl:Put',
]

interface Target {
  readonly Id?: string | undefined
  readonly Events: readonly string[]
  readonly Filter?: ReturnType<typeof filter.read> | undefined
}

interface Scope {
  readonly prefix: string
  readonly suffix: string
}

const refuse = (name: string, value: string, text: string): never =>
  fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, text)

const scopeOf = ({ Filter }: Pick<Target, 'Filter'>): Scope => {
  const scope = { prefix: '', suffix: '' }
  const seen = new Set<string>()
  for (const { Name, Value } of Filter?.Key?.FilterRules ?? []) {
    const name = Name.toLowerCase()
    if (name !== 'prefix' && name !== 'suffix') {
      return refuse('FilterRule.Name', Name, 'filter rule name must be either prefix or suffix')
    }
    if (seen.has(name)) refuse('FilterRule.Name', Name, `Cannot specify more than one ${name} rule in a filter.`)
    seen.add(name)
    scope[name] = Value
  }
  return scope
}

/** Whether a target's filter lets an object's events through. */
export const passesFilter = (target: Pick<Target, 'Filter'>, key: string): boolean => {
  const { prefix, suffix } = scopeOf(target)
  return key.startsWith(prefix) && key.endsWith(suffix)
}

const meet = (a: string, b: string, begins: (longer: string, shorter: string) => boolean): boolean =>
  begins(a, b) || begins(b, a)

/** Whether one object's event could go to both. */
const overlap = (a: Target, b: Target): boolean => {
  const [one, other] = [scopeOf(a), scopeOf(b)]
  const kindOf = (event: string): string => event.replace(/:\*$/, '')
  return (
    a.Events.some(each =>
      b.Events.some(event => meet(kindOf(each), kindOf(event), (x, y) => x === y || x.startsWith(`${y}:`))),
    ) &&
    meet(one.prefix, other.prefix, (x, y) => x.startsWith(y)) &&
    meet(one.suffix, other.suffix, (x, y) => x.endsWith(y))
  )
}

const checkTarget = (target: Target, arn: string, service: string): void => {
  if (target.Events.length === 0) fail('MalformedXML')
  const event = target.Events.find(each => !events.includes(each))
  if (event !== undefined) refuse('Event', event, 'The event is not supported for notifications')
  if (!new RegExp(`^arn:[\\w-]+:${service}:[\\w-]*:\\d*:.+`).test(arn)) {
    refuse(service === 'lambda' ? 'CloudFunction' : service, arn, 'The ARN is not well formed')
  }
}

/** The configuration with an id for each target. Throws InvalidArgument, MalformedXML. */
export const checkTargets = (given: Notifications, ids: OperationContext['ids']): Notifications => {
  for (const each of given.TopicConfigurations) checkTarget(each, each.TopicArn, 'sns')
  for (const each of given.QueueConfigurations) checkTarget(each, each.QueueArn, 'sqs')
  for (const each of given.LambdaFunctionConfigurations) checkTarget(each, each.LambdaFunctionArn, 'lambda')
  const all: Target[] = [
    ...given.TopicConfigurations,
    ...given.QueueConfigurations,
    ...given.LambdaFunctionConfigurations,
  ]
  if (all.some((a, index) => all.slice(index + 1).some(b => overlap(a, b)))) {
    const text = 'Configurations overlap. Configurations on the same bucket cannot share a common event type.'
    fail('InvalidArgument', {}, text)
  }
  const named = <T extends Target>(target: T): T => ({ ...target, Id: target.Id ?? ids.next('notification', 48) })
  return {
    ...given,
    TopicConfigurations: given.TopicConfigurations.map(named),
    QueueConfigurations: given.QueueConfigurations.map(named),
    LambdaFunctionConfigurations: given.LambdaFunctionConfigurations.map(named),
  }
}
