// https://www.tigrisdata.com/docs/blueprints/ : an access key limited to specific calls on specific buckets
import { readFileSync } from 'node:fs'
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

const policy = readFileSync('fixtures/policies/sdxl-runner.json', 'utf8')

const tigris = setupTigrisMock({
  buckets: { 'model-storage': { objects: { 'weights.bin': 'weights' } }, 'public-images': {} },
  keys: { runner: { policies: [{ file: 'fixtures/policies/sdxl-runner.json' }] } },
})

test('the runner may write images but not models', async () => {
  const s3 = new S3Client(tigris.as('runner').clientConfig)

  await expect(s3.send(new PutObjectCommand({ Bucket: 'public-images', Key: 'a.png', Body: 'x' }))).toBeAllowed({
    by: 'AllowPuttingImagesIntoPublicBucket',
  })
  await expect(s3.send(new GetObjectCommand({ Bucket: 'model-storage', Key: 'weights.bin' }))).toBeAllowed()
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'model-storage' }))).toBeAllowed()
  await expect(s3.send(new PutObjectCommand({ Bucket: 'model-storage', Key: 'a.bin', Body: 'x' }))).toBeDenied({
    action: 's3:PutObject',
    effect: 'implicit',
  })
  await expect(() => s3.send(new DeleteObjectCommand({ Bucket: 'public-images', Key: 'a.png' }))).toBeDenied({
    action: 's3:DeleteObject',
  })
})

test('an admin makes the key without permissions, creates the policy and attaches it by the returned ARN', async () => {
  const { region, credentials } = tigris.admin().clientConfig
  const iam = new IAMClient({ region, credentials, endpoint: 'https://fly.iam.storage.tigris.dev' })

  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'sdxl-runner-2', PolicyDocument: policy }))
  const s3 = new S3Client({
    ...tigris.admin().clientConfig,
    credentials: { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! },
  })
  const put = () => s3.send(new PutObjectCommand({ Bucket: 'public-images', Key: 'b.png', Body: 'x' }))
  await expect(put).toBeDenied({ action: 's3:PutObject' })
  await iam.send(new AttachUserPolicyCommand({ UserName: AccessKey!.AccessKeyId!, PolicyArn: Policy!.Arn! }))

  await expect(put).toBeAllowed()
  expect(Policy!.Arn).toMatch(/^arn:aws:iam::flyio_\w+:policy\/sdxl-runner-2$/)
})
