import {
  defineOperation,
  type InputOf,
  type Operation,
  type OperationContext,
  type Reader,
} from '../../contract/operation.js'
import { bucket, document, form, key, payload, rootOf } from '../../protocol/readers.js'
import { structure } from '../../protocol/shapes.js'
import type { ObjectRecord } from '../../store/types.js'
import { checksumHeaders, checksumOfBody } from '../checksum-headers.js'
import { tagSet } from '../tags.js'
import { describeObject, newObjectReaders, writeActions, writeNeeds } from './new-object.js'
import { storedHeaders } from './object-answer.js'

const taggingDocument = document('Tagging', structure({ TagSet: tagSet }))

/** A form's tags are a document; here they become the text that the header of other writes has. */
const tagging: Reader<string | undefined> = {
  from: 'form',
  wire: 'tagging',
  read: (raw, member) => {
    const text = raw.form.get('tagging')
    if (text === undefined) return undefined
    const document = new TextEncoder().encode(text)
    // a document of another element says nothing of tags: AWS, recorded 2026-02-21
    if ((rootOf(document) ?? 'Tagging') !== 'Tagging') return undefined
    const { TagSet } = taggingDocument.read({ ...raw, document }, member)
    return TagSet.map(({ Key, Value }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join('&')
  },
  write: (value, draft) => {
    if (value !== undefined) draft.form.set('tagging', value)
  },
}

const readers = {
  Bucket: bucket,
  Key: key,
  File: payload,
  ...newObjectReaders,
  Tagging: tagging,
  SuccessActionStatus: form('success_action_status'),
  SuccessActionRedirect: form('success_action_redirect'),
  Redirect: form('redirect'),
}

type FormInput = InputOf<typeof readers>

/** Where the object stands, in the style of address that the form was sent to. */
const locationOf = (Key: string, { request, located }: OperationContext): string => {
  const path = Key.split('/').map(encodeURIComponent).join('/')
  const inPath = request.path.length > 1 ? `/${encodeURIComponent(located.bucket ?? '')}` : ''
  return `${request.protocol}://${request.host}${inPath}/${path}`
}

/** A target that is no URL counts as absent. */
const redirectOf = (
  { SuccessActionRedirect, Redirect, Bucket, Key }: FormInput,
  { etag }: ObjectRecord,
): string | undefined => {
  const target = SuccessActionRedirect ?? Redirect
  if (target === undefined || !/^https?:\/\//i.test(target) || !URL.canParse(target)) return undefined
  const told = `bucket=${encodeURIComponent(Bucket)}&key=${encodeURIComponent(Key)}&etag=%22${etag}%22`
  return `${target}${target.includes('?') ? '&' : '?'}${told}`
}

const post = defineOperation({
  name: 'PostObject',
  http: 'POST /{Bucket}',
  body: 'form',
  auth: 'form',
  emits: { put: 'object:created:post' },
  actions: writeActions,
  read: readers,
  allow: input => writeNeeds(input, { 's3:ObjectCreationOperation': 'true' }),
  run: async (input, context) => {
    const { store, dialect } = context
    const described = describeObject(input, context, true)
    const body = await context.body.store({ otherwise: dialect.defaultChecksum })
    const checksum = checksumOfBody(body, dialect)
    const object = store.put(input, { ...described, blob: body.blob, etag: body.md5, ...(checksum && { checksum }) })
    return {
      object,
      stored: storedHeaders(object, input.Bucket, store),
      location: locationOf(input.Key, context),
      redirect: redirectOf(input, object),
    }
  },
  write: ({ object, stored, location, redirect }, { input }) => {
    const ETag = `"${object.etag}"`
    const headers = {
      ETag,
      Location: redirect ?? location,
      ...checksumHeaders(object.checksum),
      ...stored,
    }
    if (redirect !== undefined) return { status: 303, headers }
    if (input.SuccessActionStatus === '201') {
      const tree = { '@xmlns': undefined, Location: location, Bucket: input.Bucket, Key: input.Key, ETag }
      return { status: 201, headers, root: 'PostResponse', tree }
    }
    return { status: input.SuccessActionStatus === '200' ? 200 : 204, headers }
  },
})

/**
 * Uploads by an HTML form.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const postObject: readonly Operation[] = [post]
