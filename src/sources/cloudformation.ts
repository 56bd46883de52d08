import { basename } from 'node:path'
import { suggestName } from '../policy/suggest-name.js'
import { bucketSettings } from './cloudformation/bucket-settings.js'
import { isMade } from './cloudformation/conditions.js'
import { holdersOf, type MadeResource, managedPolicies, policyResource } from './cloudformation/iam.js'
import { resolve } from './cloudformation/intrinsics.js'
import { checkParameters } from './cloudformation/parameters.js'
import { physicalName, referenceTo } from './cloudformation/references.js'
import { type CloudFormationOptions, type Scope, sectionOf } from './cloudformation/scope.js'
import { expandServerless } from './cloudformation/serverless.js'
import type { Inventory, SourceBucket, SourceResource } from './inventory.js'
import { at, memberOf, type Placed, placedObject, textOf } from './placed.js'
import type { ReadDocument } from './read-document.js'
import { SourceError } from './source-error.js'

/** Types of IAM and S3 that make nothing that a scene has: they are left out. */
const besideScenes: readonly string[] = [
  ...['AWS::IAM::InstanceProfile', 'AWS::IAM::AccessKey', 'AWS::IAM::ServiceLinkedRole', 'AWS::IAM::ServerCertificate'],
  ...['AWS::IAM::OIDCProvider', 'AWS::IAM::SAMLProvider', 'AWS::IAM::VirtualMFADevice', 'AWS::S3::StorageLens'],
  'AWS::S3::StorageLensGroup',
]

const readTypes: readonly string[] = [
  ...[
    'Role',
    'User',
    'Group',
    'Policy',
    'RolePolicy',
    'UserPolicy',
    'GroupPolicy',
    'ManagedPolicy',
    'UserToGroupAddition',
  ].map(name => `AWS::IAM::${name}`),
  ...['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
]

const typeOf = (resource: Placed): string => textOf(memberOf(resource, 'Type')) ?? ''

/** Whether a document is a template of CloudFormation: CDK's, SAM's and Serverless' are. */
export const isTemplate = (document: Placed): boolean => memberOf(document, 'Resources') !== undefined

/** Under which names a user may know a resource: its logical name, without CDK's hash, and its path in the CDK app. */
const namesOf = (id: string, resource: Placed): readonly string[] => {
  const path = textOf(at(resource, 'Metadata', 'aws:cdk:path'))
  const short = path?.replace(/\/Resource$/, '')
  const within = short?.split('/').slice(1).join('/')
  return [
    id,
    ...[path, short, within].filter(name => name !== undefined && name !== ''),
    id.replace(/[0-9A-F]{8}$/, ''),
  ] as string[]
}

const scopeOf = (root: Placed, options: CloudFormationOptions, file: string | undefined): Scope => {
  if (root.kind !== 'object' || !isTemplate(root))
    throw new SourceError('is no template of CloudFormation: it has no `Resources`', root.place)
  const region = options.region ?? 'us-east-1'
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  const named = file === undefined ? 'Stack' : basename(file).replace(/(?:\.template)?\.(?:json|ya?ml|template)$/i, '')
  const { stackName = named, account = '123456789012' } = options
  if (!/^\d{12}$/.test(account))
    throw new SourceError(`is read for the account \`${account}\`; write twelve digits in quotes`, root.place)
  return { template: root, options, stackName, account, region, partition: options.partition ?? partition, open: [] }
}

const refuseUnknown = (scope: Scope, section: 'names' | 'without', known: readonly string[]): void => {
  const given = section === 'without' ? (scope.options.without ?? []) : Object.keys(scope.options.names ?? {})
  const stray = given.find(name => !known.includes(name))
  if (stray !== undefined)
    throw new SourceError(
      `has no resource \`${stray}\`, which \`${section}\` names; ${suggestName(stray, known)}`,
      scope.template.place,
    )
}

/** Reads a template. Throws a SourceError for what is none; what stands in it is worked out when it is asked for. */
export const openCloudFormation = (
  { root }: ReadDocument,
  options: CloudFormationOptions,
  file?: string,
): Inventory => {
  const given = scopeOf(root, options, file)
  const scope: Scope = { ...given, template: expandServerless(given) }
  checkParameters(scope)
  const section = memberOf(scope.template, 'Resources')
  const entries = section?.kind === 'object' ? [...section.members] : []
  const all = entries.map(([id]) => id)
  refuseUnknown(scope, 'names', all)
  refuseUnknown(scope, 'without', all)

  const made = ([id, { value, place }]: (typeof entries)[number]): MadeResource => {
    const inner: Scope = { ...scope, open: [] }
    return {
      ...{ id, type: typeOf(value), place: { ...place, resource: id } },
      name: () => physicalName(inner, id, value, resolve),
      reference: () => textOf(referenceTo(inner, id, place, resolve)) ?? id,
      properties: () => {
        const properties = memberOf(value, 'Properties')
        return properties?.kind === 'object' ? [...properties.members.keys()] : []
      },
      property: name => {
        const property = at(value, 'Properties', name)
        return property && resolveIn(inner, id, property)
      },
    }
  }
  const wanted = entries.filter(([id]) => !options.without?.includes(id))
  const resources = wanted.flatMap(([id, member]): SourceResource[] => {
    if (memberOf(member.value, 'Type') === undefined)
      throw new SourceError('has no `Type`', { ...member.place, resource: id })
    return [{ names: namesOf(id, member.value), type: typeOf(member.value), place: { ...member.place, resource: id } }]
  })
  const ofInterest = (): readonly MadeResource[] =>
    wanted.flatMap(entry => {
      const [id, { value, place }] = entry
      const type = typeOf(value)
      if (!/^AWS::(?:IAM|S3)::/.test(type) || besideScenes.includes(type)) return []
      if (!isMadeIn(scope, id, value)) return []
      if (readTypes.includes(type)) return [made(entry)]
      throw new SourceError(`is of type ${type}, which is not modelled; leave it out with \`without: ['${id}']\``, {
        ...place,
        resource: id,
      })
    })

  return {
    dialect: 'aws',
    account: scope.account,
    resources,
    policyOf: id => {
      const entry = wanted.find(([name]) => name === id)
      if (entry === undefined || !isMadeIn(scope, id, entry[1].value)) return undefined
      return policyResource(made(entry))
    },
    holders: () => holdersOf(ofInterest()),
    managed: () => managedPolicies(ofInterest()),
    buckets: () => bucketsOf(ofInterest()),
    exported: name => exportNamed(scope, name),
  }
}

/** What goes wrong within a resource is told with its name. */
const naming = <T>(id: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SourceError) || error.place === undefined || error.place.resource !== undefined) throw error
    throw new SourceError(error.fault, { ...error.place, resource: id })
  }
}

const resolveIn = (scope: Scope, id: string, property: Placed): Placed | undefined =>
  naming(id, () => resolve(property, scope))

const isMadeIn = (scope: Scope, id: string, resource: Placed): boolean =>
  naming(id, () => isMade(scope, resource, resolve))

const exportNamed = (scope: Scope, name: string): Placed | undefined => {
  for (const [id, { value }] of sectionOf(scope, 'Outputs')) {
    const exported = at(value, 'Export', 'Name')
    const output = memberOf(value, 'Value')
    if (exported === undefined || output === undefined || !isMadeIn(scope, id, value)) continue
    if (textOf(resolveIn(scope, id, exported)) === name) return resolveIn(scope, id, output)
  }
  return undefined
}

const bucketProperties = (resource: MadeResource, names: readonly string[]): Placed =>
  placedObject(Object.fromEntries(names.map(name => [name, resource.property(name)])), resource.place)

const bucketsOf = (resources: readonly MadeResource[]): readonly SourceBucket[] => {
  const policies = resources.filter(({ type }) => type === 'AWS::S3::BucketPolicy')
  const policyFor = (name: string) => {
    const [first, second] = policies.filter(each => textOf(each.property('Bucket')) === name)
    if (second !== undefined)
      throw new SourceError(
        `is a second policy for the bucket \`${name}\`, which has \`${first!.id}\` already`,
        second.place,
      )
    return first && policyResource(first)
  }
  const made = resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .map((resource): SourceBucket => {
      const name = resource.name()
      return {
        ...{ resource: resource.id, name, place: resource.place },
        policy: () => policyFor(name),
        settings: () => naming(resource.id, () => bucketSettings(bucketProperties(resource, resource.properties()))),
      }
    })
  const known = new Set(made.map(({ name }) => name))
  // a bucket that stands elsewhere gets its policy here
  const others = policies.flatMap((policy): SourceBucket[] => {
    const name = textOf(policy.property('Bucket'))
    if (name === undefined || known.has(name)) return []
    known.add(name)
    return [{ resource: policy.id, name, place: policy.place, policy: () => policyFor(name), settings: () => ({}) }]
  })
  return [...made, ...others]
}
