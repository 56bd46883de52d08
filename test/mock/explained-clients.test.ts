import { createRequire } from 'node:module'
import { S3Client as ClientV3, GetObjectCommand } from '@aws-sdk/client-s3'
import S3v2 from 'aws-sdk/clients/s3.js'
import axios from 'axios'
import { Client as Minio } from 'minio'
import { request as undiciRequest } from 'undici'
import { expect, test } from 'vitest'
import { setupTigrisMock } from '../../adapters/vitest.js'

// CommonJS: without types of its own, or with types that this resolution does not take
const require = createRequire(import.meta.url)
const nodeFetch: typeof fetch = require('node-fetch')
const got: (url: string, options: object) => Promise<unknown> = require('got')

const host = 's3.us-east-1.amazonaws.com'
const tigris = setupTigrisMock({
  dialect: 'aws',
  buckets: { photos: { objects: { secret: 'x' } } },
  keys: {
    owner: { admin: true },
    nobody: {
      policies: [
        { Version: '2012-10-17', Statement: [{ Sid: 'Never', Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }] },
      ],
    },
  },
})

const address = `https://${host}/photos/secret`
const credentialsOf = (name: 'owner' | 'nobody') => tigris.as(name).clientConfig.credentials

const clientV2 = (name: 'owner' | 'nobody') =>
  new S3v2({
    endpoint: `https://${host}`,
    region: 'us-east-1',
    credentials: credentialsOf(name),
    signatureVersion: 'v4',
  })

const minio = (name: 'owner' | 'nobody') => {
  const { accessKeyId, secretAccessKey } = credentialsOf(name)
  return new Minio({ endPoint: host, region: 'us-east-1', accessKey: accessKeyId, secretKey: secretAccessKey })
}

const object = { Bucket: 'photos', Key: 'secret' }

/** Unsigned where the client cannot sign. */
const denied: Record<string, () => PromiseLike<unknown>> = {
  'AWS SDK v3': () => new ClientV3(tigris.as('nobody').clientConfig).send(new GetObjectCommand(object)),
  'AWS SDK v2': () => clientV2('nobody').getObject(object).promise(),
  axios: () => axios.get(address),
  got: () => got(address, { retry: 0 }),
  'minio-js': () => minio('nobody').getObject('photos', 'secret'),
  'node-fetch': () => nodeFetch(address),
  undici: () => undiciRequest(address),
  fetch: () => fetch(address),
}

const allowed: Record<string, () => PromiseLike<unknown>> = {
  'AWS SDK v3': () => new ClientV3(tigris.as('owner').clientConfig).send(new GetObjectCommand(object)),
  'AWS SDK v2': () => clientV2('owner').getObject(object).promise(),
  'minio-js': () => minio('owner').getObject('photos', 'secret'),
}

const settled = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
  promise.then(
    value => value,
    (error: unknown) => error,
  )

test.each(Object.entries(denied))(
  'a promise of %s is judged as denied, and what came of it is explained',
  async (_, call) => {
    await expect(call()).toBeDenied({ action: 's3:GetObject' })

    expect(tigris.explain(await settled(call()))).toContain('403 AccessDenied')
  },
)

test.each(Object.entries(denied))(
  'an application that wraps the error of %s is judged all the same',
  async (_, call) => {
    const application = async () => {
      const cause = await settled(call())
      throw new Error('the picture cannot be shown', { cause })
    }

    await expect(application()).toBeDenied({ action: 's3:GetObject' })
  },
)

test.each(Object.entries(allowed))('a promise of %s that is granted is judged as allowed', async (_, call) => {
  await expect(call()).toBeAllowed()
})
