import { openForm } from '../body/form.js'
import { openRequest, readDocument } from '../body/raw.js'
import { ServiceError } from '../contract/errors.js'
import type { Operation, Raw } from '../contract/operation.js'
import { bodyOf } from '../contract/wire.js'
import { type Hosts, locate } from '../protocol/locate.js'
import type { Matcher } from '../protocol/match.js'
import { loadXmlParser } from '../protocol/xml.js'
import { isCharged } from '../rules/requester-pays.js'
import type { View } from '../store/types.js'
import type { World } from '../world/world.js'
import { checkHeaderSection } from './check-names.js'
import { corsRulesFor, type ErrorFrame } from './respond.js'

/** A request whose operation is known, before anything of its body is read that the operation does not need. */
export interface Arrival {
  readonly raw: Raw
  readonly operation: Operation
  /** Names that the operation does not read, and S3 ignores. */
  readonly unread: readonly string[]
}

/** Finds service, bucket, key and operation. What is found so far stands in the frame, for the answer to an error. */
export const arrive = async (
  frame: ErrorFrame,
  { hosts, matcher }: { readonly hosts: Hosts; readonly matcher: Matcher },
  world: World,
): Promise<Arrival> => {
  const { request, dialect } = frame
  const located = locate(request, hosts, dialect.signingScopes)
  frame.located = located
  checkHeaderSection(request, dialect)
  frame.corsRules = corsRulesFor(request, located, world.store)
  frame.charged = located.bucket !== undefined && isCharged(request, world.store.bucket(located.bucket))
  const raw = await openRequest(request, located)
  const match = matcher.match(located, raw.request, raw.query, raw.form)
  checkRegion(frame, match.operation, world.store)
  const { protocol } = match.operation
  if (protocol !== undefined) frame.located = { ...located, protocol }
  return { raw, ...match }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html */
const checkRegion = ({ located, dialect }: ErrorFrame, { makesBucket, anywhere }: Operation, view: View): void => {
  const { bucket: name, region } = located ?? {}
  if (name === undefined || region === undefined || makesBucket || anywhere || !dialect.features.has('regions')) return
  const bucket = view.bucket(name)
  if (!bucket?.regional || bucket.region === region) return
  const host = new URL(dialect.endpoints.s3).host.replace(dialect.region, bucket.region)
  const details = { Endpoint: `${name}.${host}`, Bucket: name }
  const headers = { 'x-amz-bucket-region': bucket.region }
  throw new ServiceError('PermanentRedirect', { details, headers })
}

/** Reads as much of the body as must stand before the caller is proven: a document, or a form up to its file. */
export const openBody = async ({ raw, operation }: Arrival, frame: ErrorFrame): Promise<Raw> => {
  if (operation.body === 'document' && raw.document === undefined) {
    await loadXmlParser()
    const document = await readDocument(raw.request.body)
    return { ...raw, request: { ...raw.request, body: bodyOf(document) }, document }
  }
  if (operation.body !== 'form') return raw
  const form = await openForm(raw, operation)
  frame.located = form.located
  return form
}
