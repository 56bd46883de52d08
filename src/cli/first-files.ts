import { type DialectName, dialects } from '../dialects/index.js'

/** A file that `init` writes. */
interface FirstFile {
  readonly path: string
  readonly text: string
}

const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Images",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::images/*"
    }
  ]
}
`

/** Who there is, and what the permission tests may expect of it: dialects differ in who has policies. */
interface Callers {
  readonly scene: string
  /** The same in a line, for permission tests. */
  readonly short: string
  /** A file beside the scene that it names. */
  readonly file: FirstFile
}

const keys: Callers = {
  scene: `# Access keys by names of your own. \`id\` and \`secret\` follow from the names unless you give them.
keys:
  app:
    policies: [./app-policy.json]
    # Without this a key of Tigris may list and make buckets.
    scope: no_default_allow
  # Further members: roles: { images: ReadOnly }, admin: true, status: Inactive
  visitor: { scope: no_default_allow }
`,
  short: `keys:
  app: { policies: [./app-policy.json], scope: no_default_allow }
  visitor: { scope: no_default_allow }
`,
  file: { path: 'app-policy.json', text: policy },
}

const users: Callers = {
  ...keys,
  scene: `# Users by name, each with one access key. \`id\` and \`secret\` follow from the names unless you give them.
keys:
  app: { policies: [./app-policy.json] }
  visitor: {}
# Further members of the scene: users, groups, roles, accounts
`,
  short: `keys:
  app: { policies: [./app-policy.json] }
  visitor: {}
`,
}

const serviceAccounts: Callers = {
  scene: `# Service accounts by name, each with one static key. Rights come from roles and from policies of buckets.
serviceAccounts:
  app: { roles: { images: storage.editor } }
  visitor: {}
`,
  short: `serviceAccounts:
  app: { roles: { images: storage.editor } }
  visitor: {}
`,
  file: {
    path: 'app-policy.json',
    text: policy.replace('"Effect": "Allow",', '"Effect": "Allow",\n      "Principal": "*",'),
  },
}

const callersOf = (dialect: DialectName): Callers => {
  const { features } = dialects[dialect]
  if (features.has('service-accounts')) return serviceAccounts
  return features.has('users') ? users : keys
}

/** A scene, a policy and permission tests that hold, to begin with. */
export const firstFiles = (dialect: DialectName): readonly FirstFile[] => {
  const { scene, short, file } = callersOf(dialect)
  return [
    {
      path: 'tigris-mock.config.yaml',
      text: `# yaml-language-server: $schema=./node_modules/tigris-mock/dist/schema.json
# The storage of your tests: what setupTigrisMock, the setup files of runners and \`tigris-mock serve --fixtures\` begin with.

# The service that is played: ${Object.keys(dialects).join(', ')}.
dialect: ${dialect}

# Buckets by name. An object is text, or { file: ./a.png }, { base64: ... }, { body: ..., contentType: ..., metadata: ... }.
buckets:
  images:
    objects:
      hello.txt: Hello
    # Further members: versioning: Enabled, public: true, cors: ..., tags: ..., policy: ./bucket-policy.json
  private: {}

${scene}`,
    },
    file,
    {
      path: 'access.perm.yaml',
      text: `# yaml-language-server: $schema=./node_modules/tigris-mock/dist/permission-tests.schema.json
# Who may do what. Run it with: npx tigris-mock test access.perm.yaml
dialect: ${dialect}
buckets:
  images: { objects: { hello.txt: Hello } }
  private: {}
${short}
tests:
  - name: the application reads and writes images
    as: app
    check:
      - { call: GetObject, bucket: images, key: hello.txt, expect: allowed }
      - { call: PutObject, bucket: images, key: new.txt, body: text, expect: allowed }

  - name: and nothing else
    as: app
    check:
      - { call: PutObject, bucket: private, key: new.txt, body: text, expect: denied, effect: implicit }

  - name: others read nothing
    as: [visitor, anonymous]
    check:
      - { call: GetObject, bucket: images, key: hello.txt, expect: denied }
`,
    },
  ]
}
