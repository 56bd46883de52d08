import { createHmac } from 'node:crypto'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { Sha256 } from '../auth/smithy.js'
import type { FormRequest, RawRequest } from './case.js'

export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface Signed {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

const hmac = (secret: string, text: string): string => createHmac('sha1', secret).update(text).digest('base64')

/** Sub-resources that stand in the string to sign of version 2. */
const subResources =
  /^(?:acl|cors|delete|lifecycle|location|logging|notification|partNumber|policy|requestPayment|response-.+|restore|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website)$/

const resourceOf = (url: URL): string => {
  const virtual = /^(.+)\.s3\.amazonaws\.com$/.exec(url.hostname)
  const names = [...url.searchParams].filter(([name]) => subResources.test(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  const query = names.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')
  return `${virtual ? `/${virtual[1]}` : ''}${url.pathname}${query === '' ? '' : `?${query}`}`
}

const withVersion2 = (raw: RawRequest, { accessKeyId, secretAccessKey, now }: Signer): Signed => {
  const url = new URL(raw.url)
  const headers: Record<string, string> = { ...raw.headers }
  const time = raw.sign === 'v2' ? new Date(now).toUTCString() : String(Math.floor(now / 1000) + (raw.expires ?? 600))
  const amazon = Object.entries({ ...headers, ...raw.hoist })
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
  const text = [raw.method, headers['content-md5'] ?? '', headers['content-type'] ?? '', time, amazon.join('')]
  const signature = `${raw.change ?? ''}${hmac(secretAccessKey, `${text.join('\n')}${resourceOf(url)}`)}`
  if (raw.sign === 'v2') {
    Object.assign(headers, { date: time, authorization: `AWS ${accessKeyId}:${signature}` })
  } else {
    const added = { AWSAccessKeyId: accessKeyId, Signature: signature, Expires: time, ...raw.hoist }
    const query = Object.entries(added).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    url.search = `${url.search === '' ? '?' : `${url.search}&`}${query.join('&')}`
  }
  return { method: raw.method, url: url.href, headers: { ...headers, ...raw.send }, body: raw.body }
}

const queryOf = (request: { readonly query?: HttpRequest['query'] }): string =>
  Object.entries(request.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`)
    .join('&')

const withVersion4 = async (raw: RawRequest, { now, ...credentials }: Signer): Promise<Signed> => {
  const url = new URL(raw.url)
  const region = raw.region ?? /s3[.-]([a-z]+-[a-z]+-\d)\.amazonaws/.exec(url.hostname)?.[1] ?? 'us-east-1'
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false })
  const inQuery = raw.sign === 'v4-url'
  const payloadHash = inQuery ? 'UNSIGNED-PAYLOAD' : raw.payload
  const payload: Record<string, string> = payloadHash === undefined ? {} : { 'x-amz-content-sha256': payloadHash }
  const request = new HttpRequest({
    method: raw.method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...(inQuery ? {} : raw.headers), ...payload },
    body: raw.body,
  })
  const signed = inQuery
    ? await signer.presign(request, { expiresIn: raw.expires ?? 600, signingDate: new Date(now) })
    : await signer.sign(request, { signingDate: new Date(now) })
  const { host: _, ...headers } = signed.headers
  url.search = queryOf(signed)
  // headers of a URL's request are sent beside it, unsigned
  const beside = inQuery ? raw.headers : {}
  return { method: raw.method, url: url.href, headers: { ...headers, ...beside, ...raw.send }, body: raw.body }
}

/** A raw request as a client of version 2 or 4 would sign it; without `sign`, as it stands. */
export const signRaw = async (raw: RawRequest, signer: Signer): Promise<Signed> => {
  if (raw.sign === undefined)
    return { method: raw.method, url: raw.url, headers: { ...raw.headers, ...raw.send }, body: raw.body }
  return raw.sign.startsWith('v2') ? withVersion2(raw, signer) : await withVersion4(raw, signer)
}

const chained = (secret: string, parts: readonly string[], text: string): string => {
  let key: string | Buffer = `AWS4${secret}`
  for (const part of parts) key = createHmac('sha256', key).update(part).digest()
  return createHmac('sha256', key).update(text).digest('hex')
}

/** The fields of a browser's form, its policy and signature among them. */
export const signedFields = (form: FormRequest, { accessKeyId, secretAccessKey, now }: Signer): [string, string][] => {
  const [bucket] = new URL(form.url).hostname.split('.')
  const { key, ...others } = form.fields
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = [date.slice(0, 8), 'us-east-1', 's3', 'aws4_request']
  const version4: Record<string, string> = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${scope.join('/')}`,
    'x-amz-date': date,
  }
  const signature4 = form.sign === 'v4' ? version4 : {}
  const conditions = form.conditions ?? [
    { bucket },
    ['starts-with', '$key', ''],
    ...Object.entries({ ...others, ...signature4 }).map(([name, value]) => ({ [name]: value })),
  ]
  const expiration = new Date(now + 600_000).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  const signature = form.sign === 'v2' ? hmac(secretAccessKey, policy) : chained(secretAccessKey, scope, policy)
  const cut = signature.slice(0, signature.length - (form.cut ?? 0))
  const proof: Record<string, string> =
    form.sign === 'v2'
      ? { AWSAccessKeyId: accessKeyId, policy, signature: cut }
      : { ...signature4, policy, 'x-amz-signature': cut }
  const fields = { ...(key === undefined ? {} : { key }), ...others, ...proof }
  return Object.entries(fields).filter(([name]) => !form.without?.includes(name))
}
