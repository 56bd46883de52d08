import { expect, test } from 'vitest'
import { createMock } from '../../src/mock.js'

const actions = {
  'read an object': ['s3:GetObject', 'images/a.png'],
  'list objects': ['s3:ListBucket', 'images'],
  'write an object': ['s3:PutObject', 'images/a.png'],
  'delete an object': ['s3:DeleteObject', 'images/a.png'],
  'open an object': ['s3:PutObjectAcl', 'images/a.png'],
  'read CORS': ['s3:GetBucketCORS', 'images'],
  'write CORS': ['s3:PutBucketCORS', 'images'],
  'write lifecycle': ['s3:PutLifecycleConfiguration', 'images'],
  'write the policy': ['s3:PutBucketPolicy', 'images'],
  'delete the bucket': ['s3:DeleteBucket', 'images'],
  'open the bucket': ['s3:PutBucketAcl', 'images'],
  'list buckets': ['s3:ListAllMyBuckets', '*'],
} as const

const reading = ['read an object', 'list objects', 'read CORS', 'list buckets']

// https://yandex.cloud/en/docs/storage/security/ : what each role lets its holder do
const table = {
  'storage.viewer': reading,
  'storage.uploader': [...reading, 'write an object'],
  'storage.editor': [
    ...reading,
    ...['write an object', 'delete an object', 'write CORS', 'write lifecycle', 'delete the bucket'],
  ],
  'storage.configViewer': ['read CORS'],
  'storage.configurer': ['read CORS', 'write CORS', 'write lifecycle', 'write the policy'],
  'storage.admin': Object.keys(actions),
} as const

const mayOf = (roles: Readonly<Record<string, string>>): string[] => {
  const mock = createMock({
    dialect: 'yandex',
    buckets: { images: { objects: { 'a.png': 'image' } }, other: {} },
    serviceAccounts: { robot: { roles } },
  })
  return Object.entries(actions)
    .filter(([, [action, resource]]) => mock.as('robot').can(action, resource).decision === 'allowed')
    .map(([what]) => what)
}

test.each(Object.entries(table))('%s on the folder', (role, expected) => {
  expect(mayOf({ '*': role }).sort()).toEqual([...expected].sort())
})

test.each(Object.entries(table))('%s on the bucket lists no other buckets', (role, expected) => {
  expect(mayOf({ images: role }).sort()).toEqual(expected.filter(what => what !== 'list buckets').sort())
})

test.each(Object.keys(table))('%s on another bucket opens nothing here', role => {
  expect(mayOf({ other: role })).toEqual([])
})

test('roles add up', () => {
  expect(mayOf({ images: 'storage.configurer', '*': 'storage.uploader' })).toEqual(
    expect.arrayContaining(['write an object', 'write the policy', 'list buckets']),
  )
})
