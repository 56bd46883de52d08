// MSW 3 as a user installs it needs Node 22: what Node 20 lacks of it is put in before it loads.
const missing: readonly (readonly [object, string, unknown])[] = [
  [
    Promise,
    'withResolvers',
    () => {
      const resolvers: Record<string, unknown> = {}
      resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }))
      return resolvers
    },
  ],
  [
    Set.prototype,
    'intersection',
    function (this: Set<unknown>, other: Set<unknown>) {
      return new Set([...this].filter(each => other.has(each)))
    },
  ],
  [
    Set.prototype,
    'difference',
    function (this: Set<unknown>, other: Set<unknown>) {
      return new Set([...this].filter(each => !other.has(each)))
    },
  ],
]

for (const [owner, name, value] of missing) if (!(name in owner)) Object.defineProperty(owner, name, { value })
