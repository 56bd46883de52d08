// Injected into the MSW bundle: what fake timers may replace is taken from the host's own realm, however late this loads.
import { runInThisContext } from 'node:vm'

const host = runInThisContext('globalThis')
const { process: hostProcess } = host

export const hostNextTick = hostProcess.nextTick.bind(hostProcess)
export const { queueMicrotask: hostQueueMicrotask, setImmediate: hostSetImmediate } = host

/** `Promise.withResolvers` for Node 20. */
export const promiseWithResolvers = () => {
  const resolvers = {}
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }))
  return resolvers
}
