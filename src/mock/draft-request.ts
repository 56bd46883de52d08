import { encodeUri } from '../auth/canonical-uri.js'
import { type SigningCredentials, signRequest } from '../auth/sign-request.js'
import { sha256Hex } from '../auth/sigv4.js'
import type { DialectDefinition } from '../contract/dialect-definition.js'
import { hostTime } from '../contract/host.js'
import type { Draft, Operation } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'
import { loadXmlParser, parseXml, type XmlElement } from '../protocol/xml.js'

export type { SigningCredentials } from '../auth/sign-request.js'

/** A request without a door: all of it in memory. */
export type WrittenRequest = Omit<WireRequest, 'scope' | 'body'> & { readonly body: Uint8Array }

const versions: Readonly<Record<Operation['service'], string>> = { s3: '', iam: '2010-05-08', sts: '2011-06-15' }

/** Where requests go, by service. */
export type Target = Pick<DialectDefinition, 'endpoints' | 'name'>

const parameters = (values: Iterable<readonly [string, string]>): string[] =>
  Array.from(values, ([name, value]) => `${encodeUri(name)}=${encodeUri(value)}`)

const endpointOf = ({ endpoints, name }: Target, { service }: Operation): Pick<WireRequest, 'protocol' | 'host'> => {
  const endpoint = endpoints[service]
  if (endpoint === undefined) throw new Error(`dialect \`${name}\` has no endpoint of ${service}`)
  const { protocol, host } = new URL(endpoint)
  return { protocol: protocol === 'http:' ? 'http' : 'https', host }
}

const formRequest = (operation: Operation, draft: Draft, target: Target): WrittenRequest => {
  const head = { Action: operation.action ?? operation.name, Version: versions[operation.service] }
  const body = Buffer.from(parameters([...Object.entries(head), ...draft.form]).join('&'))
  const type = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'] as const
  return {
    ...endpointOf(target, operation),
    method: 'POST',
    path: '/',
    query: parameters(draft.query).join('&'),
    headers: new Map([type, ...draft.headers]),
    body,
  }
}

const pathRequest = (http: string, operation: Operation, draft: Draft, target: Target): WrittenRequest => {
  const [, method = '', template = '', literals = ''] = /^(\S+) ([^?]*)\??(.*)$/.exec(http) ?? []
  const path = template.replace(/\{(\w+)(\+?)\}/g, (_, member: string, greedy: string) => {
    const value = draft.path.get(member) ?? ''
    return greedy === '' ? encodeUri(value) : value.split('/').map(encodeUri).join('/')
  })
  const query = [...literals.split('&').filter(literal => literal !== ''), ...parameters(draft.query)].join('&')
  const { body = new Uint8Array(0) } = draft
  return { ...endpointOf(target, operation), method, path, query, headers: draft.headers, body }
}

/** Writes the request that an entry's readers have drafted, unsigned. */
export const requestOf = (operation: Operation, draft: Draft, target: Target): WrittenRequest => {
  const { http } = operation
  const request =
    http === undefined ? formRequest(operation, draft, target) : pathRequest(http, operation, draft, target)
  const headers = new Map([...request.headers, ['host', request.host] as const])
  if (request.body.length > 0 || request.method === 'PUT' || request.method === 'POST')
    headers.set('content-length', String(request.body.length))
  return { ...request, headers }
}

/** The headers that prove who sends a request. */
export const signatureOf = (
  request: WrittenRequest,
  { service }: Operation,
  credentials: SigningCredentials,
  { signingScopes, region }: Pick<DialectDefinition, 'signingScopes'> & { readonly region: string },
): Record<string, string> =>
  signRequest({
    ...{ ...request, credentials, region },
    service: signingScopes[service][0] ?? service,
    at: hostTime.visible(),
    payloadHash: sha256Hex(request.body),
  })

/** Code and message of an error that no record tells of. */
export const errorIn = async (body: Uint8Array, isQuery: boolean): Promise<{ code?: string; message?: string }> => {
  if (body.length === 0) return {}
  await loadXmlParser()
  const root = parseXml(body, isQuery ? 'ErrorResponse' : 'Error')
  const fields = (isQuery ? root.children.find(({ name }) => name === 'Error')?.children : root.children) ?? []
  const [code, message] = ['Code', 'Message'].map(wanted => fields.find(({ name }) => name === wanted)?.text)
  return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) }
}

/** A part of an answer of IAM or STS, found by the names of its members. */
export interface AnswerPart {
  text(...path: readonly string[]): string | undefined
  list(name: string): readonly AnswerPart[]
}

const partOf = (element: XmlElement | undefined): AnswerPart => ({
  text: (...path) =>
    path.reduce<XmlElement | undefined>((at, name) => at?.children.find(child => child.name === name), element)?.text,
  list: name => (element?.children.find(child => child.name === name)?.children ?? []).map(partOf),
})

/** What an operation of IAM or STS gave. Throws a ServiceError for what is no answer of it. */
export const readAnswer = async (body: Uint8Array, operation: string): Promise<AnswerPart> => {
  await loadXmlParser()
  return partOf(parseXml(body, `${operation}Response`).children.find(({ name }) => name === `${operation}Result`))
}
