import { fail, isServiceError, ServiceError } from '../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext } from '../../contract/operation.js'
import { httpDate } from '../../protocol/codecs.js'
import { bucket, header, key } from '../../protocol/readers.js'
import type { ObjectRecord } from '../../store/types.js'
import { bucketArn, objectArn } from '../arn.js'
import { settingOf } from '../bucket-settings.js'
import { objectHeaders } from '../object/object-answer.js'
import { selectPart } from '../object/object-part.js'
import { checkRead } from '../preconditions.js'
import { contentRange } from '../ranges.js'
import { existingContext, findObject, requireObject } from '../require-object.js'
import {
  type Redirection,
  redirectionOfAll,
  redirectionOfObject,
  redirectionToFolder,
  routeOf,
  type Visit,
} from './website-routes.js'
import type { WebsiteConfiguration } from './website-shape.js'

const actions = ['s3:GetObject', 's3:ListBucket'] as const
type VisitContext = OperationContext<(typeof actions)[number]>

const readers = {
  Bucket: bucket,
  Key: key,
  IfMatch: header('if-match'),
  IfNoneMatch: header('if-none-match'),
  IfModifiedSince: header('if-modified-since', httpDate),
  IfUnmodifiedSince: header('if-unmodified-since', httpDate),
  Range: header('range'),
}

type Input = { readonly [M in keyof typeof readers]: ReturnType<(typeof readers)[M]['read']> }

const visible = (context: VisitContext, Bucket: string, Key: string): boolean => {
  const address = { Bucket, Key }
  const found = findObject(address, context.store)
  return context.can(need('s3:GetObject', objectArn(address), existingContext(found, undefined))).decision === 'allowed'
}

/** An object that everyone may read. Throws AccessDenied; NoSuchKey, to visitors who may list the bucket. */
const openObject = (context: VisitContext, Bucket: string, Key: string): ObjectRecord => {
  if (!visible(context, Bucket, Key)) fail('AccessDenied')
  if (findObject({ Bucket, Key }, context.store) === undefined) {
    const mayList = context.can(need('s3:ListBucket', bucketArn({ Bucket }))).decision === 'allowed'
    if (!mayList) fail('AccessDenied')
  }
  return requireObject(context.store, { Bucket, Key }, 'GET')
}

interface Page {
  readonly object: ObjectRecord
  readonly status?: number
}

const isPage = (found: Page | Redirection): found is Page => 'object' in found

/** What the website shows in place of an error, with the error's own status. */
const errorPage = (context: VisitContext, Bucket: string, config: WebsiteConfiguration, error: ServiceError): Page => {
  const { Key } = config.ErrorDocument ?? {}
  if (Key === undefined) throw error
  try {
    return { object: openObject(context, Bucket, Key), status: error.status }
  } catch (failure) {
    if (!isServiceError(failure)) throw failure
    const details = { ...error.details, ErrorDocument: `${failure.code}: ${Key}` }
    throw new ServiceError(error.code, { details, message: error.message, status: error.status })
  }
}

const indexOf = (key: string, { IndexDocument }: WebsiteConfiguration): string | undefined =>
  IndexDocument && `${key}${key === '' || key.endsWith('/') ? '' : '/'}${IndexDocument.Suffix}`

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html */
const findPage = (
  context: VisitContext,
  Bucket: string,
  visit: Visit,
  config: WebsiteConfiguration,
): Page | Redirection => {
  const sent = redirectionOfAll(config, visit) ?? routeOf(config, visit)
  if (sent !== undefined) return sent
  const isFolder = visit.key === '' || visit.key.endsWith('/')
  const index = indexOf(visit.key, config)
  try {
    return { object: openObject(context, Bucket, isFolder && index !== undefined ? index : visit.key) }
  } catch (error) {
    if (!isServiceError(error)) throw error
    const isThere = index !== undefined && findObject({ Bucket, Key: index }, context.store) !== undefined
    // to others the redirection would tell that the page exists
    if (!isFolder && isThere && visible(context, Bucket, index)) return redirectionToFolder(visit)
    return routeOf(config, visit, error.status) ?? errorPage(context, Bucket, config, error)
  }
}

const show = (input: Input, { object, status = 200 }: Page, context: VisitContext) => {
  checkRead(input, object, context.features, context.at, { 'Last-Modified': httpDate.write(object.modified) })
  const { range } = status === 200 ? selectPart(input, object) : {}
  const { size } = object.blob
  return {
    status: range === undefined ? status : 206,
    headers: {
      ...objectHeaders(object, input.Bucket, context),
      'Content-Length': range === undefined ? size : range.end - range.start,
      'Content-Range': range === undefined ? undefined : contentRange(range, size),
    },
    read: () => object.blob.read(range?.start, range?.end),
  }
}

const sendTo = ({ status, location }: Redirection) => ({
  status,
  headers: { Location: location, 'Content-Length': 0 },
  read: undefined,
})

const visitPage = (input: Input, context: VisitContext) => {
  const { Bucket, Key } = input
  if (context.request.headers.has('authorization')) fail('InvalidRequest', {}, 'Unsupported Authorization Type')
  const config =
    settingOf<WebsiteConfiguration>(context.store, Bucket, 'website') ??
    fail('NoSuchWebsiteConfiguration', { BucketName: Bucket })
  const found = findPage(context, Bucket, { host: context.request.host, key: Key }, config)
  if (!isPage(found)) return sendTo(found)
  const { websiteRedirectLocation: elsewhere } = found.object.system
  return elsewhere === undefined ? show(input, found, context) : sendTo(redirectionOfObject(elsewhere))
}

const shared = {
  protocol: 'html',
  // website hosts know no callers: https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
  auth: 'none',
  actions,
  read: readers,
  ignores: {},
  allow: () => [],
} as const

/** A bucket's website, as browsers see it on the website host. */
export const websitePages: readonly Operation[] = [
  defineOperation({
    name: 'GetWebsitePage',
    http: 'GET /{Bucket}/{Key+}',
    ...shared,
    run: visitPage,
    write: ({ status, headers, read }) => ({ status, headers, ...(read && { body: read() }) }),
  }),
  defineOperation({
    name: 'HeadWebsitePage',
    http: 'HEAD /{Bucket}/{Key+}',
    ...shared,
    run: visitPage,
    write: ({ status, headers }) => ({ status, headers }),
  }),
]
