// For `globalSetup`: one server in the main process, for clients of other processes. Interception there would not
// reach the workers, so only data goes to them: `inject('tigris')`.
import { type ServedScene, startGlobalServer } from './global-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    tigris: ServedScene
  }
}

/** Called by vitest. Provides `tigris`: endpoint, region and keys by name. */
export const setup = async (project: {
  provide(name: 'tigris', value: ServedScene): void
}): Promise<() => Promise<void>> => {
  const { served, stop } = await startGlobalServer()
  project.provide('tigris', served)
  return stop
}
