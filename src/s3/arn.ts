/** ARN of a bucket, as policies name it: no region, no account. */
export const bucketArn = ({ Bucket }: { readonly Bucket: string }): string => `arn:aws:s3:::${Bucket}`

/** ARN of an object: its key decoded, never normalised. */
export const objectArn = ({ Bucket, Key }: { readonly Bucket: string; readonly Key: string }): string =>
  `arn:aws:s3:::${Bucket}/${Key}`
