import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { HttpResponse, http } from 'msw-2'
import { setupServer } from 'msw-2/node'
import { expect, onTestFinished, test } from 'vitest'
import { setup } from '../operations/s3-setup.js'

const hook = 'https://hooks.example.test/tigris'
const Bucket = 'images'

interface Posted {
  readonly method: string
  readonly type: string | null
  readonly authorization: string | null
  readonly body: { readonly events: readonly Record<string, unknown>[] }
}

/** A bucket that posts its events, and a handler of the test's own MSW that answers with the given statuses in turn. */
const setupHook = async (notifications: object = {}, statuses: readonly number[] = []) => {
  const posted: Posted[] = []
  const left = [...statuses]
  const server = setupServer(
    http.post(hook, async ({ request }) => {
      const { method, headers } = request
      const body = (await request.json()) as Posted['body']
      posted.push({ method, type: headers.get('content-type'), authorization: headers.get('authorization'), body })
      return new HttpResponse(null, { status: left.shift() ?? 200 })
    }),
  )
  server.listen({ onUnhandledRequest: 'error' })
  onTestFinished(() => server.close())
  const { mock, s3 } = setup({
    buckets: { images: { objects: { old: 'old' } } },
    webhooks: { hosts: ['hooks.example.test'] },
  })
  mock.clock.freeze('2026-05-01T10:00:00Z')
  const change = (to: object) =>
    mock.admin().fetch(`/${Bucket}`, {
      method: 'PATCH',
      body: JSON.stringify({ object_notifications: { enabled: true, web_hook: hook, ...to } }),
    })
  expect((await change(notifications)).status).toBe(200)
  return { mock, s3, posted, change }
}

const namesOf = (posted: readonly Posted[]) => posted.flatMap(({ body }) => body.events.map(each => each.eventName))

test("an event is posted to the bucket's webhook as Tigris documents it, by the fetch that the test sees", async () => {
  const { mock, s3, posted } = await setupHook({ auth: { token: 'secret' } })

  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b.png', Body: 'four' }))
  await mock.delivered()

  expect(posted).toEqual([
    {
      method: 'POST',
      type: 'application/json',
      authorization: 'Bearer secret',
      body: {
        events: [
          {
            eventVersion: '1',
            eventSource: 'tigris',
            eventName: 'OBJECT_CREATED_PUT',
            eventTime: '2026-05-01T10:00:00.000Z',
            bucket: Bucket,
            object: { key: 'a b.png', size: 4, eTag: ETag?.replaceAll('"', '') },
          },
        ],
      },
    },
  ])
  expect(mock.posts).toMatchObject([{ outcome: 'acknowledged', status: 200, attempt: 1, url: hook }])
})

test('a user and a password are sent as basic authentication', async () => {
  const { mock, s3, posted } = await setupHook({ auth: { basic_user: 'ann', basic_pass: 'pass' } })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await mock.delivered()

  expect(posted[0]?.authorization).toBe(`Basic ${btoa('ann:pass')}`)
})

test('copies, renames and deletions have names of their own', async () => {
  const { mock, s3, posted } = await setupHook()
  const heard: string[] = []
  mock.on('object:renamed', ({ events }) => heard.push(...events.map(({ object }) => object.key)))

  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'images/old' }))
  await mock.delivered()
  await mock.admin().fetch(`/${Bucket}/moved`, {
    method: 'PUT',
    headers: { 'x-amz-copy-source': `/${Bucket}/copy`, 'x-tigris-rename': 'true' },
  })
  await mock.delivered()
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'moved' }))
  await mock.delivered()

  expect(namesOf(posted)).toEqual(['OBJECT_CREATED_COPY', 'OBJECT_RENAME', 'OBJECT_DELETED'])
  expect(heard).toEqual(['moved'])
})

test.each([
  ['WHERE `key` REGEXP "^in/"', ['OBJECT_CREATED_PUT', 'OBJECT_DELETED']],
  ['WHERE `Event-Type` = "OBJECT_DELETED"', ['OBJECT_DELETED', 'OBJECT_DELETED']],
  ['WHERE `key` REGEXP "^out/" AND `Event-Type` = "OBJECT_CREATED_PUT"', ['OBJECT_CREATED_PUT']],
  ['WHERE `Content-Length` > 1', []],
])('the filter %s lets through %j', async (filter, expected) => {
  const { mock, s3, posted } = await setupHook({ filter })

  for (const Key of ['in/a', 'out/a']) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    await mock.delivered()
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await mock.delivered()
  }

  expect(namesOf(posted)).toEqual(expected)
})

test('a filter or an address that cannot be read is refused when it is set', async () => {
  const { change } = await setupHook()

  expect((await change({ filter: 'WHERE `colour` = "red"' })).status).toBe(400)
  expect((await change({ web_hook: 'nowhere' })).status).toBe(400)
})

test('a webhook that is not enabled is not posted to', async () => {
  const { mock, s3, posted, change } = await setupHook()
  await change({ enabled: false })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await mock.delivered()

  expect(posted).toEqual([])
})

test('what is not answered with 2xx is tried three times more, as the clock of the mock goes', async () => {
  const { mock, s3, posted } = await setupHook({}, [500, 302, 503, 500])

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await mock.delivered()
  expect(posted).toHaveLength(1)
  for (const seconds of [1, 2, 4, 60]) {
    mock.clock.advance(seconds * 1000)
    await mock.delivered()
  }

  expect(posted).toHaveLength(4)
  expect(mock.posts.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
    ['failed', 1],
    ['failed', 2],
    ['failed', 3],
    ['failed', 4],
  ])
})

test('a retry that is acknowledged is the last', async () => {
  const { mock, s3, posted } = await setupHook({}, [500, 204])

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  for (let second = 0; second < 20; second++) {
    await mock.delivered()
    mock.clock.advance(1000)
  }

  expect(posted).toHaveLength(2)
  expect(mock.posts.at(-1)).toMatchObject({ outcome: 'acknowledged', status: 204, attempt: 2 })
})

test('a post that takes longer than ten seconds of the clock is given up and tried again', async () => {
  const { mock, s3 } = setup({ buckets: { images: {} }, webhooks: { hosts: ['hooks.example.test'] } })
  const given = globalThis.fetch
  onTestFinished(() => {
    globalThis.fetch = given
  })
  mock.clock.freeze('2026-05-01T10:00:00Z')
  const body = JSON.stringify({ object_notifications: { enabled: true, web_hook: hook } })
  await mock.admin().fetch(`/${Bucket}`, { method: 'PATCH', body })
  const begun = new Promise<void>(resolve => {
    globalThis.fetch = (_url, init) => {
      resolve()
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      })
    }
  })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await begun
  mock.clock.advance(10_000)
  await mock.delivered()

  expect(mock.posts).toMatchObject([{ outcome: 'failed', attempt: 1 }])
})

test.each([
  ['https://elsewhere.example.test/hook', "webhooks: { hosts: ['elsewhere.example.test'] }"],
  ['https://t3.storage.dev/hook', 'is a host of the service itself'],
])('nothing is posted to %s, and that is told', async (web_hook, reason) => {
  const { mock, s3, change, posted } = await setupHook()
  await change({ web_hook })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))

  await expect(mock.delivered()).rejects.toThrow(reason)
  expect(mock.posts).toMatchObject([{ outcome: 'refused', url: web_hook }])
  expect(posted).toEqual([])
})

test('a post that nobody answers is told', async () => {
  const { mock, s3, change } = await setupHook()
  await change({ web_hook: 'https://hooks.example.test/mistyped' })

  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))

  await expect(mock.delivered()).rejects.toThrow('reached nobody at https://hooks.example.test/mistyped')
})
