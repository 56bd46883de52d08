import { expect, test } from 'vitest'
import { type RunnerHooks, setUp } from '../../adapters/lifecycle.js'

/** The hooks of a test file, to be run by hand. */
const setupFile = () => {
  const hooks: { [H in keyof RunnerHooks]: Parameters<RunnerHooks[H]>[0][] } = {
    ...{ beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  }
  const run = async (name: keyof RunnerHooks): Promise<void> => {
    for (const hook of hooks[name]) await hook({ name: 'a test' })
  }
  const runner: RunnerHooks = {
    beforeAll: hook => void hooks.beforeAll.push(hook),
    afterAll: hook => void hooks.afterAll.push(hook),
    beforeEach: hook => void hooks.beforeEach.push(hook),
    afterEach: hook => void hooks.afterEach.push(hook),
  }
  const mock = setUp(runner, { buckets: { images: {} }, keys: { owner: { admin: true } } })
  const put = (key: string) => mock.as('owner').fetch(`/images/${key}`, { method: 'PUT', body: 'x' })
  return { mock, put, run }
}

test('what a listener throws fails the test in which it did, and the next test begins anew', async () => {
  const { mock, put, run } = setupFile()
  await run('beforeEach')
  mock.on('object:created', () => {
    throw new Error('no thumbnail')
  })
  await put('a')

  await expect(run('afterEach')).rejects.toThrow('no thumbnail')

  await run('beforeEach')
  expect(mock.bucket('images').keys()).toEqual([])
  await put('b')
  await expect(run('afterEach')).resolves.toBeUndefined()
})

test('a listener of the whole file hears every test, one of a test that test alone', async () => {
  const { mock, put, run } = setupFile()
  const heard: string[] = []
  mock.on('object:created', ({ events }) => heard.push(`file ${events[0]?.object.key}`))
  await run('beforeEach')
  mock.on('object:created', ({ events }) => heard.push(`test ${events[0]?.object.key}`))
  await put('a')
  await run('afterEach')
  await run('beforeEach')
  await put('b')
  await run('afterEach')

  expect(heard).toEqual(['file a', 'test a', 'file b'])
})

test('a test waits for its listeners before the next one begins', async () => {
  const { mock, put, run } = setupFile()
  const order: string[] = []
  let finish = (): void => undefined
  const finished = new Promise<void>(resolve => {
    finish = resolve
  })
  await run('beforeEach')
  mock.on('object:created', async () => {
    await finished
    order.push('listener')
  })
  await put('a')

  const ended = run('afterEach').then(() => order.push('reset'))
  finish()
  await ended

  expect(order).toEqual(['listener', 'reset'])
})

test('a fault that never fired is told, and the next test begins anew all the same', async () => {
  const { mock, put, run } = setupFile()
  await run('beforeEach')
  mock.faults.on('GetObject').reply('SlowDown')
  await put('a')

  await expect(run('afterEach')).rejects.toThrow('1 fault never fired')

  expect(mock.bucket('images').keys()).toEqual([])
})
