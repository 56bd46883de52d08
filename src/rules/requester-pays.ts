import { fail } from '../contract/errors.js'
import type { WireRequest } from '../contract/wire.js'
import type { BucketRecord } from '../store/types.js'

const header = 'x-amz-request-payer'

const saysSo = ({ headers, query }: Pick<WireRequest, 'headers' | 'query'>): boolean =>
  headers.get(header) === 'requester' || /(?:^|&)x-amz-request-payer=requester(?:&|$)/i.test(query)

const isPaidByRequester = (bucket: Pick<BucketRecord, 'settings'> | undefined): boolean =>
  (bucket?.settings.requestPayment as { readonly Payer?: string } | undefined)?.Payer === 'Requester'

/**
 * Holds callers of other accounts to say that they pay, where the bucket wants that. Throws AccessDenied; callers
 * without credentials cannot pay.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
 */
export const checkPayer = (
  request: Pick<WireRequest, 'headers' | 'query'>,
  bucket: Pick<BucketRecord, 'settings' | 'account' | 'name'> | undefined,
  { account, kind }: { readonly account: string; readonly kind: string },
): void => {
  if (bucket === undefined || !isPaidByRequester(bucket) || account === bucket.account) return
  if (kind !== 'anonymous' && saysSo(request)) return
  fail('AccessDenied', {}, `Bucket ${bucket.name} is a requester pays bucket`)
}

/** Whether an answer tells its requester of the charge. */
export const isCharged = (
  request: Pick<WireRequest, 'headers' | 'query'>,
  bucket: Pick<BucketRecord, 'settings'> | undefined,
): boolean => isPaidByRequester(bucket) && saysSo(request)
