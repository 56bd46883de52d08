import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, describe, expect, test } from 'vitest'
import { isolated, setupTigrisMock, tigrisTest } from '../../adapters/vitest.js'

const tigris = setupTigrisMock({ buckets: { images: {} }, keys: { owner: { admin: true }, guest: {} } })
// an application's own client, made when its module is loaded
const s3 = new S3Client(tigris.as('owner').clientConfig)
const names = Array.from({ length: 50 }, (_, number) => `n${number}`)
const done: string[] = []

const keysAfter = async (Key: string): Promise<(string | undefined)[]> => {
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key, Body: Key }))
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'images' }))
  return Contents.map(each => each.Key)
}

describe('each of fifty concurrent tests', () => {
  for (const name of names) {
    tigrisTest.concurrent(`sees its own ${name} only`, async ({ tigris: mine, expect: own }) => {
      const heard: string[] = []
      tigris.on('object:created', ({ events }) => heard.push(...events.map(({ object }) => object.key)))

      own(await keysAfter(name)).toEqual([name])
      await mine.delivered()

      own(heard).toEqual([name])
      own(mine.log.calls('PutObject')).toHaveLength(1)
      done.push(name)
    })
  }
})

tigrisTest.each([['x'], ['y']])('a table of tests makes a world for each row: %s', async name => {
  expect(await keysAfter(name)).toEqual([name])
})

const withBucket = tigrisTest.extend<{ image: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from this pattern
  image: async ({}, use) => use('a.png'),
})

withBucket('fixtures of the user stand beside it', async ({ image, tigris: mine }) => {
  expect(await keysAfter(image)).toEqual(['a.png'])
  expect(mine.bucket('images').keys()).toEqual(['a.png'])
})

test.concurrent(
  'a test of the runner itself is isolated by a word',
  isolated(async () => {
    expect(await keysAfter('alone')).toEqual(['alone'])
  }),
)

test('the world of the file is as it was', () => {
  expect(tigris.bucket('images').keys()).toEqual([])
})

test('matchers stand where values are compared, for calls that are over', async () => {
  const put = (name: 'owner' | 'guest') =>
    new S3Client({ ...tigris.as(name).clientConfig, maxAttempts: 1 }).send(
      new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'x' }),
    )

  const results = await Promise.allSettled([put('owner'), put('guest')])

  expect(results).toEqual([
    { status: 'fulfilled', value: expect.toBeAllowed() },
    { status: 'rejected', reason: expect.toBeDenied({ action: 's3:PutObject' }) },
  ])
  expect(results).not.toContainEqual({ status: 'rejected', reason: expect.toBeDenied({ action: 's3:GetObject' }) })
  expect(results).not.toContainEqual({ status: 'rejected', reason: expect.toBeRejected() })
  expect({ other: 1 }).not.toEqual({ other: expect.toBeDenied() })
  expect([tigris.as('owner'), tigris.as('guest')]).toEqual([
    expect.toBeAbleTo('s3:PutObject', 'images/a'),
    expect.not.toBeAbleTo('s3:PutObject', 'images/a'),
  ])
})

afterAll(() => {
  expect(done.toSorted()).toEqual(names.toSorted())
})
