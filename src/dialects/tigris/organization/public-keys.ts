import { createHash, createPublicKey } from 'node:crypto'
import { fail } from '../../../contract/errors.js'
import { defineOperation, need, type Operation, type OperationContext, type Tree } from '../../../contract/operation.js'
import { integer } from '../../../protocol/codecs.js'
import { document, header, query, segment } from '../../../protocol/readers.js'
import { optional, structure, text } from '../../../protocol/shapes.js'
import { accountRecords } from '../../../rules/account-records.js'

// Source: https://www.tigrisdata.com/docs/objects/access-objects-via-cookies/ , which names these calls of CloudFront,
// and https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreatePublicKey.html

interface PublicKey {
  readonly id: string
  readonly created: number
  readonly reference: string
  readonly name: string
  readonly encoded: string
  readonly comment?: string | undefined
}

const rest = { service: 'iam', protocol: 'rest-xml' } as const
const id = segment('Id')

const config = structure({
  CallerReference: text,
  Name: text,
  EncodedKey: text,
  Comment: optional(text),
})

const records = accountRecords<PublicKey>('publicKeys', key => key.id)

const keysOf = ({ registry, principal }: OperationContext): readonly PublicKey[] =>
  records.of(registry, principal.account)

const requireKey = (context: OperationContext, wanted: string): PublicKey =>
  keysOf(context).find(each => each.id === wanted) ?? fail('NoSuchPublicKey')

const isKey = (pem: string): boolean => {
  try {
    return createPublicKey(pem).type === 'public'
  } catch {
    return false
  }
}

const versionOf = ({ encoded, created }: PublicKey): string =>
  createHash('md5').update(`${encoded}${created}`).digest('hex').slice(0, 13).toUpperCase()

const described = (key: PublicKey): Tree => ({
  Id: key.id,
  CreatedTime: new Date(key.created),
  PublicKeyConfig: {
    CallerReference: key.reference,
    Name: key.name,
    EncodedKey: key.encoded,
    Comment: key.comment,
  },
})

const createKey = defineOperation({
  ...rest,
  name: 'CreatePublicKey',
  http: 'POST /2020-05-31/public-key',
  body: 'document',
  actions: ['cloudfront:CreatePublicKey'],
  read: { PublicKeyConfig: document('PublicKeyConfig', config) },
  allow: () => [need('cloudfront:CreatePublicKey', '*')],
  run: ({ PublicKeyConfig: given }, context) => {
    const { CallerReference: reference, Name: name, EncodedKey: encoded, Comment: comment } = given
    if (!isKey(encoded))
      fail('InvalidArgument', { ArgumentName: 'EncodedKey' }, 'EncodedKey must be a public key in PEM')
    const before = keysOf(context)
    if (before.some(each => each.name === name || each.reference === reference)) fail('PublicKeyAlreadyExists')
    const made = { id: `t_pk_id_${context.ids.next('public-key', 20)}`, created: context.at }
    const key: PublicKey = { ...made, reference, name, encoded, comment }
    records.write(context.registry, context.principal.account, key.id, key)
    return key
  },
  write: key => ({
    status: 201,
    headers: { Location: `/2020-05-31/public-key/${key.id}`, ETag: versionOf(key) },
    root: 'PublicKey',
    tree: described(key),
  }),
})

const getKey = defineOperation({
  ...rest,
  name: 'GetPublicKey',
  http: 'GET /2020-05-31/public-key/{Id}',
  actions: ['cloudfront:GetPublicKey'],
  read: { Id: id },
  allow: () => [need('cloudfront:GetPublicKey', '*')],
  run: ({ Id }, context) => requireKey(context, Id),
  write: key => ({ headers: { ETag: versionOf(key) }, root: 'PublicKey', tree: described(key) }),
})

const listKeys = defineOperation({
  ...rest,
  name: 'ListPublicKeys',
  http: 'GET /2020-05-31/public-key',
  actions: ['cloudfront:ListPublicKeys'],
  read: { Marker: query('Marker'), MaxItems: query('MaxItems', integer(1, 1000)) },
  allow: () => [need('cloudfront:ListPublicKeys', '*')],
  run: ({ Marker, MaxItems = 100 }, context) => {
    const all = keysOf(context)
    const start = Marker === undefined ? 0 : all.findIndex(each => each.id === Marker) + 1
    const shown = all.slice(start, start + MaxItems)
    return { shown, MaxItems, next: all.length > start + MaxItems ? shown.at(-1)?.id : undefined }
  },
  write: ({ shown, MaxItems, next }) => ({
    root: 'PublicKeyList',
    tree: {
      NextMarker: next,
      MaxItems,
      Quantity: shown.length,
      Items: {
        PublicKeySummary: shown.map(({ id: Id, created, name: Name, encoded: EncodedKey, comment: Comment }) => ({
          ...{ Id, Name, CreatedTime: new Date(created), EncodedKey, Comment },
        })),
      },
    },
  }),
})

const deleteKey = defineOperation({
  ...rest,
  name: 'DeletePublicKey',
  http: 'DELETE /2020-05-31/public-key/{Id}',
  actions: ['cloudfront:DeletePublicKey'],
  read: { Id: id, IfMatch: header('if-match') },
  allow: () => [need('cloudfront:DeletePublicKey', '*')],
  run: ({ Id, IfMatch }, context) => {
    const key = requireKey(context, Id)
    if (IfMatch !== undefined && IfMatch !== versionOf(key)) fail('PreconditionFailed')
    records.write(context.registry, context.principal.account, key.id, undefined)
  },
  write: () => ({ status: 204 }),
})

/** Public keys of signed cookies. */
export const publicKeys: readonly Operation[] = [createKey, getKey, listKeys, deleteKey]
