import {
  GetBucketAbacCommand,
  GetBucketInventoryConfigurationCommand,
  ListBucketInventoryConfigurationsCommand,
  PutBucketReplicationCommand,
  SelectObjectContentCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { aws } from '../../src/dialects/aws/index.js'
import { notModelled } from '../../src/s3/not-modelled.js'
import { answerOf, refusalOf, setup } from './s3-setup.js'
import { inAws } from './setting-setup.js'

const Bucket = 'samples'
const refused = notModelled.filter(({ name }) => aws.operations.every(own => own.name !== name))

test.each(refused)('$name is refused by name, to a caller who is proven', async ({ name, http = '', readers }) => {
  const { mock } = inAws()
  const [method = '', route = ''] = http.split(' ')
  const query = Object.values(readers).map(({ wire }) => `&${wire}=x`)
  const path = `${route.replace('{Bucket}', Bucket).replace('{Key+}', 'key')}${query.join('')}`

  const response = await mock.admin().fetch(path, { method })
  const text = await response.clone().text()

  expect(await answerOf(response)).toEqual([501, 'NotImplemented'])
  expect(text).toContain(`<Message>${name} is not supported by this mock</Message>`)
  expect(mock.log.last?.operation).toBe(name)
})

test('the SDK gets the same answer', async () => {
  const { s3 } = setup()
  const calls = [
    s3.send(new GetBucketInventoryConfigurationCommand({ Bucket, Id: 'all' })),
    s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket })),
    s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: { Role: 'r', Rules: [] } })),
    s3.send(new GetBucketAbacCommand({ Bucket })),
    s3.send(
      new SelectObjectContentCommand({
        Bucket,
        Key: 'sample.txt',
        Expression: 'SELECT *',
        ExpressionType: 'SQL',
        InputSerialization: { CSV: {} },
        OutputSerialization: { CSV: {} },
      }),
    ),
  ]

  for (const call of calls) expect(await refusalOf(call)).toEqual([501, 'NotImplemented'])
})
