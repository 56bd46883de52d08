import { onTestFinished } from 'vitest'
import { createTigrisMock, type Scene, type TigrisMock } from '../../src/index.js'
import type { CallerContext } from '../../src/mock/caller.js'
import { applyEnvironment } from '../../src/mock/environment.js'
import { type Inside, wholeOf } from '../../src/mock.js'

/** What the SDK's functions give: data, or an error that they do not throw. */
interface Answered<T> {
  readonly data?: T
  readonly error?: Error
}

/** The data of a call that went well. */
export const dataOf = async <T>(call: Promise<Answered<T>>): Promise<T> => {
  const { data, error } = await call
  if (error !== undefined) throw error
  return data as T
}

/** The message of a call's error; a call that went well fails the test. */
export const errorOf = async (call: Promise<Answered<unknown>>): Promise<string> => {
  const { error } = await call
  if (error === undefined) throw new Error('the call was accepted')
  return error.message
}

/** Sets the variables that Tigris' SDK reads, until the test ends. */
export const actAs = (caller: CallerContext, further: Readonly<Record<string, string>> = {}): void => {
  onTestFinished(applyEnvironment({ ...caller.env(), ...further }))
}

/** A running mock, with the variables of its admin. */
export const startMock = async <const S extends Scene>(scene: S, bucket = 'files'): Promise<TigrisMock<S> & Inside> => {
  const mock = wholeOf(createTigrisMock(scene))
  await mock.start()
  onTestFinished(() => mock.stop())
  actAs(mock.admin(), { TIGRIS_STORAGE_BUCKET: bucket })
  return mock
}
