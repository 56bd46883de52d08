import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'

/** Begins an upload of `made.txt` and sends the given parts, numbered from 1. */
export const beginUpload = async (
  s3: S3Client,
  bodies: readonly string[] = [],
  settings: Partial<CreateMultipartUploadCommandInput> = {},
) => {
  const target = { Bucket: 'samples', Key: 'made.txt' }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ...settings }))
  const upload = { ...target, UploadId }
  const { ChecksumAlgorithm } = settings
  const parts: CompletedPart[] = []
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1
    const { $metadata: _, ...sent } = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm }),
    )
    parts.push({ ...sent, PartNumber })
  }
  const complete = (Parts: readonly CompletedPart[] = parts, more: object = {}) =>
    s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [...Parts] }, ...more }))
  return { upload, parts, complete }
}
