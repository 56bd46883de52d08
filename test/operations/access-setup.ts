import { DeletePublicAccessBlockCommand, PutBucketOwnershipControlsCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Scene } from '../../src/scene/types.js'
import { setup } from './s3-setup.js'

export const everything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
} as const

export const altId = 'a'.repeat(64)

/** Two accounts: `samples` belongs to main, `alt` is the root and `alt/bob` a user of the other. */
export const twoAccounts = {
  dialect: 'aws',
  buckets: { samples: { objects: { 'sample.txt': 'sample' } } },
  keys: { nobody: {}, writer: { policies: [everything] } },
  accounts: {
    alt: {
      id: '210987654321',
      canonicalId: altId,
      displayName: 'alternative',
      email: 'alt@example.com',
      users: { bob: { policies: [everything] }, eve: {} },
    },
  },
} as const satisfies Scene

/** A mock of two accounts, and a client for each of their callers. */
export const accounts = () => {
  const { mock, s3, clientOf } = setup(twoAccounts)
  const clients = {
    nobody: clientOf(mock.as('nobody')),
    writer: clientOf(mock.as('writer')),
    alt: clientOf(mock.as('alt')),
    bob: clientOf(mock.as('alt/bob')),
    eve: clientOf(mock.as('alt/eve')),
    anyone: clientOf(mock.anonymous()),
  }
  return { mock, s3, ...clients, mainId: mock.world().registry.account('123456789012')?.canonicalId }
}

/** Lets ACLs count, public ones too. */
export const openAcls = async (
  s3: S3Client,
  ObjectOwnership: 'ObjectWriter' | 'BucketOwnerPreferred' = 'ObjectWriter',
): Promise<void> => {
  const OwnershipControls = { Rules: [{ ObjectOwnership }] }
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket: 'samples', OwnershipControls }))
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'samples' }))
}
