import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf } from './s3-setup.js'
import { answerTo, expectRefusals, inAws, refusalIn } from './setting-setup.js'

const Bucket = 'samples'
const arn = (service: string) => `arn:aws:${service}:us-east-1:123456789012:target`
const put = (s3: S3Client, NotificationConfiguration: NotificationConfiguration) =>
  s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))

const filter = (rules: Record<string, string>) => ({
  Key: { FilterRules: Object.entries(rules).map(([Name, Value]) => ({ Name: Name as 'prefix', Value })) },
})
const topic = (events: string[], rules: Record<string, string> = {}) => ({
  TopicArn: arn('sns'),
  Events: events as Event[],
  Filter: filter(rules),
})

test('is told as it was given, with ids for targets that have none', async () => {
  const { s3 } = inAws()
  const given = {
    TopicConfigurations: [{ Id: 'mine', TopicArn: arn('sns'), Events: ['s3:ObjectCreated:Put' as const] }],
    QueueConfigurations: [
      {
        QueueArn: arn('sqs'),
        Events: ['s3:ObjectRemoved:*' as const],
        Filter: filter({ prefix: 'a/', suffix: '.jpg' }),
      },
    ],
    LambdaFunctionConfigurations: [{ LambdaFunctionArn: arn('lambda'), Events: ['s3:ObjectTagging:*' as const] }],
    EventBridgeConfiguration: {},
  }
  await put(s3, given)

  const { $metadata: _, ...told } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))

  const Id = expect.stringMatching(/^\w{48}$/)
  expect(told).toEqual({
    ...given,
    QueueConfigurations: [{ ...given.QueueConfigurations[0], Id }],
    LambdaFunctionConfigurations: [{ ...given.LambdaFunctionConfigurations[0], Id }],
  })
})

test('an empty document takes all targets away', async () => {
  const { s3 } = inAws()
  await put(s3, { TopicConfigurations: [topic(['s3:ObjectCreated:*'])] })

  await put(s3, {})

  const { TopicConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
  expect(TopicConfigurations).toBeUndefined()
})

test.each([
  ['other events', ['s3:ObjectCreated:Put'], {}, ['s3:ObjectCreated:Post'], {}],
  ['other prefixes', ['s3:ObjectCreated:*'], { prefix: 'a/' }, ['s3:ObjectCreated:*'], { prefix: 'b/' }],
  ['other suffixes', ['s3:ObjectCreated:*'], { suffix: '.a' }, ['s3:ObjectCreated:*'], { suffix: '.b' }],
])('two targets may have %s', async (_case, events, rules, otherEvents, otherRules) => {
  const { s3 } = inAws()

  await put(s3, { TopicConfigurations: [topic(events, rules), topic(otherEvents, otherRules)] })

  const told = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
  expect(told.TopicConfigurations).toHaveLength(2)
})

test.each([
  ['one event', ['s3:ObjectCreated:Put'], {}, ['s3:ObjectCreated:Put'], {}],
  ['an event and its kind', ['s3:ObjectCreated:*'], {}, ['s3:ObjectCreated:Put'], {}],
  ['prefixes that meet', ['s3:ObjectRemoved:*'], { prefix: 'a' }, ['s3:ObjectRemoved:*'], { prefix: 'a/b' }],
])('two targets may not share %s', async (_case, events, rules, otherEvents, otherRules) => {
  const { s3 } = inAws()

  const call = put(s3, { TopicConfigurations: [topic(events, rules), topic(otherEvents, otherRules)] })

  expect(await refusalOf(call)).toEqual([400, 'InvalidArgument'])
})

test.each<[string, object, string]>([
  ['an unknown event', topic(['s3:ObjectEaten:*']), 'InvalidArgument'],
  ['a target that is no topic', { ...topic(['s3:ObjectCreated:*']), TopicArn: arn('sqs') }, 'InvalidArgument'],
  ['no event', topic([]), 'MalformedXML'],
  ['a filter of another kind', topic(['s3:ObjectCreated:*'], { infix: 'a' }), 'InvalidArgument'],
])('refuses %s', async (_case, target, code) => {
  const { s3 } = inAws()

  const TopicConfigurations = [target as ReturnType<typeof topic>, topic(['s3:ObjectRestore:*'])]

  expect(await refusalOf(put(s3, { TopicConfigurations }))).toEqual([400, code])
})

test.each(['', '<NotificationConfiguration><TopicConfiguration/></NotificationConfiguration>'])(
  'refuses the document %s',
  async body => {
    expect(await answerTo('notification', body)).toEqual([400, 'MalformedXML'])
  },
)

test('needs its bucket and its right', () => expectRefusals('PutBucketNotificationConfiguration'))

test('Tigris refuses it by name', async () => {
  expect(await refusalIn('tigris', 'PutBucketNotificationConfiguration')).toEqual([501, 'NotImplemented'])
})
