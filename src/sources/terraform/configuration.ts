import { at, itemsOf, memberOf, type Placed, textOf } from '../placed.js'

/** The expressions of a plan, as far as they say to what an attribute refers. */
export interface Configuration {
  /** What an attribute depends on, by address. */
  dependencies(address: string, attribute: string): readonly string[]
  /** The one resource to which an attribute refers and to nothing else; undefined where it is not one. */
  reference(address: string, attribute: string, addresses: readonly string[]): string | undefined
}

interface Split {
  /** Names of the modules, outermost first. */
  readonly modules: readonly string[]
  /** `module.a["x"].`, as it stands in the address. */
  readonly prefix: string
  /** Without the index. */
  readonly base: string
  readonly index: string
}

const split = (address: string): Split => {
  const prefix = /^(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*/.exec(address)![0]
  const rest = address.slice(prefix.length)
  const index = /\[[^\]]*\]$/.exec(rest)?.[0] ?? ''
  const modules = [...prefix.matchAll(/module\.([^.[]+)/g)].map(([, name]) => name!)
  return { modules, prefix, base: rest.slice(0, rest.length - index.length), index }
}

const referencesIn = (expression: Placed | undefined): readonly string[] => {
  if (expression === undefined) return []
  if (expression.kind === 'list') return expression.items.flatMap(referencesIn)
  if (expression.kind === 'scalar') return []
  const own = itemsOf(memberOf(expression, 'references')).flatMap(each => textOf(each) ?? [])
  return own.length > 0 ? own : [...expression.members.values()].flatMap(({ value }) => referencesIn(value))
}

/** References come from the exact one to the whole resource: `a.b.arn`, `a.b`. The exact ones are kept. */
const exact = (references: readonly string[]): readonly string[] =>
  references.filter(
    (each, index) =>
      !references.slice(0, index).some(other => other.startsWith(`${each}.`) || other.startsWith(`${each}[`)),
  )

const baseOf = (reference: string): string =>
  reference
    .split('.')
    .slice(0, reference.startsWith('data.') ? 3 : 2)
    .join('.')
    .replace(/\[[^\]]*\]/g, '')

/** Reads the configuration that stands in a plan; a state has none. */
export const readConfiguration = (root: Placed): Configuration => {
  const moduleAt = (modules: readonly string[]): Placed | undefined =>
    modules.reduce<Placed | undefined>(
      (module, name) => at(module, 'module_calls', name, 'module'),
      at(root, 'configuration', 'root_module'),
    )
  const expressionOf = (address: string, attribute: string): Placed | undefined => {
    const { modules, base } = split(address)
    const found = itemsOf(memberOf(moduleAt(modules), 'resources')).find(
      each => textOf(memberOf(each, 'address')) === base,
    )
    return at(found, 'expressions', attribute)
  }
  /** Addresses, without an index, of what a reference means in a module. */
  const follow = (reference: string, modules: readonly string[], prefix: string): readonly string[] => {
    const [kind, name = '', output = ''] = reference.replace(/\[[^\]]*\]/g, '').split('.')
    if (kind === 'var' && modules.length > 0) {
      const outer = modules.slice(0, -1)
      const passed = at(moduleAt(outer), 'module_calls', modules.at(-1)!, 'expressions', name)
      const outerPrefix = prefix.replace(/module\.[^.[]+(?:\[[^\]]*\])?\.$/, '')
      return exact(referencesIn(passed)).flatMap(each => follow(each, outer, outerPrefix))
    }
    if (kind === 'module') {
      const inner = [...modules, name]
      const given = at(moduleAt(inner), 'outputs', output, 'expression')
      return exact(referencesIn(given)).flatMap(each => follow(each, inner, `${prefix}module.${name}.`))
    }
    return ['var', 'each', 'count', 'path', 'terraform', 'self'].includes(kind!) ? [] : [`${prefix}${reference}`]
  }
  const targets = (address: string, attribute: string): readonly string[] => {
    const { modules, prefix } = split(address)
    const references = exact(referencesIn(expressionOf(address, attribute)))
    return [...new Set(references.flatMap(each => follow(each, modules, prefix)))]
  }
  return {
    dependencies: targets,
    reference: (address, attribute, addresses) => {
      const bases = new Set(
        targets(address, attribute).map(each => {
          const { prefix } = split(each)
          return `${prefix}${baseOf(each.slice(prefix.length))}`
        }),
      )
      if (bases.size !== 1) return undefined
      const [base] = bases
      const fitting = addresses.filter(each => each === base || (each.startsWith(`${base}[`) && each.endsWith(']')))
      if (fitting.length === 1) return fitting[0]
      return fitting.find(each => split(each).index === split(address).index)
    },
  }
}
