// For `globalSetup`: one server in the main process. Workers find it in the environment.
import { startGlobalServer } from './global-server.js'

const key = Symbol.for('tigris-mock.jest-global-server')

/** Called by jest, which takes nothing but a default export. */
export default async (): Promise<void> => {
  const { stop } = await startGlobalServer()
  Object.assign(globalThis, { [key]: stop })
}
