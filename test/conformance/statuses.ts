import type { Answer, Operation } from '../../src/contract/operation.js'

/** Stands for any output: each member and each result of a call is such a value too; those in `missing` are undefined. */
const anyOutput = (missing: ReadonlySet<string>, asked: Set<string>): unknown => {
  const members: Record<PropertyKey, unknown> = {
    [Symbol.toPrimitive]: () => 0,
    [Symbol.iterator]: function* () {},
    toJSON: undefined,
    // biome-ignore lint/suspicious/noThenProperty: it says that the value is no promise
    then: undefined,
  }
  const value: unknown = new Proxy(() => value, {
    get: (_, name) => {
      if (name in members) return members[name]
      asked.add(String(name))
      return missing.has(String(name)) ? undefined : value
    },
    ownKeys: () => [],
    has: () => true,
  })
  return value
}

const tryToWrite = (entry: Operation, output: unknown, input: unknown): Answer | undefined => {
  try {
    return entry.write(output, { input, at: 0 })
  } catch {
    return undefined
  }
}

/** Every status that the entry's `write` gives to made-up outputs, whole ones and such that lack one member. */
export const statusesOf = (entry: Operation): number[] => {
  const asked = new Set<string>()
  const whole = anyOutput(new Set(), asked)
  tryToWrite(entry, whole, whole)
  const partial = [...asked].map(name => anyOutput(new Set([name]), asked))
  const answers = [undefined, {}, [], whole, ...partial].flatMap(output =>
    [{}, whole].map(input => tryToWrite(entry, output, input)),
  )
  return [...new Set(answers.filter(answer => answer !== undefined).map(({ status = 200 }) => status))]
}
