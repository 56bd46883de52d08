import { policySchema, type Schema, sceneSchema } from '../scene/schema.js'

const text = (description: string): Schema => ({ type: 'string', description })
const names: Schema = { type: 'array', items: { type: 'string' } }
const decision: Schema = { type: 'string', enum: ['allowed', 'denied'] }

const when: Schema = {
  type: 'object',
  description: 'What the callers say of themselves beyond who they are.',
  properties: { ip: text('aws:SourceIp.'), at: text('aws:CurrentTime, ISO 8601.'), userAgent: text('aws:UserAgent.') },
  additionalProperties: false,
}

const generate: Schema = {
  type: 'string',
  enum: ['boundaries'],
  description: 'Checks on both sides of each edge of the policies: beside `check`, of the callers; in a check, of it.',
}

/** Members of a check beside those that its operation or its action has. */
export const checkProperties = {
  call: text('Name of an operation, as the SDK has it; its input members stand beside it, in lower camel case.'),
  action: text('Asks the evaluator alone: s3:GetObject.'),
  expect: decision,
  effect: { type: 'string', enum: ['explicit', 'implicit'], description: 'How it is denied.' },
  sid: text('Sid of the statement that denies.'),
  at: {
    type: 'string',
    enum: ['identity', 'boundary', 'session', 'bucket', 'resource', 'acl', 'role', 'owner', 'default'],
  },
  code: text('Error with which an allowed call ends.'),
  generate,
} as const satisfies Readonly<Record<string, Schema>>

/** Names that stand in the place of any text. */
export interface NamedCalls {
  readonly operations: readonly string[]
  readonly actions: readonly string[]
}

const checkSchema = (named?: NamedCalls): Schema => ({
  type: 'object',
  properties: {
    ...checkProperties,
    ...(named && {
      call: { ...checkProperties.call, enum: named.operations },
      action: { ...checkProperties.action, enum: named.actions },
    }),
  },
  required: ['expect'],
  additionalProperties: true,
})

const testSchema = (named?: NamedCalls): Schema => ({
  type: 'object',
  properties: {
    name: text('What it is about.'),
    as: { description: 'Names of keys or sessions, anonymous or admin.', anyOf: [{ type: 'string' }, names] },
    when,
    check: { type: 'array', items: checkSchema(named) },
    generate,
  },
  required: ['name', 'as'],
  additionalProperties: false,
})

const session: Schema = {
  type: 'object',
  description: 'A principal by AssumeRole; `as` takes its name.',
  properties: {
    assume: {
      type: 'object',
      properties: {
        role: text('Name of a role of the scene.'),
        arn: text('ARN of the role, in place of `role`.'),
        by: text('Who calls AssumeRole: the name of a key or of another session, or admin.'),
        sessionName: text('RoleSessionName.'),
        policy: { ...policySchema, description: 'What narrows the session.' },
        durationSeconds: { type: 'number', description: 'Seconds; 3600 if left out.' },
      },
      required: ['by', 'sessionName'],
      additionalProperties: false,
    },
    when: { ...when, description: 'Of the call of AssumeRole; that of a test is for the calls of the session.' },
  },
  required: ['assume'],
  additionalProperties: false,
}

const percent = (what: string): Schema => ({ type: 'number', description: `${what}, 0 to 100.` })

const coverage: Schema = {
  type: 'object',
  description: 'How much of the policies of the file its checks must reach, in whole percent.',
  properties: {
    statements: percent('Statements to which a check applies'),
    actions: percent('Patterns of Action and NotAction that a check meets'),
    resources: percent('Patterns of Resource and NotResource that a check meets'),
    principals: percent('Names of Principal and NotPrincipal that a check meets'),
    conditions: percent('Sides of conditions that a check meets: each once true, once false'),
  },
  additionalProperties: false,
}

const matrix: Schema = {
  type: 'object',
  description: 'What each caller may do, by action and resource.',
  properties: {
    columns: names,
    rows: { type: 'object', additionalProperties: { type: 'array', items: decision } },
  },
  required: ['columns', 'rows'],
  additionalProperties: false,
}

/** A permission file: a scene, then tests. */
export const permissionSchema = {
  ...sceneSchema,
  title: 'tigris-mock permission tests',
  properties: {
    ...sceneSchema.properties,
    sessions: { type: 'object', description: 'Sessions by name.', additionalProperties: session },
    tests: { type: 'array', items: testSchema() },
    matrix,
    generate,
    coverage,
  },
} as const satisfies Schema

/** The same, which knows the names of operations and actions. */
export const permissionSchemaNaming = (named: NamedCalls): Schema => ({
  ...permissionSchema,
  properties: { ...permissionSchema.properties, tests: { type: 'array', items: testSchema(named) } },
})
