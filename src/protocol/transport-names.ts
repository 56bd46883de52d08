/** Headers that belong to signature and transport, or to every operation: core reads them. */
export const transportHeaders: ReadonlySet<string> = new Set([
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-expected-bucket-owner',
  // held against the bucket before any operation runs
  'x-amz-request-payer',
])

/** Query names of a presigned URL and of the SDK's own bookkeeping, in lower case. */
export const transportParameters: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
  'x-amz-content-sha256',
  'x-amz-user-agent',
  'x-id',
  'awsaccesskeyid',
  'expires',
  'signature',
])
