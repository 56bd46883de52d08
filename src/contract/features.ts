/** Properties of dialects that shared code may ask for. */
export type Feature =
  | 'bucket-before-authorization'
  | 'own-bucket-exists-is-conflict'
  | 'etag-on-not-modified'
  | 'minimum-part-size'
  /** Each part of a COMPOSITE upload declares its checksum. */
  | 'composite-parts-have-checksums'
  /** CompleteMultipartUpload repeats the checksum of each part of a COMPOSITE upload. */
  | 'completion-repeats-checksums'
  /** A conditional completion conflicts with a write or deletion of the key since the upload began. */
  | 'completion-conflicts'
  /** Parts are told by GetObjectAttributes and reads of one part only of COMPOSITE uploads. */
  | 'composite-parts-are-told'
  /** Markers of ListMultipartUploads name uploads: that of a request must exist, that of an answer is the last one listed. */
  | 'strict-upload-markers'
  /** GetObjectTagging calls a missing key by its bucket and key. */
  | 'tagging-names-the-bucket'
  /** Answers about buckets hold their ARN, and listings their region. */
  | 'bucket-places'
  /** Ids that no version of the bucket can have are InvalidArgument, for deletions too. */
  | 'version-ids-are-checked'
  | 'bucket-policies'
  | 'versioning'
  /** Users, groups, roles and several accounts. */
  | 'users'
  | 'service-accounts'
  /** A key may be denied what every key may do. */
  | 'key-scopes'
  | 'attached-policies-are-user-policies'
  | 'descriptions-in-policy-lists'
  /** An ETag condition makes the date condition of its kind count for nothing; without it, every condition must hold. */
  | 'condition-precedence'
  /** Writes take `If-Match` and `If-None-Match: *` only, and If-Match on a missing key is NoSuchKey. */
  | 'narrow-write-conditions'
  /** A write or deletion on the condition of an ETag needs the right to read the object. */
  | 'etag-conditions-need-read'
  /** Who has no credentials begins no multipart upload, whatever is open to everyone. */
  | 'signed-uploads'
  /** `aws-chunked` is taken out of a stored Content-Encoding. */
  | 'strips-aws-chunked'
  /** User metadata beyond ASCII comes back as RFC 2047 encoded words, not as its UTF-8 bytes. */
  | 'metadata-as-encoded-words'
  /** Encryption at rest is the service's own affair: settings for it are taken without effect. */
  | 'fixed-encryption'
  /** `aws:kms` for objects and as a bucket's default. */
  | 'kms-encryption'
  /** SSE-C: keys that come with each request. */
  | 'customer-keys'
  /** Lifecycle rules have a prefix, one transition and one expiration, and nothing else. */
  | 'simple-lifecycle-rules'
  /** Objects below 128 KiB stay in their storage class unless the configuration says otherwise. */
  | 'transition-minimum-size'
  /** RestoreObject is taken for objects that need no restoring, too. */
  | 'restores-any-object'
  /** All canned ACLs of AWS, not `private` and `public-read` alone. */
  | 'all-canned-acls'
  /** Grants to single accounts and groups, in headers and documents. */
  | 'acl-grants'
  /** A bucket's ACL lets nobody write who may not read. */
  | 'write-grants-need-read'
  /** An object has the ACL of its bucket, unless the bucket lets it have one of its own. */
  | 'objects-inherit-acl'
  /** Object Ownership decides whether ACLs count, and who owns what another account writes. */
  | 'object-ownership'
  /** A bucket can keep its objects for a time, and single versions too. */
  | 'object-lock'
  /** Errors are told in JSON to callers that accept it, on S3's hosts too. */
  | 'json-errors'
  /** A token of the console's login stands for a signature, with the organization's id beside it. */
  | 'bearer-tokens'
  /** What a presigned URL says of a header may be sent as a header too, with the same value. */
  | 'presigned-headers-again'
  /** Hosts name a region: callers sign for it, and a bucket of another region is elsewhere. */
  | 'regions'
  /** Versions are named by the nanosecond in which they were written. */
  | 'nanosecond-versions'
  /** Old versions, delete markers and snapshots alone keep a bucket from being deleted. */
  | 'history-keeps-buckets'
  /** CompleteMultipartUpload that is sent again answers as it did before. */
  | 'repeated-completion'
  /** A missing key is told to whom the bucket's policy opens its listing, though they could not read it. */
  | 'missing-to-listers'
  /** Initiators of uploads have display names. */
  | 'initiator-names'
  /** Owners and grantees of ACLs and of bucket lists have display names. AWS took them away on 21 November 2025. */
  | 'owner-names'
  /** An error's document names the path of its request in `Resource`. */
  | 'error-resource'
  /** Times in documents have whole seconds. */
  | 'whole-seconds'
  /** Deletion by force ends what soft delete would keep. */
  | 'force-purges'
  /** A bucket that keeps no versions can be forked. */
  | 'forks-of-regular-buckets'
  /** A query's field that objects do not have is no error: nothing meets it. */
  | 'unknown-query-fields'
  /** The name of a deleted bucket is taken for some minutes more. */
  | 'reserves-deleted-names'
  /** A key that was made inactive is known, and denied. */
  | 'inactive-keys-are-denied'
