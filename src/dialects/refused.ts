import { notImplemented, type Operation } from '../contract/operation.js'

const bucketPolicy = {
  GetBucketPolicy: 'GET /{Bucket}?policy',
  PutBucketPolicy: 'PUT /{Bucket}?policy',
  DeleteBucketPolicy: 'DELETE /{Bucket}?policy',
}

const policyStatus = { GetBucketPolicyStatus: 'GET /{Bucket}?policyStatus' }

const publicAccessBlock = {
  GetPublicAccessBlock: 'GET /{Bucket}?publicAccessBlock',
  PutPublicAccessBlock: 'PUT /{Bucket}?publicAccessBlock',
  DeletePublicAccessBlock: 'DELETE /{Bucket}?publicAccessBlock',
}

const ownership = {
  GetBucketOwnershipControls: 'GET /{Bucket}?ownershipControls',
  PutBucketOwnershipControls: 'PUT /{Bucket}?ownershipControls',
  DeleteBucketOwnershipControls: 'DELETE /{Bucket}?ownershipControls',
}

const objectLock = {
  GetObjectLockConfiguration: 'GET /{Bucket}?object-lock',
  PutObjectLockConfiguration: 'PUT /{Bucket}?object-lock',
  GetObjectRetention: 'GET /{Bucket}/{Key+}?retention',
  PutObjectRetention: 'PUT /{Bucket}/{Key+}?retention',
  GetObjectLegalHold: 'GET /{Bucket}/{Key+}?legal-hold',
  PutObjectLegalHold: 'PUT /{Bucket}/{Key+}?legal-hold',
}

const versioning = { PutBucketVersioning: 'PUT /{Bucket}?versioning' }

const website = {
  GetBucketWebsite: 'GET /{Bucket}?website',
  PutBucketWebsite: 'PUT /{Bucket}?website',
  DeleteBucketWebsite: 'DELETE /{Bucket}?website',
}

const logging = { GetBucketLogging: 'GET /{Bucket}?logging', PutBucketLogging: 'PUT /{Bucket}?logging' }

const accelerate = {
  GetBucketAccelerateConfiguration: 'GET /{Bucket}?accelerate',
  PutBucketAccelerateConfiguration: 'PUT /{Bucket}?accelerate',
}

const requestPayment = { GetBucketRequestPayment: 'GET /{Bucket}?requestPayment' }
const putRequestPayment = { PutBucketRequestPayment: 'PUT /{Bucket}?requestPayment' }
const notification = { GetBucketNotificationConfiguration: 'GET /{Bucket}?notification' }
const putNotification = { PutBucketNotificationConfiguration: 'PUT /{Bucket}?notification' }
const restore = { RestoreObject: 'POST /{Bucket}/{Key+}?restore' }
const attributes = { GetObjectAttributes: 'GET /{Bucket}/{Key+}?attributes' }

/** Families of operations that a dialect may refuse by name, each with its requests. */
export const families = {
  bucketPolicy,
  policyStatus,
  publicAccessBlock,
  ownership,
  objectLock,
  versioning,
  website,
  logging,
  accelerate,
  requestPayment,
  putRequestPayment,
  notification,
  putNotification,
  restore,
  attributes,
} as const

/** Entries that answer 501 and say which service does not have the operation. */
export const refuse = (
  service: string,
  ...refused: readonly Readonly<Record<string, string>>[]
): readonly Operation[] =>
  refused.flatMap(family =>
    Object.entries(family).map(([name, http]) =>
      notImplemented(name, { http }, `${name} is not supported by ${service}`),
    ),
  )
