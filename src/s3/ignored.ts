/** Reasons for input members that no entry reads, because each stands for every operation alike. */
export const ignored = {
  ExpectedBucketOwner: 'compared with the owner before any operation runs',
  RequestPayer: 'held against the bucket before any operation runs',
} as const
