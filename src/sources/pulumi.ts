import { suggestName } from '../policy/suggest-name.js'
import type { Inventory } from './inventory.js'
import { at, itemsOf, memberOf, type Placed, placedScalar, placeValue, textOf } from './placed.js'
import { providerInventory } from './provider/inventory.js'
import type { ProviderResource } from './provider/resource.js'
import { providerValue, pulumiName, terraformType } from './pulumi/names.js'
import { isUnknownText, secretOf } from './pulumi/special-values.js'
import type { ReadDocument } from './read-document.js'
import { SourceError } from './source-error.js'
import { isTigrisUrl } from './tigris-hosts.js'

/** What an export or a preview does not say itself. */
export interface PulumiOptions {
  /** Values that are known only when the stack is deployed: `uploader.policy`. */
  readonly values?: Readonly<Record<string, unknown>> | undefined
  readonly account?: string | undefined
  /** Names of resources that are left out. */
  readonly without?: readonly string[] | undefined
}

const stateIn = (root: Placed): Placed | undefined =>
  memberOf(root, 'deployment') ?? at(root, 'checkpoint', 'latest') ?? memberOf(root, 'latest')

/** Whether a document is what `pulumi stack export`, `pulumi preview --json` or `sst state export` prints. */
export const isPulumi = (root: Placed): boolean =>
  memberOf(stateIn(root), 'resources') !== undefined ||
  (memberOf(root, 'steps') !== undefined && memberOf(root, 'changeSummary') !== undefined)

/** A deployment of Pulumi 1 and later; older ones kept other things. */
const versions = ['3', '4']

const checkVersion = (root: Placed): void => {
  const version = memberOf(root, 'version')
  if (version === undefined || versions.includes(textOf(version) ?? '')) return
  throw new SourceError(`is a deployment of version ${textOf(version)}; versions 3 and 4 are read`, version.place)
}

interface Found {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly state: Placed
}

const foundIn = (root: Placed): readonly Found[] => {
  const states =
    stateIn(root) === undefined
      ? itemsOf(memberOf(root, 'steps')).flatMap(step => memberOf(step, 'newState') ?? [])
      : itemsOf(memberOf(stateIn(root), 'resources')).filter(state => textOf(memberOf(state, 'delete')) !== 'true')
  const all = states.map((state): Found => {
    const urn = textOf(memberOf(state, 'urn')) ?? ''
    return { urn, type: textOf(memberOf(state, 'type')) ?? '', name: urn.split('::').at(-1) ?? urn, state }
  })
  return [...new Map(all.map(found => [found.urn, found])).values()]
}

/** The shortest of its names that no other resource has. */
const addressOf = ({ urn, type, name }: Found, all: readonly Found[]): string => {
  if (all.filter(each => each.name === name).length === 1) return name
  return all.filter(each => each.name === name && each.type === type).length === 1 ? `${type}::${name}` : urn
}

interface Reader {
  readonly document: ReadDocument
  readonly options: PulumiOptions
  /** By URN. */
  readonly addresses: ReadonlyMap<string, string>
}

const providerResource = (
  { urn, type, name, state }: Found,
  { document, options, addresses }: Reader,
): ProviderResource => {
  const address = addresses.get(urn)!
  const { place } = state
  const given = (attribute: string): unknown => {
    const key = `${address}.${attribute}`
    return options.values !== undefined && Object.hasOwn(options.values, key) ? options.values[key] : undefined
  }
  const written = (attribute: string): Placed | undefined => {
    for (const part of ['outputs', 'inputs'])
      for (const called of pulumiName(attribute)) {
        const value = at(state, part, called)
        if (value !== undefined) return value
      }
    return attribute === 'id' ? memberOf(state, 'id') : undefined
  }
  const isUnknown = (attribute: string): boolean =>
    given(attribute) === undefined && isUnknownText(textOf(written(attribute)))
  const dependencies = (attribute: string): readonly string[] =>
    pulumiName(attribute).flatMap(called =>
      itemsOf(at(state, 'propertyDependencies', called)).flatMap(each => addresses.get(textOf(each) ?? '') ?? []),
    )
  return {
    address,
    names: [...new Set([address, name, `${type}::${name}`, urn])],
    type: terraformType(type),
    place,
    isUnknown,
    attribute: attribute => {
      const own = given(attribute)
      if (own !== undefined) return placeValue(own, place)
      if (isUnknown(attribute)) {
        const needs = dependencies(attribute).map(each => `\`${each}\``)
        const why = needs.length === 0 ? '' : `: it depends on ${needs.join(', ')}`
        throw new SourceError(
          `has a \`${attribute}\` that is known only after it is deployed${why}; read \`pulumi stack export\`, or give \`values: { '${address}.${attribute}': ... }\``,
          { ...place, resource: address },
        )
      }
      const value = written(attribute)
      const open = value && secretOf(value)
      if (open === 'hidden')
        throw new SourceError(
          `has a \`${attribute}\` that is a secret; export the stack with \`--show-secrets\`, or give \`values: { '${address}.${attribute}': ... }\``,
          { ...place, resource: address },
        )
      const shown = open === undefined ? value : placedScalar(open.value, value!.place)
      return shown === undefined || (shown.kind === 'scalar' && shown.value === null) ? undefined : providerValue(shown)
    },
    reference: attribute => {
      const needs = [...new Set(dependencies(attribute))]
      return needs.length === 1 ? needs[0] : undefined
    },
    inside: text => document.inside(text),
  }
}

const refuseUnknown = (options: PulumiOptions, known: readonly string[], root: Placed): void => {
  const owners = Object.keys(options.values ?? {}).map(key => key.slice(0, key.lastIndexOf('.')))
  const stray = [...owners, ...(options.without ?? [])].find(name => !known.includes(name))
  if (stray !== undefined)
    throw new SourceError(`has no resource \`${stray}\`; ${suggestName(stray, known)}`, root.place)
}

/** Whether a provider of AWS is pointed at Tigris: its endpoints stand as JSON in its inputs. */
const isAtTigris = (found: readonly Found[]): boolean =>
  found.some(({ type, state }) => {
    if (type !== 'pulumi:providers:aws') return false
    return (textOf(at(state, 'inputs', 'endpoints')) ?? '').match(/https?:\/\/[^"\s]+/g)?.some(isTigrisUrl) === true
  })

/** Resources of the provider `aws-native` have CloudFormation's members, which this format does not read. */
const isForeign = ({ type }: Found): boolean => /^aws-native:(?:iam|s3):/.test(type)

const refuseForeign = (found: readonly Found[], addresses: ReadonlyMap<string, string>): void => {
  const foreign = found.find(isForeign)
  if (foreign === undefined) return
  const name = addresses.get(foreign.urn)!
  throw new SourceError(
    `is a \`${foreign.type}\`: resources of aws-native are not read; leave it out with \`without: ['${name}']\` and give its policy in the scene`,
    { ...foreign.state.place, resource: name },
  )
}

/**
 * Reads an export or a preview. Throws a SourceError for what is none.
 * https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
 */
export const openPulumi = (document: ReadDocument, options: PulumiOptions): Inventory => {
  const { root } = document
  checkVersion(root)
  const all = foundIn(root)
  const addresses = new Map(all.map(found => [found.urn, addressOf(found, all)]))
  refuseUnknown(options, [...addresses.values()], root)
  const wanted = all.filter(({ urn }) => !options.without?.includes(addresses.get(urn)!))
  refuseForeign(wanted, addresses)
  const resources = wanted.map(found => providerResource(found, { document, options, addresses }))
  const isTigris = isAtTigris(all) || resources.some(({ type }) => type.startsWith('tigris_'))
  return providerInventory({
    dialect: isTigris ? 'tigris' : 'aws',
    account: options.account ?? '123456789012',
    resources,
  })
}
