import { S3Client } from '@aws-sdk/client-s3'
import { createTigrisMock } from 'tigris-mock'
import { serve } from 'tigris-mock/server'
import type { floors } from './floors.js'
import { scene } from './scene.js'

/** Clients of the mock, one for each of its doors. */
export const doors: Readonly<Record<keyof typeof floors, () => Promise<S3Client>>> = {
  msw: async () => {
    const mock = createTigrisMock(scene)
    await mock.start()
    return new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true })
  },

  requestHandler: async () => {
    const mock = createTigrisMock(scene)
    const requestHandler = mock.requestHandler()
    return new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, requestHandler })
  },

  server: async () => {
    const mock = createTigrisMock(scene)
    const { url } = await serve(mock.door)
    return new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, endpoint: url })
  },
}
