import { isolated } from './isolated.js'

/** Members of a test function that make tests, or functions that do. */
const makers = ['concurrent', 'sequential', 'only', 'skip', 'fails', 'skipIf', 'runIf', 'each', 'for', 'extend']

type Runnable = (...parameters: unknown[]) => unknown

/** The runner reads the names of fixtures from the text of a test function. */
const wrapped = (run: Runnable): Runnable => {
  const whole = isolated(run)
  return Object.defineProperty(whole, 'toString', { value: () => String(run) })
}

const isRunnable = (value: unknown): value is Runnable => typeof value === 'function'

const isolating = (target: Runnable, makesTests: boolean): Runnable =>
  new Proxy(target, {
    apply(make, self, parameters: unknown[]) {
      const given = makesTests ? parameters.map(each => (isRunnable(each) ? wrapped(each) : each)) : parameters
      const made: unknown = Reflect.apply(make, self, given)
      return isRunnable(made) ? isolating(made, true) : made
    },
    get(make, name, self) {
      const member: unknown = Reflect.get(make, name, self)
      return makers.includes(String(name)) && isRunnable(member) ? isolating(member, name !== 'extend') : member
    },
  })

/** A runner's `test`, whose test functions all run in worlds of their own; hooks and fixtures do not. */
export const isolatedTests = <T extends object>(test: T): T =>
  isolating(test as unknown as Runnable, true) as unknown as T
