/** Reasons for input members that no entry reads, because each stands for every operation alike. */
export const ignored = {
  ExpectedBucketOwner: 'compared with the owner before any operation runs',
  RequestPayer: 'means something on requester-pays buckets only, and those are not modelled',
} as const
