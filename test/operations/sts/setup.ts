import { S3Client } from '@aws-sdk/client-s3'
import { type Credentials, STSClient } from '@aws-sdk/client-sts'
import { requestHandler } from '../../../adapters/smithy.js'
import type { CallerContext } from '../../../src/mock/caller.js'
import { createMock } from '../../../src/mock.js'
import type { Scene } from '../../../src/scene/types.js'

export const main = '123456789012'
export const alt = '210987654321'

/** A policy of one statement. */
export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*') =>
  ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource } }) as const

/** A trust policy for one principal. */
export const trust = (principal: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow' as const,
    Principal: { AWS: principal },
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    ...more,
  },
})

export const roleArn = (name: string, account = main) => `arn:aws:iam::${account}:role/${name}`

/** A mock with clients of STS and S3 for its callers and for credentials that STS gave. */
export const setup = <const S extends Scene>(scene: S) => {
  const mock = createMock(scene)
  const handler = requestHandler({ ...mock, vendorHosts: [], passthrough: [] })
  const of = (caller: Pick<CallerContext, 'clientConfig'>) => ({
    ...{ ...caller.clientConfig, requestHandler: handler, maxAttempts: 1 },
  })
  const held = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) => ({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
  const withCredentials = (credentials: Credentials) => ({
    clientConfig: { ...mock.admin().clientConfig, credentials: held(credentials) },
  })
  return {
    mock,
    sts: (caller: Pick<CallerContext, 'clientConfig'>) => new STSClient(of(caller)),
    s3: (caller: Pick<CallerContext, 'clientConfig'>) => new S3Client(of(caller)),
    options: of,
    withCredentials,
  }
}
