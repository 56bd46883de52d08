import type { Placed, PlacedMember } from '../placed.js'

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** Lists that Terraform names in the singular. */
const singular: Readonly<Record<string, string>> = {
  cors_rules: 'cors_rule',
  inline_policies: 'inline_policy',
  lambda_functions: 'lambda_function',
  noncurrent_version_transitions: 'noncurrent_version_transition',
  queues: 'queue',
  routing_rules: 'routing_rule',
  rules: 'rule',
  topics: 'topic',
  transitions: 'transition',
}

const plural = new Map(Object.entries(singular).map(([many, one]) => [one, many]))

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Names that Pulumi may have for an attribute of Terraform's provider. */
export const pulumiName = (attribute: string): readonly string[] => {
  const many = plural.get(attribute)
  return many === undefined ? [camel(attribute)] : [camel(many), camel(attribute)]
}

/** `aws:iam/rolePolicyAttachment:RolePolicyAttachment` is `aws_iam_role_policy_attachment`; other providers' stay. */
export const terraformType = (type: string): string => {
  const [, provider, module, name] = /^(aws|tigris):([\w-]+)\/[^:]*:(\w+)$/.exec(type) ?? []
  if (provider === undefined || name === undefined) return type
  const own = snake(name.replace(/v2$/i, ''))
  return module === 'index' ? `${provider}_${own}` : `${provider}_${module}_${own}`
}

/** A value under the names of Terraform; tags and policy documents stay as they are. */
export const providerValue = (placed: Placed): Placed => {
  if (placed.kind === 'list') return { ...placed, items: placed.items.map(providerValue) }
  if (placed.kind === 'scalar' || placed.members.has('Statement')) return placed
  const names = [...placed.members.keys()]
  if (names.some(name => !/^[a-z][A-Za-z0-9]*$/.test(name))) return placed
  const members = new Map<string, PlacedMember>()
  for (const [name, { value, place }] of placed.members) {
    const own = snake(name)
    members.set(singular[own] ?? own, { value: own === 'tags' ? value : providerValue(value), place })
  }
  return { ...placed, members }
}
