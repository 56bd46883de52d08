import { createHash } from 'node:crypto'
import type { DialectDefinition } from '../../contract/dialect-definition.js'
import { alphanumeric, upperAlphanumeric } from '../../contract/host.js'
import { profiles } from '../../policy/profiles.js'
import { getObjectTorrent } from '../../s3/object/torrent.js'
import { awsEntries } from './entries.js'
import { awsNotifications } from './events.js'
import { awsManagedPolicies } from './managed-policies.js'
import { awsGrants } from './rights.js'

const account = '123456789012'

/** Amazon Web Services' S3, IAM and STS. Sources: the S3 API Reference, the IAM and STS API References. */
export const aws: DialectDefinition = {
  name: 'aws',
  hosts: [
    { pattern: 's3.amazonaws.com', service: 's3' },
    { pattern: '{bucket}.s3.amazonaws.com', service: 's3' },
    { pattern: 's3.{region}.amazonaws.com', service: 's3' },
    { pattern: '{bucket}.s3.{region}.amazonaws.com', service: 's3' },
    { pattern: 's3.dualstack.{region}.amazonaws.com', service: 's3' },
    { pattern: '{bucket}.s3.dualstack.{region}.amazonaws.com', service: 's3' },
    { pattern: 'iam.amazonaws.com', service: 'iam' },
    { pattern: '{bucket}.s3-website-{region}.amazonaws.com', service: 's3', website: true },
    { pattern: '{bucket}.s3-website.{region}.amazonaws.com', service: 's3', website: true },
    { pattern: 'sts.amazonaws.com', service: 'sts' },
    { pattern: 'sts.{region}.amazonaws.com', service: 'sts' },
  ],
  publicHosts: [],
  refusedHosts: [
    // acceleration, the oldest regional hosts, and `s3-external-1`
    's3-{region}.amazonaws.com',
    '{bucket}.s3-{region}.amazonaws.com',
    's3-accelerate.dualstack.amazonaws.com',
    '{bucket}.s3-accelerate.dualstack.amazonaws.com',
    's3.{region}.api.aws',
    '{bucket}.s3.{region}.api.aws',
    's3.{region}.amazonaws.com.cn',
    '{bucket}.s3.{region}.amazonaws.com.cn',
    's3-control.{region}.amazonaws.com',
    '{bucket}.mrap.accesspoint.s3-global.amazonaws.com',
    '{bucket}.s3-accesspoint-fips.{region}.amazonaws.com',
    'iam.us-gov.amazonaws.com',
    'sts-fips.{region}.amazonaws.com',
    's3-fips.{region}.amazonaws.com',
    '{bucket}.s3-fips.{region}.amazonaws.com',
    's3-fips.dualstack.{region}.amazonaws.com',
    '{bucket}.s3-accesspoint.{region}.amazonaws.com',
    '{bucket}.s3-object-lambda.{region}.amazonaws.com',
    '{bucket}.s3-outposts.{region}.amazonaws.com',
    '{bucket}.s3-control.{region}.amazonaws.com',
    '{bucket}.s3express-*.{region}.amazonaws.com',
    's3express-control.{region}.amazonaws.com',
  ],
  endpoints: {
    s3: 'https://s3.us-east-1.amazonaws.com',
    iam: 'https://iam.amazonaws.com',
    sts: 'https://sts.us-east-1.amazonaws.com',
  },
  region: 'us-east-1',
  signingScopes: { s3: ['s3'], iam: ['iam'], sts: ['sts'] },
  profile: profiles.aws,
  features: new Set([
    'bucket-before-authorization',
    'etag-on-not-modified',
    'minimum-part-size',
    'bucket-policies',
    'regions',
    'versioning',
    'users',
    'kms-encryption',
    'customer-keys',
    'transition-minimum-size',
    'condition-precedence',
    'narrow-write-conditions',
    'etag-conditions-need-read',
    'signed-uploads',
    'strips-aws-chunked',
    'metadata-as-encoded-words',
    'all-canned-acls',
    'acl-grants',
    'object-ownership',
    'object-lock',
    'missing-to-listers',
    'initiator-names',
    'whole-seconds',
    'composite-parts-have-checksums',
    'completion-repeats-checksums',
    'completion-conflicts',
    'composite-parts-are-told',
    'strict-upload-markers',
    'bucket-places',
    'tagging-names-the-bucket',
    'version-ids-are-checked',
    'repeated-completion',
  ]),
  limits: {
    presignedAge: 604_800,
    partSize: 5 * 1024 ** 2,
    parts: 10_000,
    keysPerDelete: 1000,
    keyBytes: 1024,
    metadataBytes: 2048,
    headerBytes: 8192,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    coldAfterDays: 30,
    tagsPerObject: 10,
    policyCharacters: 6144,
    policiesPerIdentity: 10,
    bodyBytes: 5 * 1024 ** 3,
    keysPerIdentity: 2,
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
  defaultChecksum: 'CRC64NVME',
  storageClasses: [
    'STANDARD',
    'REDUCED_REDUNDANCY',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER',
    'DEEP_ARCHIVE',
    'GLACIER_IR',
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html (longest times)
  archives: {
    GLACIER: { Expedited: 300, Standard: 18_000, Bulk: 43_200 },
    DEEP_ARCHIVE: { Standard: 43_200, Bulk: 172_800 },
  },
  identity: {
    account,
    canonicalId: id => createHash('sha256').update(`account ${id}`).digest('hex'),
    accountIds: /^\d{12}$/,
    rootArn: `arn:aws:iam::${account}:root`,
    roleNames: [],
    adminRoles: [],
    adminPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    newKey: (ids, name) => ({
      id: `AKIA${name === undefined ? ids.next('key', 16, upperAlphanumeric) : ids.named('key', name, 16, upperAlphanumeric)}`,
      secret: name === undefined ? ids.next('secret', 40, alphanumeric) : ids.named('secret', name, 40, alphanumeric),
    }),
    newPolicyId: (ids, name) =>
      `ANPA${name === undefined ? ids.next('policy', 17, upperAlphanumeric) : ids.named('policy', name, 17, upperAlphanumeric)}`,
    managedPolicies: awsManagedPolicies,
    policyArn: (owner, path, name) => `arn:aws:iam::${owner}:policy${path}${name}`,
    newEntity: (ids, kind, owner, path, name) => ({
      id: `${{ user: 'AIDA', role: 'AROA', group: 'AGPA' }[kind]}${ids.next(kind, 17, upperAlphanumeric)}`,
      arn: `arn:aws:iam::${owner}:${kind}${path}${name}`,
    }),
    newSession: ids => ({
      keyId: `ASIA${ids.next('session', 16, upperAlphanumeric)}`,
      secret: ids.next('session secret', 40, alphanumeric),
      token: `IQoJb3JpZ2luX2Vj${ids.next('session token', 304, alphanumeric)}`,
    }),
    identityOf: (ids, owner, name) => ({
      kind: 'user',
      name,
      id: `AIDA${ids.named('user', `${owner}/${name}`, 17, upperAlphanumeric)}`,
      arn: `arn:aws:iam::${owner}:user/${name}`,
    }),
  },
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (BucketAlreadyOwnedByYou)
  remakesIn: 'us-east-1',
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  reservedBucketNames: /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
  // https://docs.aws.amazon.com/general/latest/gr/s3.html: areas with their directions, whatever the number
  regionNames:
    /^(?:EU|af-south|ap-(?:east|south|northeast|southeast)|ca-(?:central|west)|cn-(?:north|northwest)|eu-(?:central|north|south|west)|eusc-de-east|eu-isoe-west|il-central|me-(?:central|south)|mx-central|sa-east|us-(?:east|west)|us-gov-(?:east|west)|us-iso[bf]?-(?:east|west|south))(?:-\d)?$/,
  versionIds: /^(?:null|[\w.-]{32})$/,
  newBuckets: {
    encrypted: true,
    // still taken of buckets made the same minute: recorded in February 2026
    signatureVersion2: true,
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html
    blocksCustomerKeys: true,
    objectOwnership: 'BucketOwnerEnforced',
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  },
  notifications: awsNotifications,
  grants: awsGrants,
  errorText: (code, service) => {
    if (service === 's3') return undefined
    if (code === 'ExpiredToken')
      return { message: 'The security token included in the request is expired', status: 403 }
    return undefined
  },
  deniedMessage: 'explained',
  entries: awsEntries,
  titles: { s3: 'Amazon S3', iam: 'AWS IAM', sts: 'AWS STS' },
  operations: [getObjectTorrent],
  headers: { Server: 'AmazonS3' },
}
