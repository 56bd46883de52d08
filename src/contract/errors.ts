/** code -> [status, message]. Sources: the services' public error lists; a dialect may word or number its own. */
const errors = {
  AccessControlListNotSupported: [400, 'The bucket does not allow ACLs'],
  AccessDenied: [403, 'Access Denied'],
  AccessForbidden: [
    403,
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
  ],
  AuthorizationHeaderMalformed: [400, 'The authorization header you provided is invalid.'],
  AuthorizationQueryParametersError: [400, 'The presigned query parameters are not valid.'],
  BadDigest: [400, 'The Content-MD5 or checksum value that you specified did not match what the server received.'],
  BadRequest: [400, 'Bad Request'],
  BucketAlreadyExists: [
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  ],
  BucketAlreadyOwnedByYou: [409, 'Your previous request to create the named bucket succeeded and you already own it.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty'],
  BundleKeyNotFound: [404, 'One or more keys of the bundle could not be resolved.'],
  ConditionalRequestConflict: [
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  ],
  CrossLocationLoggingProhibitted: [403, 'Cross S3 location logging not allowed. '],
  DeleteConflict: [409, 'The resource still has subordinate entities.'],
  EntityAlreadyExists: [409, 'The entity already exists.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed size'],
  ExpiredToken: [400, 'The provided token has expired.'],
  IncompleteBody: [400, 'You did not provide the number of bytes specified by the Content-Length HTTP header.'],
  IncompleteSignature: [400, 'The request signature does not conform to AWS standards.'],
  IllegalVersioningConfigurationException: [400, 'The Versioning element must be specified'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The AWS Access Key Id you provided does not exist in our records.'],
  InvalidAction: [400, 'The action or operation requested is not valid.'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidAuthenticationCode: [403, 'Authentication code for device is not valid.'],
  InvalidBucketAclWithBlockPublicAccessError: [
    400,
    'Bucket cannot have public ACLs set with BlockPublicAccess enabled',
  ],
  InvalidBucketAclWithObjectOwnership: [
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  ],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidBucketOwnerAWSAccountID: [400, 'The value of the expected bucket owner parameter must be an AWS Account ID'],
  InvalidBucketState: [409, 'The request is not valid for the current state of the bucket.'],
  InvalidChunkSizeError: [400, 'Only the last chunk is allowed to have a size less than 8192 bytes'],
  InvalidClientTokenId: [403, 'The security token included in the request is invalid.'],
  InvalidDigest: [400, 'The Content-MD5 you specified was invalid.'],
  InvalidEncryptionAlgorithmError: [
    400,
    'The encryption request that you specified is not valid. The valid value is AES256.',
  ],
  InvalidInput: [400, 'The request was rejected because an invalid parameter was supplied.'],
  IllegalLocationConstraintException: [
    400,
    'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
  ],
  InvalidLocationConstraint: [400, 'The specified location-constraint is not valid'],
  InvalidObjectState: [403, "The operation is not valid for the object's storage class"],
  InvalidParameterValue: [400, 'An invalid or out-of-range value was supplied for the input parameter.'],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ],
  InvalidPartNumber: [416, 'The requested partnumber is not satisfiable'],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order. Parts must be ordered by part number.'],
  InvalidPolicyDocument: [
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidRequest: [400, 'Invalid Request'],
  InvalidStorageClass: [400, 'The storage class you specified is not valid'],
  InvalidTag: [400, 'The tag provided was not a valid tag.'],
  InvalidTargetBucketForLogging: [400, 'The target bucket for logging does not exist'],
  InvalidToken: [400, 'The provided token is malformed or otherwise invalid.'],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  KeyTooLongError: [400, 'Your key is too long'],
  LimitExceeded: [409, 'The request was rejected because it attempted to create resources beyond the current limits.'],
  MalformedACLError: [400, 'The XML you provided was not well-formed or did not validate against our published schema'],
  MalformedInput: [400, 'The request could not be parsed.'],
  MalformedPOSTRequest: [400, 'The body of your POST request is not well-formed multipart/form-data.'],
  MalformedPolicy: [400, 'This policy contains invalid Json'],
  MalformedPolicyDocument: [400, 'Syntax errors in policy.'],
  MalformedTrailerError: [
    400,
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  ],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not validate against our published schema'],
  MaxPostPreDataLengthExceededError: [400, 'Your POST request fields preceding the upload file were too large.'],
  MetadataTooLarge: [400, 'Your metadata headers exceed the maximum allowed metadata size'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingAction: [400, 'The request is missing an action or a required parameter.'],
  MissingAuthenticationToken: [403, 'Missing Authentication Token'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MissingSecurityHeader: [400, 'Your request was missing a required header'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  NoSuchBucketPolicy: [404, 'The bucket policy does not exist'],
  NoSuchConfiguration: [404, 'The specified configuration does not exist.'],
  NoSuchCORSConfiguration: [404, 'The CORS configuration does not exist'],
  NoSuchEntity: [404, 'The entity was not found.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchLifecycleConfiguration: [404, 'The lifecycle configuration does not exist'],
  NoSuchObjectLockConfiguration: [404, 'The specified object does not have a ObjectLock configuration'],
  NoSuchPublicKey: [404, 'The specified public key does not exist.'],
  NoSuchPublicAccessBlockConfiguration: [404, 'The public access block configuration was not found'],
  NoSuchTagSet: [404, 'The TagSet does not exist'],
  NoSuchUpload: [
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ],
  NoSuchVersion: [404, 'The specified version does not exist.'],
  NoSuchWebsiteConfiguration: [404, 'The specified bucket does not have a website configuration'],
  NotImplemented: [501, 'A header or query you provided implies functionality that is not implemented.'],
  NotModified: [304, 'Not Modified'],
  ObjectLockConfigurationNotFoundError: [404, 'Object Lock configuration does not exist for this bucket'],
  OptInRequired: [403, 'The access key needs a subscription for the service.'],
  OwnershipControlsNotFoundError: [404, 'The bucket ownership controls were not found'],
  PackedPolicyTooLarge: [400, 'The packed policy is larger than what a session may carry.'],
  PermanentRedirect: [
    301,
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  ],
  PublicKeyAlreadyExists: [409, 'The specified public key already exists.'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold'],
  ReplicationConfigurationNotFoundError: [404, 'The replication configuration was not found'],
  RequestHeaderSectionTooLarge: [400, 'Your request header section exceeds the maximum allowed size.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  RequestTimeout: [
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ],
  RestoreAlreadyInProgress: [409, 'Object restore is already in progress'],
  ServerSideEncryptionConfigurationNotFoundError: [404, 'The server side encryption configuration was not found'],
  ServiceUnavailable: [503, 'Please reduce your request rate.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  SlowDown: [503, 'Please reduce your request rate.'],
  TooManyBuckets: [400, 'You have attempted to create more buckets than allowed'],
  UnexpectedContent: [400, 'This request does not support content'],
  UnknownHost: [421, 'No service of this mock answers at this host; `endpoints` of the scene takes further ones.'],
  UnresolvableGrantByEmailAddress: [400, 'The e-mail address you provided does not match any account on record.'],
  ValidationError: [400, 'The input fails to satisfy the constraints specified by the service.'],
  XAmzContentSHA256Mismatch: [400, "The provided 'x-amz-content-sha256' header does not match what was computed."],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof errors

const brand = Symbol.for('tigris-mock.ServiceError')

/** What an error says beyond its code. */
export interface ServiceErrorOptions {
  /** Further elements of the error's body, in order: `{ Key: 'a', BucketName: 'b' }`. */
  readonly details?: Readonly<Record<string, string>> | undefined
  /** Default: the table's text. */
  readonly message?: string | undefined
  /** Default: the table's. */
  readonly status?: number | undefined
  /** Headers of the error's answer, such as `Allow` or `x-amz-delete-marker`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Elements of the error's XML that have elements of their own, after `details`. */
  readonly nested?: Readonly<Record<string, unknown>> | undefined
  /** What the mock knows of the cause and the service does not tell: for people, never on the wire. */
  readonly hint?: string | undefined
  /** The key that is missing, where `details` word it otherwise: who may not list it is not told. */
  readonly missingKey?: string | undefined
  /** The exception that is a defect of this mock. */
  readonly cause?: unknown
}

const nothing = {}

/** An answer that the service gives as an error. Thrown anywhere in the pipeline, encoded once at its edge. */
export class ServiceError extends Error {
  readonly [brand] = true
  override readonly name = 'ServiceError'
  readonly details: Readonly<Record<string, string>>
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly nested: Readonly<Record<string, unknown>>
  readonly hint: string | undefined
  readonly missingKey: string | undefined
  constructor(
    readonly code: ErrorCode,
    options: ServiceErrorOptions = nothing,
  ) {
    super(options.message ?? errors[code][1], options.cause === undefined ? undefined : { cause: options.cause })
    this.details = options.details ?? nothing
    this.status = options.status ?? errors[code][0]
    this.headers = options.headers ?? nothing
    this.nested = options.nested ?? nothing
    this.hint = options.hint
    this.missingKey = options.missingKey
  }
}

/** Recognises a ServiceError of any copy of this package: jest gives each test file classes of its own. */
export const isServiceError = (error: unknown): error is ServiceError =>
  typeof error === 'object' && error !== null && brand in error

/** Throws the service's answer `code`; `message` replaces the table's text where the service is more specific. */
export const fail = (code: ErrorCode, details?: Record<string, string>, message?: string): never => {
  throw new ServiceError(code, { details, message })
}

export const errorCodes: readonly string[] = Object.keys(errors)

/** Whether the table has this code. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code)

export const statusOf = (code: ErrorCode): number => errors[code][0]

export const messageOf = (code: ErrorCode): string => errors[code][1]
