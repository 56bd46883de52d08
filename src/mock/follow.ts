/**
 * An object that stands for whatever `current` gives at each use: `const { log } = mock` must not keep the log of a
 * world that a reset has left behind.
 */
export const follow = <T extends object>(current: () => T): T =>
  new Proxy({} as T, {
    get: (_target, name) => {
      const now = current()
      const value: unknown = Reflect.get(now, name, now)
      return typeof value === 'function' ? value.bind(now) : value
    },
    has: (_target, name) => Reflect.has(current(), name),
    getPrototypeOf: () => Reflect.getPrototypeOf(current()),
  })
