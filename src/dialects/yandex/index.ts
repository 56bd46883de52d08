import type { DialectDefinition } from '../../contract/dialect-definition.js'
import { alphanumeric } from '../../contract/host.js'
import { profiles } from '../../policy/profiles.js'
import { yandexEntries } from './entries.js'
import { roleNames, yandexGrants } from './rights.js'
import { yandexSts } from './sts.js'

const account = 'b1gtigrismock0000000'

/** Yandex Object Storage. Sources: https://yandex.cloud/en/docs/storage/ (security, s3/api-ref), its STS page. */
export const yandex: DialectDefinition = {
  name: 'yandex',
  hosts: [
    { pattern: 'storage.yandexcloud.net', service: 's3' },
    { pattern: '{bucket}.storage.yandexcloud.net', service: 's3' },
    { pattern: '{bucket}.website.yandexcloud.net', service: 's3', website: true },
    { pattern: 'sts.yandexcloud.net', service: 'sts' },
  ],
  publicHosts: [],
  refusedHosts: [],
  endpoints: { s3: 'https://storage.yandexcloud.net', sts: 'https://sts.yandexcloud.net' },
  region: 'ru-central1',
  signingScopes: { s3: ['s3'], iam: [], sts: ['sts'] },
  profile: profiles.yandex,
  features: new Set([
    'bucket-before-authorization',
    'etag-on-not-modified',
    'minimum-part-size',
    'bucket-policies',
    'versioning',
    'service-accounts',
    'kms-encryption',
    'condition-precedence',
    'all-canned-acls',
    'acl-grants',
    'write-grants-need-read',
    'owner-names',
    'error-resource',
    'object-lock',
  ]),
  storageClasses: ['STANDARD', 'COLD', 'STANDARD_IA', 'NEARLINE', 'ICE', 'GLACIER'],
  limits: {
    presignedAge: 2_592_000,
    partSize: 5 * 1024 ** 2,
    parts: 10_000,
    keysPerDelete: 1000,
    keyBytes: 1024,
    metadataBytes: 2048,
    tagsPerObject: 10,
    policyCharacters: 10_240,
    policiesPerIdentity: 0,
    bodyBytes: 5 * 1024 ** 3,
    keysPerIdentity: Number.POSITIVE_INFINITY,
  },
  identity: {
    account,
    canonicalId: id => id,
    rootArn: `arn:aws:iam::${account}:serviceAccount/admin`,
    roleNames,
    adminRoles: [{ bucket: '*', role: 'storage.admin' }],
    newKey: (ids, name) => ({
      id: `YCAJE${name === undefined ? ids.next('key', 20) : ids.named('key', name, 20)}`,
      secret: `YC${name === undefined ? ids.next('secret', 38) : ids.named('secret', name, 38)}`,
    }),
    newPolicyId: ids => ids.next('policy', 20, alphanumeric),
    policyArn: (owner, path, name) => `arn:aws:iam::${owner}:policy${path}${name}`,
    newSession: (ids, parent) => ({
      keyId: parent,
      secret: `YC${ids.next('session secret', 41)}`,
      token: `s1.${ids.next('session token', 282)}`,
    }),
    identityOf: (ids, owner, name) => {
      const id = `aje${ids.named('serviceAccount', name, 17, 'abcdefghijklmnopqrstuv0123456789')}`
      return { kind: 'serviceAccount', name, id, arn: `arn:aws:iam::${owner}:serviceAccount/${id}` }
    },
  },
  newBuckets: {},
  grants: yandexGrants,
  errorText: () => undefined,
  deniedMessage: 'short',
  entries: yandexEntries,
  titles: {
    s3: 'Yandex Object Storage',
    iam: 'Yandex Identity and Access Management',
    sts: 'Yandex Security Token Service',
  },
  operations: yandexSts,
  headers: {},
}
