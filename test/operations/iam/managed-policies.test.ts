import * as sdk from '@aws-sdk/client-iam'
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { allow, main, roleArn, setup as setupSts, trust } from '../sts/setup.js'
import { refusalOf, setup } from './setup.js'

const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`

test('policies that AWS provides are attached in every account, and can be neither changed nor deleted', async () => {
  const { mock, s3, options } = setupSts({
    dialect: 'aws',
    buckets: { images: {} },
    users: { ann: {} },
    accounts: { alt: { id: '210987654321', users: { bob: {} } } },
  })
  const attach = (caller: ReturnType<typeof mock.admin>, UserName: string) =>
    new sdk.IAMClient(options(caller)).send(
      new sdk.AttachUserPolicyCommand({ UserName, PolicyArn: arnOf('AmazonS3ReadOnlyAccess') }),
    )
  const iam = new sdk.IAMClient(options(mock.admin()))

  await attach(mock.admin(), 'ann')
  await attach(mock.as('alt'), 'bob')

  for (const who of ['ann', 'alt/bob'] as const)
    await expect(s3(mock.as(who)).send(new ListBucketsCommand({}))).resolves.toBeDefined()
  const put = s3(mock.as('ann')).send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'a' }))
  expect((await refusalOf(put))[1]).toBe('AccessDenied')
  const PolicyArn = arnOf('IAMReadOnlyAccess')
  const change = new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: JSON.stringify(allow('s3:*')) })
  expect((await refusalOf(iam.send(change)))[1]).toBe('AccessDenied')
  expect((await refusalOf(iam.send(new sdk.DeletePolicyCommand({ PolicyArn }))))[1]).toBe('AccessDenied')
})

test('ListPolicies keeps them apart by scope', async () => {
  const { iam } = setup({ dialect: 'aws', policies: { own: allow('s3:*') } })
  const names = async (Scope: 'AWS' | 'Local') =>
    (await iam.send(new sdk.ListPoliciesCommand({ Scope }))).Policies!.map(({ PolicyName }) => PolicyName)

  expect(await names('Local')).toEqual(['own'])
  const own = ['AdministratorAccess', 'AmazonS3FullAccess', 'AmazonS3ReadOnlyAccess']
  const others = ['IAMFullAccess', 'IAMReadOnlyAccess', 'PowerUserAccess', 'AWSLambdaBasicExecutionRole']
  expect(await names('AWS')).toEqual(expect.arrayContaining([...own, ...others]))
  expect(await names('AWS')).not.toContain('own')
})

test('they narrow sessions of roles, too', async () => {
  const { mock, sts, s3, withCredentials } = setupSts({
    dialect: 'aws',
    buckets: { images: {} },
    users: { ann: {} },
    roles: { all: { trust: trust(`arn:aws:iam::${main}:user/ann`), policies: [allow('s3:*')] } },
  })
  const { Credentials } = await sts(mock.as('ann')).send(
    new AssumeRoleCommand({
      ...{ RoleArn: roleArn('all'), RoleSessionName: 'job', PolicyArns: [{ arn: arnOf('AmazonS3ReadOnlyAccess') }] },
    }),
  )
  const client = s3(withCredentials(Credentials!))

  await expect(client.send(new ListBucketsCommand({}))).resolves.toBeDefined()
  expect((await refusalOf(client.send(new PutObjectCommand({ Bucket: 'images', Key: 'a', Body: 'a' }))))[2]).toContain(
    'because no session policy allows',
  )
})

test('GetAccountSummary counts what the account has, beside its quotas', async () => {
  const { iam } = setup({
    dialect: 'aws',
    users: { ann: {}, bob: {} },
    groups: { team: {} },
    policies: { own: allow('s3:*') },
  })

  const { SummaryMap } = await iam.send(new sdk.GetAccountSummaryCommand({}))

  expect(SummaryMap).toMatchObject({
    ...{ Users: 2, Groups: 1, Roles: 0, Policies: 1, Providers: 0, AccountAccessKeysPresent: 1 },
    ...{ UsersQuota: 5000, GroupsQuota: 300, AccessKeysPerUserQuota: 2, AssumeRolePolicySizeQuota: 2048 },
  })
})
