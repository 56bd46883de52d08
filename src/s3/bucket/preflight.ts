import { fail } from '../../contract/errors.js'
import { defineOperation, type Operation, type OperationContext } from '../../contract/operation.js'
import { type CorsRule, corsQuestion, findCorsRule } from '../../protocol/cors.js'
import { bucket, header, key } from '../../protocol/readers.js'
import { settingOf } from '../bucket-settings.js'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html */
const judgePreflight = (Bucket: string, { store, request, located }: OperationContext): void => {
  const question =
    corsQuestion(request.method, request.headers) ??
    fail('BadRequest', {}, 'Insufficient information. Origin request header needed.')
  const { method: Method } = question
  const ofBucket = { Method, ResourceType: 'BUCKET' }
  if (store.bucket(Bucket) === undefined) fail('AccessForbidden', ofBucket, 'CORSResponse: Bucket not found')
  const rules =
    settingOf<readonly CorsRule[]>(store, Bucket, 'cors') ??
    fail('AccessForbidden', ofBucket, 'CORSResponse: CORS is not enabled for this bucket.')
  if (!request.headers.has('access-control-request-method')) {
    fail('BadRequest', {}, 'Invalid Access-Control-Request-Method: null')
  }
  const details = { Method, ResourceType: located.key === undefined ? 'BUCKET' : 'OBJECT' }
  if (findCorsRule(rules, question) === undefined) fail('AccessForbidden', details)
}

const common = {
  auth: 'none',
  actions: [],
  open: 'a CORS preflight carries no credentials: the browser sends it',
  ignores: {},
} as const

const asked = {
  Origin: header('origin'),
  AccessControlRequestMethod: header('access-control-request-method'),
  AccessControlRequestHeaders: header('access-control-request-headers'),
}

/** What browsers ask before a request across origins. The headers of the answer are those of every answer: see finish. */
export const preflights: readonly Operation[] = [
  defineOperation({
    name: 'OptionsBucket',
    http: 'OPTIONS /{Bucket}',
    ...common,
    read: { Bucket: bucket, ...asked },
    allow: () => [],
    run: ({ Bucket }, context) => judgePreflight(Bucket, context),
    write: () => ({}),
  }),
  defineOperation({
    name: 'OptionsObject',
    http: 'OPTIONS /{Bucket}/{Key+}',
    ...common,
    read: { Bucket: bucket, Key: key, ...asked },
    allow: () => [],
    run: ({ Bucket }, context) => judgePreflight(Bucket, context),
    write: () => ({}),
  }),
]
