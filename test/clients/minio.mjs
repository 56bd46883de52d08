// Plain JavaScript: its client is installed here alone, and no type of it is known to the checkout.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, CopyConditions } from 'minio'

const bucket = 'minio-bucket'

const collect = async stream => {
  const found = []
  for await (const item of stream) found.push(item)
  return found
}

/** The steps of minio-js; `check` has what all clients compare with. */
export const minioSteps = (target, workspace, { filesBelow, md5Of, requireEqual, requireSame }) => {
  const { small, big, tree } = workspace
  const { hostname, port } = new URL(target.url)
  const options = { endPoint: hostname, port: Number(port), useSSL: false, region: target.region }
  const { id: accessKey, secret: secretKey } = target.admin
  const client = new Client({ ...options, accessKey, secretKey, partSize: 5 * 1024 ** 2 })
  const keys = async prefix => (await collect(client.listObjectsV2(bucket, prefix, true))).map(({ name }) => name)
  return [
    [
      'create a bucket',
      async () => {
        await client.makeBucket(bucket, target.region)
        requireEqual(true, await client.bucketExists(bucket), 'bucketExists')
      },
    ],
    [
      'upload',
      async () => {
        await client.putObject(bucket, 'small.txt', readFileSync(small), undefined, { 'X-Amz-Meta-Color': 'blue' })
        const { metaData, etag } = await client.statObject(bucket, 'small.txt')
        requireEqual('blue', metaData.color, 'metadata')
        requireEqual(md5Of(small), etag, 'ETag')
      },
    ],
    [
      'multipart upload of 21 MiB',
      async () => {
        await client.fPutObject(bucket, 'big.bin', big)
        requireEqual('5', (await client.statObject(bucket, 'big.bin')).etag.split('-')[1], 'parts')
        requireEqual([], await collect(client.listIncompleteUploads(bucket, '', true)), 'incomplete uploads')
      },
    ],
    ['list', async () => requireEqual(['big.bin', 'small.txt'], await keys(''), 'keys')],
    [
      'upload a directory',
      async () => {
        const files = filesBelow(tree)
        for (const file of files) await client.fPutObject(bucket, `tree/${file}`, join(tree, file))
        requireEqual(
          files.map(file => `tree/${file}`),
          (await keys('tree/')).toSorted(),
          'keys',
        )
      },
    ],
    [
      'checksum comparison',
      async () => {
        for (const file of filesBelow(tree)) {
          const { etag } = await client.statObject(bucket, `tree/${file}`)
          requireEqual(md5Of(join(tree, file)), etag, `ETag of ${file}`)
        }
      },
    ],
    [
      'download',
      async () => {
        const [file, copy] = [workspace.fresh(), workspace.fresh()]
        await client.fGetObject(bucket, 'big.bin', file)
        requireSame(big, file)
        for (const name of filesBelow(tree)) await client.fGetObject(bucket, `tree/${name}`, join(copy, name))
        requireSame(tree, copy)
        const [middle] = await collect(await client.getPartialObject(bucket, 'small.txt', 2, 5))
        requireEqual('small', String(middle), 'range')
      },
    ],
    [
      'copy on the server, tags and presigned links',
      async () => {
        await client.copyObject(bucket, 'copy.txt', `/${bucket}/small.txt`, new CopyConditions())
        await client.setObjectTagging(bucket, 'copy.txt', { team: 'red' })
        requireEqual(
          [{ Key: 'team', Value: 'red' }],
          (await client.getObjectTagging(bucket, 'copy.txt')).flat(),
          'tags',
        )
        const response = await fetch(await client.presignedGetObject(bucket, 'copy.txt', 60))
        requireEqual('a small text\n', await response.text(), 'body')
      },
    ],
    [
      'delete',
      async () => {
        await client.removeObject(bucket, 'small.txt')
        await client.removeObjects(bucket, await keys(''))
        requireEqual([], await keys(''), 'keys')
        await client.removeBucket(bucket)
        requireEqual(false, await client.bucketExists(bucket), 'bucketExists')
      },
    ],
  ]
}
