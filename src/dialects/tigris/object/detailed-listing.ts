import { need, type OperationContext, type Tree } from '../../../contract/operation.js'
import { flag } from '../../../protocol/codecs.js'
import { header } from '../../../protocol/readers.js'
import { objectArn } from '../../../s3/arn.js'
import type { ListPage, ObjectRecord } from '../../../store/types.js'
import { withMembers } from '../with-members.js'

/** Largest object whose bytes stand in a listing; where the service draws the line is assumed. */
const largest = 64 * 1024

const bytesOf = async ({ blob }: ObjectRecord): Promise<string> => {
  const bytes = blob.read()
  if (ArrayBuffer.isView(bytes)) return Buffer.from(bytes).toString('base64')
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString('base64')
}

interface Asked {
  readonly Bucket: string
  readonly ListMetadata?: boolean | undefined
  readonly ListContent?: boolean | undefined
}

/** What only a reader of the object may know is left out for others. */
const detailsOf = async (asked: Asked, object: ObjectRecord, context: OperationContext): Promise<Tree> => {
  if (!context.may(need('s3:GetObject', objectArn({ Bucket: asked.Bucket, Key: object.key })))) return {}
  const entries = Object.entries(object.metadata)
  return {
    Metadata: asked.ListMetadata ? entries.map(([Name, Value]) => ({ Name, Value })) : undefined,
    Data: asked.ListContent && object.blob.size <= largest ? await bytesOf(object) : undefined,
  }
}

/**
 * A listing with the user metadata of objects and the bytes of small ones, as the service's file system asks for it.
 * Source: https://github.com/tigrisdata/tigrisfs (core/backend_s3.go)
 */
export const detailedListing = withMembers(
  {
    ListMetadata: header('x-tigris-list-metadata', flag),
    ListContent: header('x-tigris-list-content', flag),
  },
  {
    actions: ['s3:GetObject'],
    own: (input, context, output) => {
      if (!input.ListMetadata && !input.ListContent) return []
      const { entries } = (output as { readonly page: ListPage }).page
      const objects = entries.flatMap(entry => ('object' in entry ? [entry.object] : []))
      return Promise.all(objects.map(object => detailsOf(input, object, context)))
    },
    answer: (answer, details: readonly Tree[]) => {
      const contents = (answer.tree?.Contents ?? []) as readonly Tree[]
      return {
        ...answer,
        tree: { ...answer.tree, Contents: contents.map((each, at) => ({ ...each, ...details[at] })) },
      }
    },
  },
)
