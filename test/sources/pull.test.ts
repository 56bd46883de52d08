import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../adapters/server.js'
import { createTigrisMock, type Scene } from '../../src/index.js'
import { captured } from '../cli/captured.js'

const document = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: 'arn:aws:s3:::images/*' }],
})

/** A service on a port, its admin's credentials in a file, and a directory for scenes. */
const running = async (scene: Scene) => {
  const mock = createTigrisMock<Scene>(scene)
  const server = await serve(mock.door, { port: 0, host: '127.0.0.1' })
  const directory = mkdtempSync(join(tmpdir(), 'tigris-mock-pull-'))
  onTestFinished(async () => {
    await server.close()
    await mock.stop()
    rmSync(directory, { recursive: true })
  })
  const { accessKeyId: id, secretAccessKey: secret } = mock.admin().credentials
  const credentials = join(directory, 'credentials.json')
  writeFileSync(credentials, JSON.stringify({ admin: { id, secret } }))
  const file = join(directory, 'scene.json')
  const common = [
    'pull',
    '--endpoint',
    server.url,
    '--credentials',
    credentials,
    '--dialect',
    scene.dialect ?? 'tigris',
  ]
  return { mock, file, pull: (...more: string[]) => captured(...common, ...more) }
}

test('the policies of a real key make a scene, and drift from it is told', async () => {
  const { mock, file, pull } = await running({
    buckets: { images: {} },
    policies: { reader: document('s3:GetObject'), writer: document('s3:PutObject') },
    keys: { runner: { id: 'tid_runner', policies: ['reader', 'writer'] } },
  })
  const { status, stdout } = await pull('--key', 'tid_runner')
  writeFileSync(file, stdout)
  const copy = createTigrisMock<Scene>({ ...JSON.parse(readFileSync(file, 'utf8')), buckets: { images: {} } })

  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    dialect: 'tigris',
    keys: { tid_runner: { id: 'tid_runner', policies: ['reader', 'writer'] } },
    policies: { reader: document('s3:GetObject'), writer: document('s3:PutObject') },
  })
  expect(copy.as('tid_runner').can('s3:PutObject', 'images/a.png').decision).toBe('allowed')
  expect(await pull('--key', 'tid_runner', '--check', file)).toEqual({ status: 0, stdout: '' })

  mock.keys.get('runner').detach(mock.keys.get('runner').policies[0]!)
  const changed = JSON.parse(stdout)
  changed.policies.writer = document('s3:PutObject', 's3:DeleteObject')
  writeFileSync(file, JSON.stringify(changed))
  expect(await pull('--key', 'tid_runner', '--check', file)).toEqual({
    status: 1,
    stdout: 'the policy `writer` differs from the real one\nthe scene has the policy `reader`, the real key does not\n',
  })
  expect([...mock.log].map(({ operation }) => operation)).not.toContainEqual(expect.not.stringMatching(/^(?:Get|List)/))
})

test('attached and inline policies of a user of AWS are read', async () => {
  const { pull } = await running({
    dialect: 'aws',
    users: {
      ann: { policies: [document('s3:GetObject')], inlinePolicies: { own: document('s3:PutObject') } },
    },
  })
  const { stdout } = await pull('--key', 'ann')

  expect(JSON.parse(stdout)).toEqual({
    dialect: 'aws',
    users: { ann: { policies: ['ann-1'], inlinePolicies: { own: document('s3:PutObject') } } },
    policies: { 'ann-1': document('s3:GetObject') },
  })
})

test('policies of groups are refused, not left out, and so is a key that there is not', async () => {
  const { pull } = await running({ dialect: 'aws', groups: { devs: {} }, users: { ann: { groups: ['devs'] } } })

  await expect(pull('--key', 'ann')).rejects.toThrow('`ann` is in `devs`: policies of groups are not read')
  await expect(pull('--key', 'bob')).rejects.toThrow('ListUserPolicies was refused: 404 NoSuchEntity')
  await expect(captured('pull', '--key', 'ann')).rejects.toThrow('`pull` needs `--endpoint`')
})
