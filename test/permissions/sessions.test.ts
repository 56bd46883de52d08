import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { type Check, checksOf } from '../../src/permissions/checks.js'
import { loadPermissionFile } from '../../src/permissions/permission-file.js'
import { writePermissionFile } from './fixture.js'

const policy = (statement: object) => ({ Version: '2012-10-17', Statement: statement })

const scene = {
  dialect: 'aws',
  buckets: { logs: { objects: { 'a.txt': 'text' } } },
  keys: { ann: { policies: [policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' })] }, bob: {} },
  roles: {
    reader: {
      policies: [policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })],
      trust: policy({
        ...{ Sid: 'Ours', Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' },
        Condition: { StringEquals: { 'sts:RoleSessionName': ['job', 'next'] } },
      }),
    },
    deployer: {
      policies: [policy({ Effect: 'Allow', Action: ['sts:AssumeRole', 's3:PutObject'], Resource: '*' })],
      trust: policy({ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }),
    },
  },
}

const reading = { call: 'GetObject', bucket: 'logs', key: 'a.txt', expect: 'allowed' }

const checksFor = (sessions: object, as: string, check: object = reading): readonly Check[] =>
  checksOf(loadPermissionFile(writePermissionFile({ ...scene, sessions, tests: [{ name: 't', as, check: [check] }] })))

test('a check of a session that cannot be taken fails with what refused it, and where the session stands', async () => {
  const [check] = checksFor({ job: { assume: { role: 'reader', by: 'bob', sessionName: 'job' } } }, 'job')

  const error = await check!.run().catch((thrown: unknown) => thrown)

  expect(error).toBeInstanceOf(AssertionError)
  const { actual, message } = error as AssertionError
  expect(actual).toBe('no session: bob may not take `job`')
  expect(message).toContain('sts:AssumeRole on arn:aws:iam::123456789012:role/reader: denied')
  expect(message.match(/at .*file\.perm\.json:\d+:\d+/g)).toHaveLength(2)
})

test('a denial is none when its session could not be taken', async () => {
  const sessions = { job: { assume: { role: 'reader', by: 'ann', sessionName: 'other' } } }
  const [check] = checksFor(sessions, 'job', { call: 'ListObjectsV2', bucket: 'logs', expect: 'denied' })

  await expect(check!.run()).rejects.toThrow('no session: ann may not take `job`')
})

test('a session may be taken by another session', async () => {
  const sessions = {
    next: { assume: { role: 'reader', by: 'first', sessionName: 'next' } },
    first: { assume: { role: 'deployer', by: 'ann', sessionName: 'first' } },
  }
  const [reads] = checksFor(sessions, 'next')
  const [writes] = checksFor(sessions, 'next', { ...reading, call: 'PutObject', body: 'text', expect: 'denied' })

  await reads!.run()
  await writes!.run()
})

test('a role is named by its ARN, too, and a duration that the role does not give is told', async () => {
  const arn = 'arn:aws:iam::123456789012:role/reader'
  const [fits] = checksFor({ job: { assume: { arn, by: 'ann', sessionName: 'job' } } }, 'job')
  const [long] = checksFor({ job: { assume: { arn, by: 'ann', sessionName: 'job', durationSeconds: 7200 } } }, 'job')

  await fits!.run()
  await expect(long!.run()).rejects.toThrow('exceeds the MaxSessionDuration')
})
