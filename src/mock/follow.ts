type Show = (value: unknown, options: object) => string

// `console.log` looks behind a proxy: what stands there must say whom it stands for
const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * An object that stands for whatever `current` gives at each use: `const { log } = mock` must not keep the log of a
 * world that a reset has left behind.
 */
export const follow = <T extends object>(current: () => T): T =>
  new Proxy({ [inspect]: (_depth: number, options: object, show: Show) => show(current(), options) } as T, {
    get: (_target, name) => {
      const now = current()
      const value: unknown = Reflect.get(now, name, now)
      return typeof value === 'function' ? value.bind(now) : value
    },
    has: (_target, name) => Reflect.has(current(), name),
    getPrototypeOf: () => Reflect.getPrototypeOf(current()),
  })
