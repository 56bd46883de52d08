/**
 * Who may import whom, from the lowest room to the highest: a row may import what stands above it in this table, and
 * nothing that stands below. A name that ends in `/` stands for a folder, another for one file; both without `.ts`.
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

/** Its types may be imported from anywhere; it alone imports types of rooms that are built on it. */
export const contract = 'src/contract/'

/** What entries are made of. */
const readers = ['codecs', 'json-shapes', 'readers', 'shapes', 'unsupported-parameter'].map(
  name => `src/protocol/${name}`,
)

export const importTable: readonly Row[] = [
  { files: ['src/contract/host'], imports: [] },
  {
    files: ['src/contract/'],
    imports: [],
    pure: true,
    types: ['src/policy/types', 'src/store/types', 'src/auth/types', 'src/events/types'],
  },
  { files: ['src/policy/'], imports: ['src/contract/errors'], packages: ['ipaddr.js'], pure: true },
  { files: ['src/store/persistent'], imports: [], packages: ['sorted-btree'], pure: true },
  {
    files: ['src/store/'],
    imports: ['src/contract/errors', 'src/store/persistent'],
    types: ['src/policy/types'],
    packages: ['memfs'],
  },
  {
    files: ['src/auth/'],
    imports: ['src/contract/errors', 'src/contract/wire', 'src/store/persistent'],
    types: ['src/policy/types'],
  },
  {
    files: ['src/protocol/'],
    imports: ['src/contract/errors'],
    types: ['src/store/types'],
    packages: ['xml2js', 'hash-wasm'],
  },
  { files: ['src/rules/'], imports: ['src/contract/errors'], types: ['src/store/types', 'src/auth/types'] },
  {
    files: ['src/events/'],
    imports: ['src/contract/errors', 'src/contract/host', 'src/auth/'],
    types: ['src/store/'],
  },
  {
    files: ['src/world/'],
    imports: [
      'src/contract/errors',
      'src/contract/host',
      'src/policy/suggest-name',
      'src/store/',
      'src/auth/',
      'src/events/',
    ],
    types: ['src/policy/types', 'src/store/persistent'],
  },
  {
    files: ['src/body/'],
    imports: ['src/contract/errors', 'src/contract/wire', 'src/auth/', 'src/protocol/', 'src/store/blob-kinds'],
    types: ['src/store/types'],
  },
  {
    files: ['src/authorization/'],
    imports: ['src/contract/errors', 'src/auth/', 'src/policy/', 'src/rules/'],
    types: ['src/store/types', 'src/world/log'],
  },
  {
    files: ['src/pipeline/'],
    imports: [
      ...[
        'src/contract/',
        'src/auth/',
        'src/authorization/',
        'src/body/',
        'src/events/',
        'src/protocol/',
        'src/rules/',
      ],
      'src/store/bytes-of',
    ],
    types: ['src/policy/', 'src/store/types', 'src/world/'],
  },
  ...['src/s3/', 'src/iam/', 'src/sts/'].map(folder => ({
    files: [folder],
    imports: ['src/contract/errors', 'src/contract/operation', 'src/protocol/', 'src/rules/'],
    types: ['src/auth/types', 'src/policy/types', 'src/store/types'],
  })),
  {
    files: ['src/dialects/'],
    // entries of a dialect's own are made of the same parts as those that it shares
    imports: [
      ...['src/contract/errors', 'src/contract/host', 'src/contract/operation', ...readers, 'src/rules/'],
      ...['src/policy/profiles', 'src/policy/tigris/readings', 'src/s3/', 'src/iam/', 'src/sts/'],
    ],
    types: ['src/auth/types', 'src/events/types', 'src/policy/types', 'src/protocol/', 'src/store/types'],
    packages: ['re2js'],
  },
  { files: ['src/sources/'], imports: ['src/contract/files', 'src/policy/'], packages: ['yaml'] },
  {
    files: ['src/scene/'],
    imports: [
      ...['src/contract/errors', 'src/contract/wire', 'src/policy/', 'src/store/blob-kinds', 'src/auth/credentials'],
      ...['src/protocol/readers', 'src/s3/bucket/bucket-name', 'src/dialects/', 'src/sources/'],
    ],
    types: ['src/auth/types', 'src/store/types', 'src/world/world'],
    packages: ['yaml'],
  },
  {
    files: ['src/mock/'],
    imports: [
      ...['src/contract/', 'src/policy/', 'src/store/bytes-of', 'src/auth/', 'src/protocol/xml', 'src/rules/acl'],
      ...['src/events/types', 'src/world/world', 'src/authorization/judge', 'src/scene/'],
    ],
    types: [
      ...['src/store/types', 'src/protocol/locate', 'src/events/webhooks', 'src/world/log', 'src/pipeline/record'],
      'src/dialects/',
    ],
  },
  {
    files: ['src/mock'],
    imports: [
      ...['src/contract/host', 'src/policy/parser', 'src/store/blobs', 'src/auth/caller-facts', 'src/protocol/'],
      ...['src/world/', 'src/pipeline/handle', 'src/dialects/', 'src/scene/', 'src/mock/'],
    ],
    types: ['src/pipeline/record'],
  },
  {
    files: ['src/recording/'],
    imports: ['src/contract/files', 'src/policy/', 'src/dialects/', 'src/scene/assumed', 'src/mock/', 'src/mock'],
    types: ['src/world/log'],
  },
  {
    files: ['src/permissions/'],
    imports: ['src/policy/', 'src/dialects/', 'src/scene/', 'src/mock/', 'src/mock', 'src/recording/'],
    types: ['src/world/log'],
  },
  {
    files: ['src/data/'],
    imports: [
      'src/contract/errors',
      'src/contract/host',
      'src/policy/document',
      'src/store/',
      'src/auth/registry-state',
    ],
    types: ['src/policy/types'],
  },
  { files: ['src/reports/'], imports: [], types: ['src/policy/types', 'src/policy/lint', 'src/recording/'] },
  {
    files: ['src/control/'],
    imports: [
      ...['src/contract/errors', 'src/contract/host', 'src/policy/', 'src/protocol/locate', 'src/scene/'],
      ...['src/mock/explanation', 'src/permissions/', 'src/recording/'],
    ],
    types: ['src/store/types', 'src/world/log', 'src/pipeline/record', 'src/scene/types', 'src/mock'],
  },
  { files: ['adapters/door', 'adapters/response-body'], imports: [] },
  { files: ['adapters/caller-header'], imports: ['src/contract/wire'] },
  { files: ['adapters/msw-bundle'], imports: [], packages: ['msw', '@mswjs/interceptors'] },
  {
    files: ['adapters/interception', 'adapters/interception/'],
    imports: ['adapters/msw-bundle', 'adapters/caller-header', 'adapters/response-body'],
    types: ['adapters/door'],
  },
  { files: ['adapters/msw'], imports: ['adapters/interception/', 'adapters/door'] },
  {
    files: ['adapters/smithy'],
    imports: ['src/contract/wire', 'adapters/caller-header', 'adapters/response-body'],
    types: ['adapters/door'],
  },
  {
    files: ['adapters/server', 'adapters/server/'],
    imports: [
      'src/contract/errors',
      'src/contract/host',
      'src/control/',
      'adapters/caller-header',
      'adapters/response-body',
      'adapters/door',
    ],
    types: ['src/mock'],
  },
  {
    files: ['src/index'],
    imports: [
      ...['src/protocol/locate', 'src/dialects/', 'src/sources/', 'src/scene/', 'src/mock/', 'src/mock'],
      ...['src/recording/', 'src/permissions/', 'adapters/interception', 'adapters/smithy'],
    ],
    types: ['adapters/door', 'src/events/webhooks', 'src/world/log'],
  },
  {
    files: ['src/for-reporters'],
    imports: ['src/recording/', 'src/reports/', 'src/mock/environment'],
  },
  {
    files: ['src/for-adapters'],
    imports: ['src/sources/', 'src/scene/', 'src/mock/environment', 'src/mock', 'src/permissions/'],
    types: ['src/world/log'],
  },
  {
    files: ['adapters/scene-file', 'adapters/global-server'],
    imports: ['src/contract/files', 'src/index', 'src/for-adapters', 'adapters/server'],
  },
  {
    files: ['adapters/'],
    imports: [
      'src/index',
      'src/for-adapters',
      'src/for-reporters',
      'adapters/global-server',
      'adapters/scene-file',
      'adapters/interception/environment',
    ],
    packages: ['vitest', '@jest/globals'],
  },
  {
    files: ['src/cli/'],
    imports: [
      ...['src/contract/host', 'src/policy/', 'src/dialects/', 'src/sources/', 'src/scene/', 'src/mock/known-actions'],
      ...[
        'src/recording/',
        'src/permissions/',
        'src/reports/',
        'src/data/',
        'src/control/',
        'src/mock',
        'src/index',
        'adapters/server',
      ],
      'package.json',
    ],
  },
]
