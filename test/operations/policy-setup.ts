import { DeletePublicAccessBlockCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3'

/** A policy of the bucket `samples` of one statement; what is not said lets everyone read. */
export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(each => ({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::samples/*',
      ...each,
    })),
  })

/** Puts such a policy, a public one too. */
export const putPolicy = async (s3: S3Client, ...statements: readonly object[]): Promise<string> => {
  const Policy = policyText(...statements)
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'samples' }))
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'samples', Policy }))
  return Policy
}

export const policyActions = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']
