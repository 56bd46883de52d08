import { entryNames } from '../entry-names.js'

/** The shared entries that it has; those that stand nowhere here are refused by name. Source: https://www.tigrisdata.com/docs/api/s3/ and https://www.tigrisdata.com/docs/iam/ */
export const tigrisEntries = {
  s3: entryNames(`
    CreateBucket HeadBucket ListBuckets DeleteBucket GetBucketLocation PutObject GetObject HeadObject DeleteObject
    DeleteObjects CopyObject ListObjects ListObjectsV2 ListObjectVersions CreateMultipartUpload UploadPart
    CompleteMultipartUpload AbortMultipartUpload ListParts ListMultipartUploads UploadPartCopy GetObjectTagging
    PutObjectTagging DeleteObjectTagging GetBucketTagging PutBucketTagging DeleteBucketTagging GetBucketAcl
    PutBucketAcl GetObjectAcl PutObjectAcl GetBucketPolicyStatus GetBucketOwnershipControls
    PutBucketOwnershipControls DeleteBucketOwnershipControls GetBucketVersioning GetBucketCors PutBucketCors
    DeleteBucketCors OptionsBucket OptionsObject PostObject RestoreObject GetBucketEncryption PutBucketEncryption
    DeleteBucketEncryption GetBucketLifecycleConfiguration PutBucketLifecycleConfiguration DeleteBucketLifecycle
    GetBucketRequestPayment GetBucketAccelerateConfiguration PutBucketAccelerateConfiguration
    GetBucketNotificationConfiguration
  `),
  iam: entryNames(`
    CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey CreatePolicy ListPolicies GetPolicy
    GetPolicyVersion DeletePolicy AttachUserPolicy DetachUserPolicy ListUserPolicies ListEntitiesForPolicy
  `),
  sts: [],
}
