import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { createTigrisMock } from 'tigris-mock'
import { serve } from 'tigris-mock/server'
import type { floors, Side } from './floors.js'
import { scene } from './scene.js'

const begin = () => {
  const mock = createTigrisMock(scene)
  const checkpoint = mock.checkpoint()
  const side = (own: S3ClientConfig = {}): Side => ({
    s3: new S3Client({ ...mock.as('runner').clientConfig, forcePathStyle: true, ...own }),
    reset() {
      mock.log.clear()
      mock.restore(checkpoint)
    },
  })
  return { mock, side }
}

/** Clients of the mock, one for each of its doors. */
export const doors: Readonly<Record<keyof typeof floors, () => Promise<Side>>> = {
  msw: async () => {
    const { mock, side } = begin()
    await mock.start()
    return side()
  },

  requestHandler: async () => {
    const { mock, side } = begin()
    return side({ requestHandler: mock.requestHandler() })
  },

  server: async () => {
    const { mock, side } = begin()
    const { url } = await serve(mock.door)
    return side({ endpoint: url })
  },
}
