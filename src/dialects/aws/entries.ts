import { entryNames } from '../entry-names.js'

/** The shared entries that it has; those that stand nowhere here are refused by name. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html, and the references of IAM and STS */
export const awsEntries = {
  s3: entryNames(`
    CreateBucket HeadBucket ListBuckets DeleteBucket GetBucketLocation PutObject GetObject HeadObject DeleteObject
    DeleteObjects CopyObject ListObjects ListObjectsV2 ListObjectVersions CreateMultipartUpload UploadPart
    CompleteMultipartUpload AbortMultipartUpload ListParts ListMultipartUploads UploadPartCopy GetObjectTagging
    PutObjectTagging DeleteObjectTagging GetBucketTagging PutBucketTagging DeleteBucketTagging GetBucketAcl
    PutBucketAcl GetObjectAcl PutObjectAcl GetBucketPolicy PutBucketPolicy DeleteBucketPolicy GetBucketPolicyStatus
    GetObjectLockConfiguration PutObjectLockConfiguration GetBucketOwnershipControls PutBucketOwnershipControls
    DeleteBucketOwnershipControls GetPublicAccessBlock PutPublicAccessBlock DeletePublicAccessBlock
    GetObjectRetention PutObjectRetention GetObjectLegalHold PutObjectLegalHold GetBucketVersioning
    PutBucketVersioning GetBucketCors PutBucketCors DeleteBucketCors OptionsBucket OptionsObject PostObject
    RestoreObject GetObjectAttributes GetBucketEncryption PutBucketEncryption DeleteBucketEncryption
    GetBucketLifecycleConfiguration PutBucketLifecycleConfiguration DeleteBucketLifecycle GetBucketRequestPayment
    GetBucketAnalyticsConfiguration PutBucketAnalyticsConfiguration DeleteBucketAnalyticsConfiguration
    ListBucketAnalyticsConfigurations GetBucketIntelligentTieringConfiguration
    PutBucketIntelligentTieringConfiguration DeleteBucketIntelligentTieringConfiguration
    ListBucketIntelligentTieringConfigurations GetBucketInventoryConfiguration PutBucketInventoryConfiguration
    DeleteBucketInventoryConfiguration ListBucketInventoryConfigurations GetBucketMetricsConfiguration
    PutBucketMetricsConfiguration DeleteBucketMetricsConfiguration ListBucketMetricsConfigurations
    GetBucketReplication PutBucketReplication DeleteBucketReplication
    PutBucketRequestPayment GetBucketAccelerateConfiguration PutBucketAccelerateConfiguration GetBucketLogging
    PutBucketLogging GetBucketNotificationConfiguration PutBucketNotificationConfiguration GetBucketWebsite
    PutBucketWebsite DeleteBucketWebsite GetWebsitePage HeadWebsitePage
  `),
  iam: entryNames(`
    CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey CreatePolicy ListPolicies GetPolicy
    GetPolicyVersion DeletePolicy AttachUserPolicy DetachUserPolicy ListUserPolicies ListAttachedUserPolicies
    ListEntitiesForPolicy CreateUser GetUser ListUsers UpdateUser DeleteUser PutUserPolicy GetUserPolicy
    DeleteUserPolicy CreatePolicyVersion ListPolicyVersions SetDefaultPolicyVersion DeletePolicyVersion TagUser
    UntagUser ListUserTags TagRole UntagRole ListRoleTags TagPolicy UntagPolicy ListPolicyTags
    PutUserPermissionsBoundary DeleteUserPermissionsBoundary PutRolePermissionsBoundary
    DeleteRolePermissionsBoundary CreateGroup ListGroups UpdateGroup DeleteGroup AddUserToGroup RemoveUserFromGroup
    GetGroup ListGroupsForUser AttachGroupPolicy DetachGroupPolicy ListAttachedGroupPolicies PutGroupPolicy
    GetGroupPolicy DeleteGroupPolicy ListGroupPolicies CreateRole GetRole ListRoles DeleteRole UpdateRole
    UpdateRoleDescription UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies
    PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies CreateOpenIDConnectProvider
    GetOpenIDConnectProvider ListOpenIDConnectProviders AddClientIDToOpenIDConnectProvider
    RemoveClientIDFromOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint DeleteOpenIDConnectProvider
    CreateVirtualMFADevice ListVirtualMFADevices DeleteVirtualMFADevice EnableMFADevice DeactivateMFADevice
    ListMFADevices GetAccountSummary
  `),
  sts: entryNames(`
    GetCallerIdentity AssumeRole GetSessionToken
  `),
}
