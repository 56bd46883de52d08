import * as s3 from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { transportHeaders } from '../../src/protocol/transport-names.js'
import { unmodelledHeaders } from '../../src/protocol/unmodelled-headers.js'
import { s3Operations } from '../../src/s3/index.js'
import { sdkOperations } from './sdk.js'

/** Of S3 Object Lambda, on a host of its own. */
const elsewhere = new Set(['WriteGetObjectResponse'])

test('each header of the model is read by an entry, or refused by name', () => {
  const members = [...sdkOperations(s3).values()]
    .filter(({ name }) => !elsewhere.has(name))
    .flatMap(({ members }) => members)
  const modelled = new Set(
    members.filter(({ place, wire }) => place === 'header' && wire.startsWith('x-amz-')).map(({ wire }) => wire),
  )
  const read = new Set(s3Operations.flatMap(({ readers }) => Object.values(readers).map(({ wire }) => wire)))

  const unread = [...modelled].filter(name => !read.has(name) && !transportHeaders.has(name)).sort()
  expect([...unmodelledHeaders].sort()).toEqual(unread)
})
