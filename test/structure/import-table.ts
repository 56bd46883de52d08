/**
 * Who may import whom. A name that ends in `/` stands for a folder, another for one file; both without `.ts`.
 * The files of a row may import each other. The longest name that fits a file is its row.
 */
export interface Row {
  readonly files: readonly string[]
  readonly imports: readonly string[]
  /** Of these, types only. */
  readonly types?: readonly string[]
  /** Packages of the registry; Node's own modules are free unless the row is `pure`. */
  readonly packages?: readonly string[]
  /** Nothing of the host. */
  readonly pure?: true
}

const seams = ['src/contract/wire', 'src/contract/errors', 'src/contract/host']
const operations = ['src/s3/', 'src/iam/', 'src/sts/']
const readers = ['readers', 'codecs', 'shapes', 'cors', 'form-lists', 'json-shapes', 'unsupported-parameter'].map(
  name => `src/protocol/${name}`,
)
const checksums = ['src/protocol/checksums', 'src/protocol/multipart-checksums']
const rooms = ['src/policy/', 'src/protocol/', 'src/auth/', 'src/store/']
const road = [
  ...seams,
  'src/rules/version-id',
  'src/rules/acl',
  'src/rules/expected-owner',
  'src/rules/requester-pays',
  'src/rules/mfa',
  'src/contract/operation',
  'src/contract/dialect',
  'src/events/types',
  'src/world/faults',
  'src/world/log',
  'src/world/log-table',
  'src/store/persistent',
  ...rooms,
]
const core = [
  ...['src/pipeline/handle', 'src/road/', 'src/world/clock', 'src/world/world', 'src/world/', 'src/events/'],
  ...['src/body/', 'src/authorization/', 'src/pipeline/', 'src/policy/parser'],
]
const composed = [...core, ...road, ...operations, 'src/dialects/', 'src/policy/suggest-name']
const joined = ['src/dialects/operations']
const scene = ['src/scene', 'src/scene/']
const sources = ['src/sources/']
const mock = ['src/mock', 'src/mock/']
const recorded = [
  'src/policy/',
  'src/world/log',
  'src/contract/operation',
  'src/contract/host',
  'src/policy/suggest-name',
  ...joined,
  ...scene,
  ...mock,
]
const doors = ['interception', 'msw', 'smithy', 'server'].map(name => `adapters/${name}`)
const doorHelpers = ['adapters/door', 'adapters/caller-header', 'adapters/response-body']
const entryTypes = [
  'src/store/types',
  'src/auth/types',
  'src/policy/types',
  'src/contract/dialect',
  'src/events/types',
  'src/contract/wire',
]

export const importTable: readonly Row[] = [
  { files: ['src/contract/wire'], imports: [], pure: true },
  { files: ['src/contract/errors'], imports: [], pure: true },
  { files: ['src/contract/features'], imports: [], pure: true },
  { files: ['src/contract/host'], imports: [] },
  { files: ['src/rules/acl'], imports: [], types: ['src/store/types'], pure: true },
  {
    files: ['src/rules/expected-owner'],
    imports: ['src/contract/errors'],
    types: ['src/contract/dialect', 'src/store/types', 'src/contract/wire'],
    pure: true,
  },
  { files: ['src/rules/version-id'], imports: ['src/contract/errors'], types: ['src/contract/dialect'], pure: true },
  {
    files: ['src/rules/requester-pays'],
    imports: ['src/contract/errors'],
    types: ['src/store/types', 'src/contract/wire'],
    pure: true,
  },
  {
    files: ['src/events/types'],
    imports: [],
    types: ['src/contract/host', 'src/auth/types', 'src/store/types'],
    pure: true,
  },
  { files: ['src/rules/policy-principals'], imports: [], types: ['src/auth/types'], pure: true },
  { files: ['src/rules/account-records'], imports: [], types: ['src/auth/types'], pure: true },
  {
    files: ['src/rules/mfa'],
    imports: ['src/contract/errors', 'src/rules/account-records'],
    types: ['src/auth/types', 'src/contract/host'],
  },
  { files: ['src/store/persistent'], imports: [], packages: ['sorted-btree'], pure: true },
  { files: ['src/policy/'], imports: ['src/contract/errors'], packages: ['ipaddr.js'], pure: true },
  {
    files: ['src/contract/dialect'],
    imports: [],
    types: [
      ...seams,
      'src/contract/features',
      'src/contract/operation',
      'src/events/types',
      'src/policy/types',
      'src/auth/types',
      'src/store/types',
    ],
    pure: true,
  },
  { files: ['src/world/faults'], imports: [...seams, 'src/policy/suggest-name'], types: ['src/policy/types'] },
  {
    files: ['src/world/log', 'src/world/log-table'],
    imports: [...seams, 'src/policy/suggest-name'],
    types: ['src/policy/types', 'src/contract/operation'],
  },
  {
    files: ['src/contract/operation', 'src/contract/reader'],
    imports: ['src/contract/wire', 'src/contract/errors'],
    types: [
      'src/contract/host',
      'src/contract/dialect',
      'src/events/types',
      'src/store/types',
      'src/auth/types',
      'src/policy/types',
    ],
    pure: true,
  },
  {
    files: ['src/protocol/'],
    imports: ['src/contract/wire', 'src/contract/errors', 'src/contract/operation'],
    types: ['src/contract/dialect', 'src/store/types'],
    packages: ['xml2js', 'hash-wasm'],
  },
  {
    files: ['src/auth/'],
    imports: [...seams, 'src/store/persistent'],
    types: ['src/policy/types', 'src/contract/dialect', 'src/contract/operation'],
  },
  {
    files: ['src/store/'],
    imports: ['src/contract/errors', 'src/contract/host', 'src/store/persistent'],
    types: ['src/policy/types'],
    packages: ['memfs'],
  },
  ...operations.map(folder => ({
    files: [folder],
    imports: [
      ...[
        'src/contract/operation',
        'src/contract/errors',
        'src/rules/acl',
        'src/rules/version-id',
        'src/rules/expected-owner',
        'src/rules/requester-pays',
        'src/rules/policy-principals',
        'src/rules/mfa',
        'src/rules/account-records',
      ],
      ...readers,
      ...checksums,
    ],
    types: [...entryTypes, 'src/contract/host'],
  })),
  {
    files: ['src/dialects/'],
    // entries of a dialect's own are made of the same parts as those that it shares
    imports: [
      ...[
        'src/contract/operation',
        'src/contract/errors',
        'src/rules/acl',
        'src/rules/account-records',
        'src/contract/dialect',
        'src/contract/host',
        'src/policy/profiles',
        'src/policy/tigris/readings',
      ],
      ...readers,
      ...operations,
    ],
    types: entryTypes,
  },
  { files: core, imports: road },
  { files: joined, imports: operations, types: ['src/contract/dialect', 'src/contract/operation'] },
  { files: sources, imports: ['src/policy/', 'src/policy/suggest-name', 'src/dialects/'], packages: ['yaml'] },
  { files: scene, imports: [...composed, ...joined, ...sources], packages: ['yaml'] },
  { files: mock, imports: [...composed, ...joined, ...scene] },
  { files: ['src/recording/'], imports: [...recorded, 'src/dialects/'], types: ['src/contract/dialect'] },
  { files: ['src/permissions/'], imports: [...recorded, 'src/recording/'] },
  {
    files: ['src/data/'],
    imports: [...composed, ...joined],
  },
  {
    files: ['src/control/'],
    imports: [...composed, ...joined, ...scene, ...mock, 'src/permissions/', 'src/recording/', 'src/world/log'],
  },
  {
    files: ['src/reports/'],
    imports: [],
    types: ['src/policy/', 'src/permissions/', 'src/recording/', 'src/world/log'],
  },
  {
    files: ['src/index'],
    imports: [
      ...[...scene, ...sources, ...mock, ...doors, ...doorHelpers],
      ...['src/dialects/', 'src/permissions/', 'src/recording/', 'src/protocol/locate'],
    ],
    types: ['src/world/log', 'src/policy/types', 'src/events/webhooks'],
  },
  {
    files: ['src/for-adapters'],
    imports: [
      'src/index',
      'src/policy/explain',
      'src/permissions/',
      'src/reports/',
      'src/mock/environment',
      'src/mock',
      'src/scene/',
      'src/sources/',
    ],
    types: ['src/world/log'],
  },
  {
    files: ['src/cli/'],
    imports: [
      ...[
        'src/index',
        'src/policy/',
        'src/permissions/',
        'src/recording/',
        'src/reports/',
        'src/dialects/',
        'src/control/',
        'src/data/',
        'src/mock',
      ],
      ...['adapters/server', 'src/contract/wire'],
      ...[
        'src/policy/suggest-name',
        'src/contract/host',
        'src/mock/known-actions',
        'src/scene/',
        'package.json',
        ...joined,
      ],
    ],
    types: ['src/contract/operation', 'src/contract/dialect', 'src/store/blobs'],
  },
  ...doorHelpers.map(helper => ({ files: [helper], imports: ['src/contract/wire'] })),
  { files: ['adapters/msw-bundle'], imports: [], packages: ['msw', '@mswjs/interceptors'] },
  {
    files: ['adapters/interception', 'adapters/interception/'],
    imports: ['src/contract/wire', 'adapters/msw-bundle', ...doorHelpers],
  },
  { files: ['adapters/msw'], imports: ['src/contract/wire', 'adapters/interception/', ...doorHelpers] },
  { files: ['adapters/smithy'], imports: ['src/contract/wire', ...doorHelpers] },
  {
    files: ['adapters/server'],
    imports: ['src/contract/wire', 'src/contract/errors', 'src/control/', ...doorHelpers],
    types: ['src/mock'],
  },
  {
    files: ['adapters/global-server'],
    imports: ['src/index', 'src/for-adapters', 'adapters/scene-file', 'adapters/server'],
  },
  {
    files: ['adapters/'],
    imports: ['src/index', 'src/for-adapters', 'adapters/global-server', 'adapters/interception/environment'],
    packages: ['vitest', '@jest/globals'],
  },
]
