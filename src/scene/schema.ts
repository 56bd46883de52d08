import { formats, type OptionKind } from '../sources/formats.js'
import { assumedSchema } from './assumed.js'
import type { Schema } from './validate.js'

export type { Schema }

const text = (description: string): Schema => ({ type: 'string', description })
const map = (of: Schema, description: string): Schema => ({ type: 'object', additionalProperties: of, description })

const file: Schema = {
  type: 'object',
  properties: { file: text('Path of the policy, against the file in which it stands.') },
  required: ['file'],
  additionalProperties: false,
}

const document: Schema = {
  type: 'object',
  description: 'A policy document as IAM writes it.',
  properties: { Version: text('2012-10-17'), Id: text('Free text.'), Statement: {} },
  required: ['Statement'],
  additionalProperties: true,
}

const optionSchemas: Readonly<Record<OptionKind, Schema>> = {
  text: { type: 'string' },
  texts: { type: 'array', items: { type: 'string' } },
  values: { type: 'object', additionalProperties: {} },
}

const managedPolicies: Schema = {
  type: 'object',
  additionalProperties: { anyOf: [{ type: 'string' }, file, document] },
  description: 'Documents of managed policies that stand elsewhere, by ARN.',
}

const sourceSchemas = (more: Readonly<Record<string, Schema>>): readonly Schema[] =>
  formats.map(({ name, says, options }) => ({
    type: 'object',
    description: says,
    properties: {
      [name]: { anyOf: [{ type: 'string' }, { type: 'object' }], description: says },
      ...Object.fromEntries(
        Object.entries(options).map(([option, { kind, says: description }]) => [
          option,
          { ...optionSchemas[kind], description },
        ]),
      ),
      managedPolicies,
      ...more,
    },
    required: [name],
    additionalProperties: false,
  }))

const sources = sourceSchemas({})

const policy: Schema = {
  description:
    'A document, { file }, the name of an entry of `policies`, a path that ends in .json, .yaml or .yml, an ARN, or one of a template.',
  anyOf: [
    { type: 'string' },
    file,
    document,
    ...sourceSchemas({
      resource: text('Logical name, address or path of the resource that has it.'),
      policy: text('Name of one of its policies.'),
    }),
  ],
}

export { policy as policySchema }

const object: Schema = {
  description: 'Text, or { body | file | base64 } with what is known of the object.',
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      properties: {
        body: text('Text of the object.'),
        file: text('Path of a file with its bytes.'),
        base64: text('Bytes of the object.'),
        contentType: text('Content-Type.'),
        cacheControl: text('Cache-Control.'),
        contentDisposition: text('Content-Disposition.'),
        contentEncoding: text('Content-Encoding.'),
        contentLanguage: text('Content-Language.'),
        expires: text('Expires.'),
        websiteRedirectLocation: text('Where a website sends readers of the object.'),
        etag: text('Without quotes; the MD5 of the bytes if absent.'),
        checksum: {
          type: 'object',
          properties: {
            algorithm: { type: 'string', enum: ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] },
            value: text('Base64.'),
            type: { type: 'string', enum: ['FULL_OBJECT', 'COMPOSITE'] },
          },
          required: ['algorithm', 'value'],
          additionalProperties: false,
        },
        metadata: map({ type: 'string' }, 'User metadata, names without x-amz-meta-.'),
        tags: map({ type: 'string' }, 'Object tags.'),
        storageClass: text('Storage class.'),
      },
      additionalProperties: false,
    },
  ],
}

const flag: Schema = { type: 'boolean' }
const settingsDocument = (description: string): Schema => ({ type: 'object', additionalProperties: true, description })
const rules = (description: string): Schema => ({ type: 'array', items: settingsDocument('A rule.'), description })

const bucket: Schema = {
  type: 'object',
  properties: {
    objects: map(object, 'Objects by key.'),
    owner: text('Name of the key that made it.'),
    public: {
      type: 'boolean',
      description: 'Readable without credentials; tigris: on <bucket>.t3.tigrisfiles.io only.',
    },
    policy,
    versioning: { type: 'string', enum: ['Enabled', 'Suspended'] },
    snapshots: { type: 'boolean', description: 'Whether it keeps versions, snapshots and forks.' },
    tags: map({ type: 'string' }, 'Bucket tags.'),
    cors: rules('Rules, as PutBucketCors takes them.'),
    lifecycle: rules('Rules, as PutBucketLifecycleConfiguration takes them.'),
    encryption: rules('Rules, as PutBucketEncryption takes them.'),
    website: settingsDocument('As PutBucketWebsite takes it.'),
    logging: settingsDocument('{ TargetBucket, TargetPrefix }'),
    notification: settingsDocument('As PutBucketNotificationConfiguration takes it.'),
    settings: settingsDocument('All that PATCH of a Tigris bucket takes.'),
    ownership: { type: 'string', enum: ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter', 'none'] },
    publicAccessBlock: {
      anyOf: [
        { type: 'string', enum: ['none'] },
        {
          type: 'object',
          properties: Object.fromEntries(
            ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map(name => [
              name,
              flag,
            ]),
          ),
          additionalProperties: false,
        },
      ],
    },
    region: text('Hosts of other regions send requests there. Absent: found in every region.'),
  },
  additionalProperties: false,
}

const key: Schema = {
  type: 'object',
  properties: {
    id: text('Access key id; derived from name and seed if absent.'),
    secret: text('Secret; derived from name and seed if absent.'),
    policies: { type: 'array', items: policy },
    roles: map({ type: 'string' }, 'Role by bucket; * stands for every bucket.'),
    admin: { type: 'boolean', description: "The dialect's own highest right." },
    scope: { type: 'string', enum: ['standard', 'no_default_allow'] },
    status: { type: 'string', enum: ['Active', 'Inactive'] },
    sessionToken: text('What a login sends in place of a signature.'),
  },
  additionalProperties: false,
}

const status: Schema = { type: 'string', enum: ['Active', 'Inactive'] }
const policies: Schema = { type: 'array', items: policy }
const path = text('Path in the ARN; / if absent.')
const tags = map({ type: 'string' }, 'Tags.')
const shut = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  ...{ type: 'object', properties, required, additionalProperties: false },
})

const keyId = text('Access key id; derived from name and seed if absent.')
const secret = text('Secret; derived from name and seed if absent.')
const groupNames: Schema = { type: 'array', items: { type: 'string' }, description: 'Groups of the same account.' }
const inlinePolicies = map(policy, 'Policies of its own, by name.')
const user = shut({
  id: keyId,
  secret,
  status,
  policies,
  inlinePolicies,
  boundary: policy,
  groups: groupNames,
  path,
  tags,
})
const group = shut({ policies, inlinePolicies, path })
const longestSession: Schema = { type: 'number', description: 'Seconds, 3600 to 43200. Default 3600.' }
const role = shut({ trust: policy, policies, inlinePolicies, boundary: policy, path, tags, longestSession }, ['trust'])
const roleByBucket = map({ type: 'string' }, 'Role by bucket; * stands for the folder.')
const subject = text('Id of the service account itself.')
const serviceAccount = shut({ id: keyId, secret, status, subject, roles: roleByBucket })
const people = {
  users: map(user, 'Users by name, each with one access key.'),
  groups: map(group, 'Groups by name.'),
  roles: map(role, 'Roles by name.'),
}
const account = shut({
  id: text('Twelve digits; derived from name and seed if absent.'),
  canonicalId: text('Canonical user id, as access control lists name the account.'),
  displayName: text('Name shown with the canonical id.'),
  email: text('E-mail address of the account.'),
  root: shut({ id: keyId, secret }),
  ...people,
  buckets: map(bucket, 'Buckets of the account by name.'),
})

const person = shut({
  id: text('Id of the user; derived from name and seed if absent.'),
  email: text('E-mail address.'),
  role: { type: 'string', enum: ['admin', 'member'] },
  owner: { type: 'boolean', description: 'An admin who can be neither removed nor demoted.' },
})
const team = shut({
  description: text('What the team is for.'),
  members: { type: 'array', items: { type: 'string' }, description: 'Names of users.' },
})
const organization = shut({
  name: text('Name of the organization.'),
  slug: text('Its name in URLs.'),
  users: map(person, 'People by name.'),
  teams: map(team, 'Teams by name.'),
})

/** The schema of one entry of `keys`. */
export const keySchema = key

/** The one schema for options, scene files and the head of permission files. */
export const sceneSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'tigris-mock scene',
  type: 'object',
  properties: {
    dialect: { type: 'string', enum: ['tigris', 'aws', 'yandex'], description: 'Default tigris.' },
    buckets: map(bucket, 'Buckets by name.'),
    keys: map(key, 'Access keys by a name of your own; in aws each is a user of that name with one key.'),
    policies: map({ anyOf: policy.anyOf!.slice(1) }, 'Policies by name, to be used by keys.'),
    from: {
      anyOf: [...sources, { type: 'array', items: { anyOf: sources } }],
      description: 'Templates whose roles, users, groups, policies and buckets the scene has.',
    },
    ...people,
    serviceAccounts: map(serviceAccount, 'Service accounts by name, each with one static key.'),
    accounts: map(account, 'Further accounts by name; main is the account of everything else.'),
    organization,
    newBuckets: {
      type: 'string',
      enum: ['today', 'before-2023'],
      description: 'Whether ACLs are disabled and public access is blocked in buckets that say nothing. Default today.',
    },
    endpoints: { type: 'array', items: { type: 'string' }, description: 'Further S3 hosts, with port.' },
    shadows: {
      type: 'object',
      properties: { hosts: { type: 'array', items: { type: 'string' }, description: 'Hosts, with port.' } },
      required: ['hosts'],
      additionalProperties: false,
      description: 'Whence buckets may fetch the objects of their shadow buckets.',
    },
    webhooks: {
      type: 'object',
      properties: { hosts: { type: 'array', items: { type: 'string' }, description: 'Hosts, with port.' } },
      required: ['hosts'],
      additionalProperties: false,
      description: 'Where buckets may post their events.',
    },
    passthrough: { type: 'array', items: { type: 'string' }, description: 'Hosts to leave alone.' },
    seed: text('Ids and secrets follow from it.'),
    strictPolicies: { type: 'boolean', description: 'Default true.' },
    assumed: assumedSchema,
    ip: text('Address of in-process callers. Default 192.0.2.1.'),
  },
  additionalProperties: false,
} as const satisfies Schema

/** The schema of `tigris-mock.config.yaml`: a scene, and how a project sets it up. Published as `schema.json`. */
export const projectSchema: Schema = {
  ...sceneSchema,
  properties: {
    ...sceneSchema.properties,
    env: text("Name of the key under which the application's own clients act."),
    strictDenials: { type: 'boolean', description: 'A denial that says nothing about any policy fails its test.' },
  },
}

/** A schema as editors have it: a file may name it in `$schema`. */
export const publishedSchema = (schema: Schema): Schema => ({
  ...schema,
  properties: { $schema: text('Where this schema is found, for editors.'), ...schema.properties },
})
