import { entryNames } from '../entry-names.js'

/** The shared entries that it has; those that stand nowhere here are refused by name. Source: https://yandex.cloud/en/docs/storage/s3/api-ref/ */
export const yandexEntries = {
  s3: entryNames(`
    CreateBucket HeadBucket ListBuckets DeleteBucket GetBucketLocation PutObject GetObject HeadObject DeleteObject
    DeleteObjects CopyObject ListObjects ListObjectsV2 ListObjectVersions CreateMultipartUpload UploadPart
    CompleteMultipartUpload AbortMultipartUpload ListParts ListMultipartUploads UploadPartCopy GetObjectTagging
    PutObjectTagging DeleteObjectTagging GetBucketTagging PutBucketTagging DeleteBucketTagging GetBucketAcl
    PutBucketAcl GetObjectAcl PutObjectAcl GetBucketPolicy PutBucketPolicy DeleteBucketPolicy
    GetObjectLockConfiguration PutObjectLockConfiguration GetObjectRetention PutObjectRetention GetObjectLegalHold
    PutObjectLegalHold GetBucketVersioning PutBucketVersioning GetBucketCors PutBucketCors DeleteBucketCors
    OptionsBucket OptionsObject PostObject GetBucketEncryption PutBucketEncryption DeleteBucketEncryption
    GetBucketLifecycleConfiguration PutBucketLifecycleConfiguration DeleteBucketLifecycle GetBucketLogging
    PutBucketLogging GetBucketWebsite PutBucketWebsite DeleteBucketWebsite GetWebsitePage HeadWebsitePage
  `),
  iam: [],
  sts: [],
}
