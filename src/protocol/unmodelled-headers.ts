/**
 * Request headers of S3's model that would change the meaning of a call and that no entry reads: refused by name. S3
 * takes any other `x-amz-*` header that it does not know, as SDKs of other languages send them (`x-amz-api-version`,
 * `x-amz-te`): those are noted in the log. A test holds the list against the SDK's model.
 */
export const unmodelledHeaders: ReadonlySet<string> = new Set([
  'x-amz-bucket-namespace',
  'x-amz-checksum-md5',
  'x-amz-checksum-sha512',
  'x-amz-checksum-xxhash128',
  'x-amz-checksum-xxhash3',
  'x-amz-checksum-xxhash64',
  'x-amz-client-token',
  'x-amz-create-session-mode',
  'x-amz-if-match-initiated-time',
  'x-amz-mfa',
  'x-amz-object-annotation-directive',
  'x-amz-object-if-match',
  'x-amz-object-lock-event-hold',
  'x-amz-object-lock-event-hold-duration-days',
  'x-amz-object-lock-event-hold-duration-years',
  'x-amz-rename-source',
  'x-amz-rename-source-if-match',
  'x-amz-rename-source-if-modified-since',
  'x-amz-rename-source-if-none-match',
  'x-amz-rename-source-if-unmodified-since',
  'x-amz-write-offset-bytes',
])
