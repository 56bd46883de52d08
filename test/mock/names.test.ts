import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const setup = () => createTigrisMock({ buckets: { images: {} }, keys: { runner: {} } })

test('keys and buckets of the scene are typed, and mistyped ones are refused with the nearest', () => {
  const mock = setup()

  // @ts-expect-error a key that is not in the scene
  expect(() => mock.as('runnr')).toThrow('there is no key `runnr`; did you mean `runner`?')
  // @ts-expect-error a key that is not in the scene
  expect(() => mock.keys.get('runnr')).toThrow('did you mean `runner`?')
  // @ts-expect-error a bucket that is not in the scene
  expect(() => mock.bucket('imgaes')).toThrow('there is no bucket `imgaes`; did you mean `images`?')
  expect(mock.bucket('images').keys()).toEqual([])
})

test('a bucket that the test made is named by a variable', async () => {
  const mock = setup()
  const made: string = 'made-later'
  await mock.admin().fetch(`/${made}`, { method: 'PUT' })

  expect(mock.bucket(made).keys()).toEqual([])
})

test('an option that there is not is refused with the nearest', () => {
  // @ts-expect-error a mistyped option
  expect(() => createTigrisMock({ bucketz: {} })).toThrow('did you mean `buckets`?')
  expect(() => createTigrisMock({ keys: { a: { polices: [] } as object } })).toThrow('did you mean `policies`?')
})
