import { suggestName } from '../policy/suggest-name.js'
import type { Inventory } from './inventory.js'
import { at, itemsOf, memberOf, type Placed, placeValue, textOf } from './placed.js'
import { providerInventory } from './provider/inventory.js'
import type { ProviderResource } from './provider/resource.js'
import type { ReadDocument } from './read-document.js'
import { SourceError } from './source-error.js'
import { type Configuration, readConfiguration } from './terraform/configuration.js'
import { isTigrisUrl } from './tigris-hosts.js'

/** What a plan or a state does not say itself. */
export interface TerraformOptions {
  /** Values that are known only when the plan is applied: `aws_iam_policy.uploader.policy`. */
  readonly values?: Readonly<Record<string, unknown>> | undefined
  readonly account?: string | undefined
  /** Addresses of resources that are left out. */
  readonly without?: readonly string[] | undefined
}

const isRawState = (root: Placed): boolean =>
  memberOf(root, 'terraform_version') !== undefined && memberOf(root, 'lineage') !== undefined

/** Whether a document is what `terraform show -json` or `tofu show -json` prints. */
export const isTerraform = (root: Placed): boolean =>
  isRawState(root) ||
  (memberOf(root, 'format_version') !== undefined && memberOf(root, 'terraform_version') !== undefined)

const checkVersion = (root: Placed): void => {
  if (isRawState(root))
    throw new SourceError('is a state file; write what `terraform show -json` prints of it', root.place)
  const version = memberOf(root, 'format_version')
  const major = textOf(version)?.split('.')[0]
  if (major !== '1' && major !== '0')
    throw new SourceError(
      `is of format version ${textOf(version)}; versions 0 and 1 are read`,
      version?.place ?? root.place,
    )
}

interface Found {
  readonly address: string
  readonly resource: Placed
}

const resourcesIn = (module: Placed | undefined): readonly Found[] => [
  ...itemsOf(memberOf(module, 'resources')).map(resource => ({
    address: textOf(memberOf(resource, 'address')) ?? '',
    resource,
  })),
  ...itemsOf(memberOf(module, 'child_modules')).flatMap(resourcesIn),
]

/** Whether a part of a value is unknown: `{ mfa_delete: true }`. */
const isTrue = (placed: Placed | undefined): boolean => {
  if (placed === undefined) return false
  if (placed.kind === 'scalar') return placed.value === true
  return placed.kind === 'list'
    ? placed.items.some(isTrue)
    : [...placed.members.values()].some(({ value }) => isTrue(value))
}

interface Reader {
  readonly document: ReadDocument
  readonly configuration: Configuration
  readonly unknown: ReadonlyMap<string, Placed>
  readonly options: TerraformOptions
  readonly addresses: readonly string[]
}

const providerResource = ({ address, resource }: Found, reader: Reader): ProviderResource => {
  const { document, configuration, unknown, options, addresses } = reader
  const { place } = resource
  const values = memberOf(resource, 'values')
  const unknownAt = (name: string): Placed | undefined =>
    givenValue(options, address, name) === undefined ? memberOf(unknown.get(address), name) : undefined
  const isUnknown = (name: string): boolean => textOf(unknownAt(name)) === 'true'
  /** A part that refers to nothing is a default of the provider's, which it sets itself. */
  const isPartlyUnknown = (name: string): boolean =>
    isTrue(unknownAt(name)) && configuration.dependencies(address, name).length > 0
  const base = address.replace(/\[[^\]]*\]/g, '')
  return {
    address,
    names: [...new Set([address, base, base.split('.').at(-1)!])],
    type: textOf(memberOf(resource, 'type')) ?? '',
    place,
    isUnknown,
    attribute: name => {
      const given = givenValue(options, address, name)
      if (given !== undefined) return placeValue(given, place)
      if (isUnknown(name) || isPartlyUnknown(name)) {
        const needs = configuration.dependencies(address, name)
        const why = needs.length === 0 ? '' : `: it depends on ${needs.map(each => `\`${each}\``).join(', ')}`
        throw new SourceError(
          `has a \`${name}\` that is known only after apply${why}; read the state after apply, or give \`values: { '${address}.${name}': ... }\``,
          { ...place, resource: address },
        )
      }
      const value = memberOf(values, name)
      return value?.kind === 'scalar' && value.value === null ? undefined : value
    },
    reference: name => configuration.reference(address, name, addresses),
    inside: text => document.inside(text),
  }
}

const givenValue = ({ values }: TerraformOptions, address: string, name: string): unknown => {
  const key = `${address}.${name}`
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined
}

const refuseUnknown = (options: TerraformOptions, addresses: readonly string[], root: Placed): void => {
  const owners = Object.keys(options.values ?? {}).map(key => key.slice(0, key.lastIndexOf('.')))
  const stray = [...owners, ...(options.without ?? [])].find(address => !addresses.includes(address))
  if (stray !== undefined)
    throw new SourceError(`has no resource \`${stray}\`; ${suggestName(stray, addresses)}`, root.place)
}

const isAtTigris = (root: Placed): boolean => {
  const providers = at(root, 'configuration', 'provider_config')
  if (providers?.kind !== 'object') return false
  return [...providers.members.values()].some(({ value }) =>
    itemsOf(at(value, 'expressions', 'endpoints')).some(endpoints =>
      ['s3', 'iam'].some(service => {
        const url = textOf(at(endpoints, service, 'constant_value'))
        return url !== undefined && isTigrisUrl(url)
      }),
    ),
  )
}

const accountIn = (found: readonly Found[]): string | undefined => {
  for (const { resource } of found) {
    if (textOf(memberOf(resource, 'type')) !== 'aws_caller_identity') continue
    const id = textOf(at(resource, 'values', 'account_id'))
    if (id !== undefined) return id
  }
  return undefined
}

/**
 * Reads a plan or a state. Throws a SourceError for what is none; what is unknown in a plan is named when it is asked for.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export const openTerraform = (document: ReadDocument, options: TerraformOptions): Inventory => {
  const { root } = document
  checkVersion(root)
  const planned = at(root, 'planned_values', 'root_module')
  const known = at(root, 'prior_state', 'values', 'root_module')
  const state = at(root, 'values', 'root_module')
  const all = new Map<string, Found>()
  // data that was read for a plan stands in the state before it
  const before = resourcesIn(known).filter(({ resource }) => textOf(memberOf(resource, 'mode')) === 'data')
  for (const found of [...before, ...resourcesIn(planned), ...resourcesIn(state)]) all.set(found.address, found)
  const addresses = [...all.keys()]
  refuseUnknown(options, addresses, root)
  const unknown = new Map(
    itemsOf(memberOf(root, 'resource_changes')).flatMap(change => {
      const after = at(change, 'change', 'after_unknown')
      return after === undefined ? [] : [[textOf(memberOf(change, 'address')) ?? '', after] as const]
    }),
  )
  const reader: Reader = { document, configuration: readConfiguration(root), unknown, options, addresses }
  const wanted = [...all.values()].filter(({ address }) => !options.without?.includes(address))
  const resources = wanted.map(found => providerResource(found, reader))
  const isTigris = isAtTigris(root) || resources.some(({ type }) => type.startsWith('tigris_'))
  return providerInventory({
    dialect: isTigris ? 'tigris' : 'aws',
    account: options.account ?? accountIn([...all.values()]) ?? '123456789012',
    resources,
  })
}
