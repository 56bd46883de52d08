import { suggestName } from '../../policy/suggest-name.js'
import type { Position } from '../../policy/types.js'
import {
  at,
  itemsOf,
  memberOf,
  type Placed,
  type PlacedMember,
  type PlacedObject,
  placedList,
  placedObject,
  placedScalar,
  placeValue,
  textOf,
} from '../placed.js'
import { SourceError } from '../source-error.js'
import type { Scope } from './scope.js'
import { serverlessPolicies } from './serverless-policies.js'

/** Types for which SAM makes a role, the service that takes it, and the policy that it always has. */
const roleTypes: Readonly<Record<string, { readonly service: string; readonly policy?: string }>> = {
  'AWS::Serverless::Function': { service: 'lambda.amazonaws.com', policy: 'AWSLambdaBasicExecutionRole' },
  'AWS::Serverless::StateMachine': { service: 'states.amazonaws.com' },
}

/** Policies that SAM adds for what a function reads from. */
const eventPolicies: Readonly<Record<string, string>> = {
  SQS: 'AWSLambdaSQSQueueExecutionRole',
  Kinesis: 'AWSLambdaKinesisExecutionRole',
  DynamoDB: 'AWSLambdaDynamoDBExecutionRole',
}

const substituted = (format: string, values: Placed, place: Position): Placed => {
  const given: Record<string, Placed> = {}
  const text = format.replace(/<([\w:]+)>/g, (_, name: string) => {
    const value = memberOf(values, name)
    if (value !== undefined) given[name] = value
    else if (!name.startsWith('AWS::')) throw new SourceError(`needs \`${name}\``, values.place)
    return `\${${name}}`
  })
  if (!text.includes('$')) return placedScalar(text, place)
  return placedObject({ 'Fn::Sub': placedList([placedScalar(text, place), placedObject(given, place)], place) }, place)
}

const documentOfTemplate = (name: string, values: Placed, place: Position): Placed => {
  const grants = Object.hasOwn(serverlessPolicies, name) ? serverlessPolicies[name] : undefined
  if (grants === undefined) {
    const remedy = suggestName(name, Object.keys(serverlessPolicies))
    throw new SourceError(`names no policy template that is known, \`${name}\`: write its statements; ${remedy}`, place)
  }
  const statements = grants.map(([actions, ...resources]) =>
    placedObject(
      {
        Effect: placedScalar('Allow', place),
        Action: placeValue(actions.split(' '), place),
        Resource: placedList(
          resources.map(each => substituted(each, values, place)),
          place,
        ),
      },
      place,
    ),
  )
  return placedObject({ Version: placedScalar('2012-10-17', place), Statement: placedList(statements, place) }, place)
}

const managedArn = (name: string, place: Position): Placed =>
  /^arn:/.test(name)
    ? placedScalar(name, place)
    : placedObject({ 'Fn::Sub': placedScalar(`arn:\${AWS::Partition}:iam::aws:policy/${name}`, place) }, place)

interface Split {
  readonly inline: readonly Placed[]
  readonly managed: readonly Placed[]
}

/** Policies of a function: names and ARNs of managed ones, documents, statements, templates. */
const splitPolicies = (policies: Placed | undefined, role: string): Split => {
  const inline: Placed[] = []
  const managed: Placed[] = []
  for (const [index, item] of itemsOf(policies).entries()) {
    const { place } = item
    const text = textOf(item)
    const add = (document: Placed): void => {
      inline.push(
        placedObject({ PolicyName: placedScalar(`${role}Policy${index}`, place), PolicyDocument: document }, place),
      )
    }
    if (text !== undefined) managed.push(managedArn(text, place))
    else if (memberOf(item, 'Statement') !== undefined) add(item)
    else if (item.kind === 'object' && item.members.size === 1) {
      const [[name, { value }]] = [...item.members] as [[string, PlacedMember]]
      if (name === 'Ref' || name.startsWith('Fn::')) managed.push(item)
      else add(documentOfTemplate(name, value, place))
    } else throw new SourceError('is no policy that SAM takes', place)
  }
  return { inline, managed }
}

const trustOf = (service: string, place: Position): Placed =>
  placeValue(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }],
    },
    place,
  )

const roleOf = (id: string, resource: Placed, template: PlacedObject): Placed | undefined => {
  const type = textOf(memberOf(resource, 'Type')) ?? ''
  const made = Object.hasOwn(roleTypes, type) ? roleTypes[type] : undefined
  const properties = memberOf(resource, 'Properties')
  if (made === undefined || memberOf(properties, 'Role') !== undefined) return undefined
  const { place } = resource
  const shared = at(template, 'Globals', type.split('::')[2]!)
  const property = (name: string): Placed | undefined => memberOf(properties, name) ?? memberOf(shared, name)
  const { inline, managed } = splitPolicies(memberOf(properties, 'Policies'), `${id}Role`)
  const events = memberOf(properties, 'Events')
  const kinds =
    events?.kind === 'object'
      ? [...events.members.values()].map(({ value }) => textOf(memberOf(value, 'Type')) ?? '')
      : []
  const added = [
    made.policy,
    property('VpcConfig') && 'AWSLambdaVPCAccessExecutionRole',
    ...kinds.map(kind => eventPolicies[kind]),
  ].flatMap(name => (name === undefined ? [] : [`service-role/${name}`]))
  const tracing = textOf(property('Tracing')) === 'Active' ? ['AWSXrayWriteOnlyAccess'] : []
  const arns = [...new Set([...added, ...tracing])].map(name => managedArn(name, place))
  return placedObject(
    {
      Type: placedScalar('AWS::IAM::Role', place),
      Condition: memberOf(resource, 'Condition'),
      Properties: placedObject(
        {
          AssumeRolePolicyDocument: memberOf(properties, 'AssumeRolePolicyDocument') ?? trustOf(made.service, place),
          ManagedPolicyArns: placedList([...arns, ...managed], place),
          Policies: inline.length === 0 ? undefined : placedList(inline, place),
          PermissionsBoundary: property('PermissionsBoundary'),
          Path: property('RolePath'),
        },
        place,
      ),
    },
    place,
  )
}

const usesTransform = (template: PlacedObject): boolean =>
  itemsOf(memberOf(template, 'Transform')).map(textOf).includes('AWS::Serverless-2016-10-31')

/**
 * The template with the roles that the transform of SAM makes for functions and state machines that name none.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export const expandServerless = ({ template }: Scope): PlacedObject => {
  const section = template.members.get('Resources')
  const resources = section?.value
  if (section === undefined || resources?.kind !== 'object' || !usesTransform(template)) return template
  const members = new Map(resources.members)
  for (const [id, { value, place }] of resources.members) {
    if (textOf(memberOf(value, 'Type')) === 'AWS::Serverless::Connector')
      throw new SourceError('is a connector, whose policies are not worked out; write them as policies', {
        ...place,
        resource: id,
      })
    const role = roleOf(id, value, template)
    if (role !== undefined && !members.has(`${id}Role`)) members.set(`${id}Role`, { value: role, place })
  }
  return {
    ...template,
    members: new Map([...template.members, ['Resources', { ...section, value: { ...resources, members } }]]),
  }
}
