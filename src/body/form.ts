import type { FormProof } from '../auth/authenticate-form.js'
import { fail } from '../contract/errors.js'
import type { Operation } from '../contract/operation.js'
import type { WireRequest } from '../contract/wire.js'
import { readMultipartForm } from '../protocol/multipart-form.js'
import { transportHeaders } from '../protocol/transport-names.js'
import { loadXmlParser } from '../protocol/xml.js'
import type { BodyLimits } from './verify.js'

/** Headers of the request that speak of the form, not of the object that it brings. */
const ofTheForm = /^(?:content-|cache-control$|expires$|x-amz-)/

/** Fields that stand for headers; credentials and what else steers the answer stay fields. */
const asHeader = /^(?:content-(?:type|disposition|encoding|language|md5)|cache-control|expires|x-amz-.+)$/
const credentials = /^x-amz-(?:algorithm|credential|date|signature|security-token)$/

const byLowerName = (fields: readonly (readonly [string, string])[]): Map<string, string> => {
  const form = new Map<string, string>()
  for (const [name, value] of fields) {
    const lower = name.toLowerCase()
    if (form.has(lower)) {
      const text = `The form has the field ${name} more than once.`
      fail('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, text)
    }
    form.set(lower, value)
  }
  return form
}

const keyOf = (form: ReadonlyMap<string, string>, filename: string): string => {
  const text =
    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."
  const given = form.get('key') ?? fail('InvalidArgument', { ArgumentName: 'key', ArgumentValue: '' }, text)
  // some browsers send the whole path of the file
  const key = given.replaceAll(/\$\{filename\}/g, () => filename.slice(filename.search(/[^/\\]*$/)))
  return key === ''
    ? fail('InvalidArgument', { ArgumentName: 'key', ArgumentValue: '' }, 'User key must have a length greater than 0.')
    : key
}

const headersOf = (
  request: WireRequest,
  form: ReadonlyMap<string, string>,
  { readers }: Pick<Operation, 'readers'>,
): Map<string, string> => {
  const headers = new Map([...request.headers].filter(([name]) => !ofTheForm.test(name)))
  const acl = form.get('acl')
  if (acl !== undefined) headers.set('x-amz-acl', acl)
  const reads = Object.values(readers)
  for (const [name, value] of form) {
    if (!asHeader.test(name) || credentials.test(name)) continue
    const read = reads.some(({ from, wire }) => (from === 'headers' ? name.startsWith(wire) : wire === name))
    if (name.startsWith('x-amz-') && !read && !transportHeaders.has(name)) {
      fail('NotImplemented', { Header: name }, `The form field ${name} is not supported by this mock`)
    }
    headers.set(name, value)
  }
  return headers
}

export interface OpenedForm {
  readonly form: ReadonlyMap<string, string>
  readonly key: string
  /** As if its fields had been sent as headers and its file as the body. */
  readonly request: WireRequest
}

/**
 * Reads an HTML form up to its file. Its fields stand as headers do elsewhere, its file is the body, and its key the
 * key of the request. Throws PreconditionFailed for another media type, and what the form's parser throws.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const openForm = async (request: WireRequest, operation: Pick<Operation, 'readers'>): Promise<OpenedForm> => {
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) {
    fail('PreconditionFailed', { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' })
  }
  const { fields, file } = await readMultipartForm(type, request.body)
  const form = byLowerName(fields)
  const key = keyOf(form, file.name)
  form.set('key', key)
  if (form.has('tagging')) await loadXmlParser()
  return { form, key, request: { ...request, headers: headersOf(request, form, operation), body: file.body } }
}

/** How long the file may be: nobody says before it has come, but the policy of the form may. */
export const formLimits = (limits: BodyLimits, { length }: Pick<FormProof, 'length'>): BodyLimits => ({
  ...limits,
  unannounced: true,
  minimum: length?.minimum,
  bodyBytes: length === undefined ? limits.bodyBytes : Math.min(length.maximum, limits.bodyBytes),
})
