import { CreateBucketCommand, GetBucketLocationCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { refusalOf, refusedRight, setup } from './s3-setup.js'

test('Tigris has one location, whatever the bucket was made with', async () => {
  const { s3 } = setup()
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
  await s3.send(new CreateBucketCommand({ Bucket: 'european', CreateBucketConfiguration }))

  expect(await s3.send(new GetBucketLocationCommand({ Bucket: 'european' }))).toMatchObject({
    LocationConstraint: 'auto',
  })
})

test('AWS tells the constraint, and none for its first region', async () => {
  const { mock, s3 } = setup({ dialect: 'aws', buckets: { samples: {} } })
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
  await s3.send(new CreateBucketCommand({ Bucket: 'european', CreateBucketConfiguration }))

  expect(await s3.send(new GetBucketLocationCommand({ Bucket: 'european' }))).toMatchObject({
    LocationConstraint: 'eu-west-1',
  })
  const first = await mock.admin().fetch('/samples?location')
  expect(await first.text()).toContain('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>')
})

test('a missing bucket is NoSuchBucket', async () => {
  const { s3 } = setup()

  expect(await refusalOf(s3.send(new GetBucketLocationCommand({ Bucket: 'missing' })))).toEqual([404, 'NoSuchBucket'])
})

test('needs its right; on Tigris the one to list serves', async () => {
  const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::samples' } as const
  const policies = [{ Version: '2012-10-17', Statement: statement }]
  const { mock, clientOf } = setup({ buckets: { samples: {} }, keys: { nobody: {}, lister: { policies } } })
  const command = new GetBucketLocationCommand({ Bucket: 'samples' })

  await clientOf(mock.as('lister')).send(command)

  expect(await refusalOf(clientOf(mock.as('nobody')).send(command))).toEqual([403, 'AccessDenied'])
  expect(refusedRight(mock)).toEqual(['s3:ListBucket', 'arn:aws:s3:::samples'])
})
