import type { CallerContext, Scene, TigrisMock } from '../../src/index.js'

type Inside =
  | 'world'
  | 'scope'
  | 'id'
  | 'facts'
  | 'checkQuestion'
  | 'collect'
  | 'handle'
  | 'isUnchanged'
  | 'owns'
  | 'answersAt'
  | 'operations'

/** Compiled by the type check: what only adapters use is no part of the public type. */
export const hidden: [Extract<keyof TigrisMock, Inside>] extends [never] ? true : false = true

type Of<D extends NonNullable<Scene['dialect']>> = TigrisMock<{ readonly dialect: D }>

/** The message is that of the scene's dialect; without one, that of Tigris. */
export const listen = (aws: Of<'aws'>, tigris: Of<'tigris'>, usual: TigrisMock<{ readonly ip: string }>): void => {
  aws.on('object:created', ({ Records: [record] }) => record?.s3.object.key)
  tigris.on('object:created', ({ events: [event] }) => event?.object.key)
  usual.on('OBJECT_DELETED', ({ events: [event] }) => event?.bucket)
  // @ts-expect-error a message of another dialect
  aws.on('object:created', ({ events }) => events)
}

/** A key that a test makes acts by its own context: its name is no name of the scene. */
export const made = (mock: TigrisMock<{ readonly keys: { readonly runner: object } }>): CallerContext => {
  // @ts-expect-error not a name of the scene
  mock.as('temporary')
  return mock.keys.create('temporary', { roles: { images: 'Editor' } }).as({ ip: '203.0.113.9' })
}
