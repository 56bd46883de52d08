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

const seams = ['src/wire', 'src/errors', 'src/seams']
const operations = ['src/s3/', 'src/iam/', 'src/sts/']
const readers = ['readers', 'codecs', 'shapes', 'cors', 'form-lists', 'json-shapes', 'not-modelled'].map(
  name => `src/protocol/${name}`,
)
const checksums = ['src/protocol/checksums', 'src/protocol/multipart-checksums']
const rooms = ['src/policy/', 'src/protocol/', 'src/auth/', 'src/store/']
const road = [
  ...seams,
  'src/version-id',
  'src/acl',
  'src/expected-owner',
  'src/requester-pays',
  'src/second-factor',
  'src/operation',
  'src/dialect',
  'src/events',
  'src/faults',
  'src/log',
  'src/log-table',
  'src/persistent',
  ...rooms,
]
const core = ['src/core', 'src/road/', 'src/clock', 'src/world']
const composed = [...core, ...road, ...operations, 'src/dialects/', 'src/nearest']
const joined = ['src/dialect-operations']
const scene = ['src/scene', 'src/scene/']
const sources = ['src/sources/']
const mock = ['src/mock', 'src/mock/']
const recorded = ['src/policy/', 'src/log', 'src/operation', 'src/seams', 'src/nearest', ...joined, ...scene, ...mock]
const doors = ['interception', 'msw', 'smithy', 'server'].map(name => `adapters/${name}`)
const doorHelpers = ['adapters/door', 'adapters/caller-header', 'adapters/response-body']
const entryTypes = ['src/store/types', 'src/auth/types', 'src/policy/types', 'src/dialect', 'src/events', 'src/wire']

export const importTable: readonly Row[] = [
  { files: ['src/wire'], imports: [], pure: true },
  { files: ['src/errors'], imports: [], pure: true },
  { files: ['src/features'], imports: [], pure: true },
  { files: ['src/seams'], imports: [] },
  { files: ['src/acl'], imports: [], types: ['src/store/types'], pure: true },
  {
    files: ['src/expected-owner'],
    imports: ['src/errors'],
    types: ['src/dialect', 'src/store/types', 'src/wire'],
    pure: true,
  },
  { files: ['src/version-id'], imports: ['src/errors'], types: ['src/dialect'], pure: true },
  {
    files: ['src/requester-pays'],
    imports: ['src/errors'],
    types: ['src/store/types', 'src/wire'],
    pure: true,
  },
  {
    files: ['src/events'],
    imports: [],
    types: ['src/seams', 'src/auth/types', 'src/store/types'],
    pure: true,
  },
  { files: ['src/nearest'], imports: ['src/policy/suggest'], pure: true },
  { files: ['src/policy-principals'], imports: [], types: ['src/auth/types'], pure: true },
  { files: ['src/account-records'], imports: [], types: ['src/auth/types'], pure: true },
  {
    files: ['src/second-factor'],
    imports: ['src/errors', 'src/account-records'],
    types: ['src/auth/types', 'src/seams'],
  },
  { files: ['src/persistent'], imports: [], packages: ['sorted-btree'], pure: true },
  { files: ['src/policy/'], imports: ['src/errors'], packages: ['ipaddr.js'], pure: true },
  {
    files: ['src/dialect'],
    imports: [],
    types: [
      ...seams,
      'src/features',
      'src/operation',
      'src/events',
      'src/policy/types',
      'src/auth/types',
      'src/store/types',
    ],
    pure: true,
  },
  { files: ['src/faults'], imports: [...seams, 'src/nearest'], types: ['src/policy/types'] },
  {
    files: ['src/log', 'src/log-table'],
    imports: [...seams, 'src/nearest'],
    types: ['src/policy/types', 'src/operation'],
  },
  {
    files: ['src/operation', 'src/reader'],
    imports: ['src/wire', 'src/errors'],
    types: ['src/seams', 'src/dialect', 'src/events', 'src/store/types', 'src/auth/types', 'src/policy/types'],
    pure: true,
  },
  {
    files: ['src/protocol/'],
    imports: ['src/wire', 'src/errors', 'src/operation'],
    types: ['src/dialect', 'src/store/types'],
    packages: ['xml2js', 'hash-wasm'],
  },
  {
    files: ['src/auth/'],
    imports: [...seams, 'src/persistent'],
    types: ['src/policy/types', 'src/dialect', 'src/operation'],
  },
  {
    files: ['src/store/'],
    imports: ['src/errors', 'src/seams', 'src/persistent'],
    types: ['src/policy/types'],
    packages: ['memfs'],
  },
  ...operations.map(folder => ({
    files: [folder],
    imports: [
      ...[
        'src/operation',
        'src/errors',
        'src/acl',
        'src/version-id',
        'src/expected-owner',
        'src/requester-pays',
        'src/policy-principals',
        'src/second-factor',
        'src/account-records',
      ],
      ...readers,
      ...checksums,
    ],
    types: [...entryTypes, 'src/seams'],
  })),
  {
    files: ['src/dialects/'],
    // entries of a dialect's own are made of the same parts as those that it shares
    imports: [
      ...[
        'src/operation',
        'src/errors',
        'src/acl',
        'src/account-records',
        'src/dialect',
        'src/seams',
        'src/policy/profiles',
        'src/policy/tigris-readings',
      ],
      ...readers,
      ...operations,
    ],
    types: entryTypes,
  },
  { files: core, imports: road },
  { files: joined, imports: operations, types: ['src/dialect', 'src/operation'] },
  { files: sources, imports: ['src/policy/', 'src/nearest', 'src/dialects/'], packages: ['yaml'] },
  { files: scene, imports: [...composed, ...joined, ...sources], packages: ['yaml'] },
  { files: mock, imports: [...composed, ...joined, ...scene] },
  { files: ['src/recording/'], imports: recorded, types: ['src/dialect'] },
  { files: ['src/permissions/'], imports: [...recorded, 'src/recording/'] },
  {
    files: ['src/control/'],
    imports: [...composed, ...joined, ...scene, ...mock, 'src/permissions/', 'src/recording/', 'src/log'],
  },
  { files: ['src/reports/'], imports: [], types: ['src/policy/', 'src/permissions/', 'src/recording/', 'src/log'] },
  {
    files: ['src/index'],
    imports: [
      ...[...scene, ...sources, ...mock, ...doors, ...doorHelpers],
      ...['src/dialects/', 'src/permissions/', 'src/recording/', 'src/protocol/locate'],
    ],
    types: ['src/log', 'src/policy/types', 'src/road/posts'],
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
    types: ['src/log'],
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
      ],
      ...['adapters/server'],
      ...['src/nearest', 'src/seams', 'src/mock/known-actions', 'src/scene/', 'package.json', ...joined],
    ],
    types: ['src/operation', 'src/dialect', 'src/store/blobs'],
  },
  ...doorHelpers.map(helper => ({ files: [helper], imports: ['src/wire'] })),
  { files: ['adapters/msw-bundle'], imports: [], packages: ['msw', '@mswjs/interceptors'] },
  {
    files: ['adapters/interception', 'adapters/interception/'],
    imports: ['src/wire', 'adapters/msw-bundle', ...doorHelpers],
  },
  { files: ['adapters/msw'], imports: ['src/wire', 'adapters/interception/', ...doorHelpers] },
  { files: ['adapters/smithy'], imports: ['src/wire', ...doorHelpers] },
  {
    files: ['adapters/server'],
    imports: ['src/wire', 'src/errors', 'src/control/', ...doorHelpers],
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
