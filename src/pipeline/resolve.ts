import { claimedKeyId } from '../auth/authenticate.js'
import { openForm } from '../body/form.js'
import { formOf, readDocument, withDocument, withHoistedHeaders } from '../body/raw.js'
import { ServiceError } from '../contract/errors.js'
import { type Hosts, locate as locateRequest, parseQuery } from '../protocol/locate.js'
import type { Matcher } from '../protocol/match.js'
import { loadXmlParser } from '../protocol/xml.js'
import { isCharged } from '../rules/requester-pays.js'
import { checkHeaderSection } from './check-names.js'
import type { Exchange, LocatedExchange, MatchedExchange } from './exchange.js'
import { corsRulesFor } from './respond.js'

/** Finds service, bucket and key, and all that the answer to an error shows. Throws UnknownHost, InvalidURI. */
export const locate = (exchange: Exchange, hosts: Hosts): LocatedExchange => {
  const { sent, dialect, world } = exchange
  const located = locateRequest(sent, hosts, dialect.signingScopes)
  exchange.located = located
  exchange.protocol = located.protocol
  checkHeaderSection(sent, dialect)
  const bucket = located.bucket === undefined ? undefined : world.store.bucket(located.bucket)
  exchange.corsRules = corsRulesFor(sent, bucket)
  exchange.charged = located.bucket !== undefined && isCharged(sent, bucket)
  return exchange as LocatedExchange
}

/** Finds the operation. The body of a call of a query service is read for it: its action stands there. */
export const match = async (exchange: LocatedExchange, matcher: Matcher): Promise<MatchedExchange> => {
  const { sent, located, world } = exchange
  exchange.query = parseQuery(sent.query)
  if (located.protocol === 'query') {
    const document = await readDocument(sent.body)
    exchange.document = document
    exchange.form = formOf(exchange.query, document)
    exchange.request = withDocument(sent, document)
  } else exchange.request = withHoistedHeaders(sent, exchange.query)
  const { operation, unread } = matcher.match(located, exchange.request, exchange.query, exchange.form)
  exchange.operation = operation
  exchange.unread = unread
  const { bucket } = located
  exchange.bucketMissing = bucket !== undefined && !operation.makesBucket && world.store.bucket(bucket) === undefined
  const matched = exchange as MatchedExchange
  checkRegion(matched)
  exchange.protocol = operation.protocol ?? located.protocol
  return matched
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html */
const checkRegion = ({ located, dialect, operation, world }: MatchedExchange): void => {
  const { bucket: name, region } = located
  const { makesBucket, anywhere } = operation
  if (name === undefined || region === undefined || makesBucket || anywhere || !dialect.features.has('regions')) return
  const bucket = world.store.bucket(name)
  if (!bucket?.regional || bucket.region === region) return
  const host = new URL(dialect.endpoints.s3).host.replace(dialect.region, bucket.region)
  const details = { Endpoint: `${name}.${host}`, Bucket: name }
  throw new ServiceError('PermanentRedirect', { details, headers: { 'x-amz-bucket-region': bucket.region } })
}

/** The fault that strikes the call, which sees the caller as claimed. */
export const strike = (exchange: MatchedExchange): void => {
  const { sent, located, operation, world } = exchange
  const { bucket, key } = located
  exchange.fault = world.takeFault({ bucket, key, operation: operation.name, keyId: claimedKeyId(sent) })
}

/** Reads as much of the body as must stand before the caller is proven: a document, or a form up to its file. */
export const openBody = async (exchange: MatchedExchange): Promise<void> => {
  const { operation, request } = exchange
  if (operation.body === 'document' && exchange.document === undefined) {
    await loadXmlParser()
    exchange.document = await readDocument(request.body)
    exchange.request = withDocument(request, exchange.document)
  } else if (operation.body === 'form') {
    const opened = await openForm(request, operation)
    exchange.form = opened.form
    exchange.request = opened.request
    exchange.located = { ...exchange.located, key: opened.key }
  }
}
