// For `globalTeardown`, beside `tigris-mock/jest/global-setup`.
const key = Symbol.for('tigris-mock.jest-global-server')

/** Called by jest, which takes nothing but a default export. */
export default async (): Promise<void> => {
  await (globalThis as { [key]?: () => Promise<void> })[key]?.()
}
