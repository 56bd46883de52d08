import { type Schema, sceneSchema } from '../scene/schema.js'

const text = (description: string): Schema => ({ type: 'string', description })
const names: Schema = { type: 'array', items: { type: 'string' } }
const decision: Schema = { type: 'string', enum: ['allowed', 'denied'] }

const when: Schema = {
  type: 'object',
  description: 'What the callers say of themselves beyond who they are.',
  properties: { ip: text('aws:SourceIp.'), at: text('aws:CurrentTime, ISO 8601.'), userAgent: text('aws:UserAgent.') },
  additionalProperties: false,
}

/** Members of a check beside those that its operation or its action has. */
export const checkProperties = {
  call: text('Name of an operation, as the SDK has it; its input members stand beside it, in lower camel case.'),
  action: text('Asks the evaluator alone: s3:GetObject.'),
  expect: decision,
  effect: { type: 'string', enum: ['explicit', 'implicit'], description: 'How it is denied.' },
  sid: text('Sid of the statement that denies.'),
  at: { type: 'string', enum: ['identity', 'session', 'bucket', 'acl', 'role', 'owner', 'default'] },
  code: text('Error with which an allowed call ends.'),
} as const satisfies Readonly<Record<string, Schema>>

const check: Schema = {
  type: 'object',
  properties: checkProperties,
  required: ['expect'],
  additionalProperties: true,
}

const test: Schema = {
  type: 'object',
  properties: {
    name: text('What it is about.'),
    as: { description: 'Names of keys, anonymous or admin.', anyOf: [{ type: 'string' }, names] },
    when,
    check: { type: 'array', items: check },
  },
  required: ['name', 'as', 'check'],
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
  properties: { ...sceneSchema.properties, tests: { type: 'array', items: test }, matrix },
} as const satisfies Schema
