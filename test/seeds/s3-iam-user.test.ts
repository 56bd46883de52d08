// https://docs.lightly.ai/docs/aws-s3 : an IAM user who may work under one prefix of a bucket
import { readFileSync } from 'node:fs'
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam'
import * as sdk from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

const policy = readFileSync('fixtures/policies/datalake-user.json', 'utf8')
const folder = 'projects/farm-animals'

const tigris = setupTigrisMock({
  dialect: 'aws',
  buckets: {
    datalake: { objects: { [`${folder}/cow.jpg`]: 'cow', [folder]: 'no folder', 'projects/zoo/lion.jpg': 'l' } },
  },
})

/** Does what the document tells: a user, a policy, its attachment, a key. */
const makeUser = async () => {
  const iam = new IAMClient(tigris.admin().clientConfig)
  const tags = [{ Key: 'external', Value: 'lightly' }]
  const { User } = await iam.send(new CreateUserCommand({ UserName: 'lightly', Tags: tags }))
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'lightly-datalake', PolicyDocument: policy, Tags: tags }),
  )
  const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))
  await iam.send(new AttachUserPolicyCommand({ UserName: 'lightly', PolicyArn: Policy!.Arn! }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'lightly' }))
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const s3 = new sdk.S3Client({ ...tigris.admin().clientConfig, credentials, maxAttempts: 1 })
  return { s3, User: User!, Policies: Policies!, AccessKey: AccessKey! }
}

test('the new user is there with its policy, and its key has the ids of AWS', async () => {
  const { User, Policies, AccessKey } = await makeUser()

  expect(User).toMatchObject({ UserName: 'lightly', Arn: 'arn:aws:iam::123456789012:user/lightly' })
  expect(Policies).toMatchObject([{ PolicyName: 'lightly-datalake', AttachmentCount: 0 }])
  expect(AccessKey).toMatchObject({ UserName: 'lightly', Status: 'Active' })
  expect([AccessKey.AccessKeyId, AccessKey.SecretAccessKey!.length]).toEqual([expect.stringMatching(/^AKIA/), 40])
})

const Bucket = 'datalake'

test.each([
  ['GetObject', new sdk.GetObjectCommand({ Bucket, Key: `${folder}/cow.jpg` })],
  ['HeadObject', new sdk.HeadObjectCommand({ Bucket, Key: `${folder}/cow.jpg` })],
  ['PutObject', new sdk.PutObjectCommand({ Bucket, Key: `${folder}/pig.jpg`, Body: 'pig' })],
  ['PutObject of the folder itself', new sdk.PutObjectCommand({ Bucket, Key: `${folder}/`, Body: '' })],
  ['DeleteObject', new sdk.DeleteObjectCommand({ Bucket, Key: `${folder}/cow.jpg` })],
  ['PutObjectTagging', new sdk.PutObjectTaggingCommand({ Bucket, Key: `${folder}/cow.jpg`, Tagging: { TagSet: [] } })],
  ['CreateMultipartUpload', new sdk.CreateMultipartUploadCommand({ Bucket, Key: `${folder}/big.bin` })],
  ['ListObjectsV2', new sdk.ListObjectsV2Command({ Bucket })],
  ['ListObjectsV2 of another prefix', new sdk.ListObjectsV2Command({ Bucket, Prefix: 'projects/zoo/' })],
  ['HeadBucket', new sdk.HeadBucketCommand({ Bucket })],
] as const)('the user may call %s', async (_, command) => {
  const { s3 } = await makeUser()

  await expect(s3.send(command as sdk.GetObjectCommand)).toBeAllowed()
})

test.each([
  ['s3:GetObject', new sdk.GetObjectCommand({ Bucket, Key: 'projects/zoo/lion.jpg' })],
  ['s3:GetObject', new sdk.GetObjectCommand({ Bucket, Key: folder })],
  ['s3:PutObject', new sdk.PutObjectCommand({ Bucket, Key: 'projects/new.jpg', Body: 'x' })],
  ['s3:DeleteObject', new sdk.DeleteObjectCommand({ Bucket, Key: 'projects/zoo/lion.jpg' })],
  ['s3:ListBucketMultipartUploads', new sdk.ListMultipartUploadsCommand({ Bucket })],
  ['s3:ListBucketVersions', new sdk.ListObjectVersionsCommand({ Bucket })],
  ['s3:DeleteBucket', new sdk.DeleteBucketCommand({ Bucket })],
  ['s3:CreateBucket', new sdk.CreateBucketCommand({ Bucket: 'mine' })],
  ['s3:ListAllMyBuckets', new sdk.ListBucketsCommand({})],
] as const)('the user has no right to %s', async (action, command) => {
  const { s3 } = await makeUser()

  await expect(s3.send(command as sdk.GetObjectCommand)).toBeDenied({ action, effect: 'implicit', at: 'identity' })
})

test('a key that is missing under the prefix is told, since the user may list', async () => {
  const { s3 } = await makeUser()

  const call = s3.send(new sdk.GetObjectCommand({ Bucket, Key: `${folder}/missing.jpg` }))

  await expect(call).toBeAllowed({ code: 'NoSuchKey' })
})
