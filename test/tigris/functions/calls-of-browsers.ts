import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type ClientUploadRequest, get, getSignedUploadUrl, handleClientUpload } from '@tigrisdata/storage'
import * as client from '@tigrisdata/storage/client'
import { onTestFinished } from 'vitest'
import { dataOf } from '../setup.js'
import { beBrowser } from './browser.js'
import type { Calls, Stage } from './stage.js'

const textOf = ({ at }: Stage, key: string) => dataOf(get(key, 'string', at()))

/** The part of an application that asks the mock for URLs on behalf of its pages. */
const startApplication = async ({ at }: Stage): Promise<string> => {
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as ClientUploadRequest
    response.end(JSON.stringify({ data: await dataOf(handleClientUpload(asked, at().config)) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`
}

/** The calls of `@tigrisdata/storage/client`, which pages make. */
export const callsOfBrowsers: Calls<typeof client> = {
  executeWithConcurrency: [async () => client.executeWithConcurrency([async () => 1, async () => 2], 1), [1, 2]],
  upload: [
    async stage => {
      beBrowser()
      const url = await startApplication(stage)
      await dataOf(client.upload('one', new Blob(['single']), { url }))
      await dataOf(client.upload('many', new Blob(['of two parts']), { url, multipart: true, partSize: 6 }))
      return [await textOf(stage, 'one'), await textOf(stage, 'many')]
    },
    ['single', 'of two parts'],
  ],
  uploadToSignedUrl: [
    async stage => {
      beBrowser()
      const byPut = await dataOf(getSignedUploadUrl('put', { contentType: 'text/plain', ...stage.at() }))
      const byForm = await dataOf(getSignedUploadUrl('form', { maxSize: 10, ...stage.at() }))
      await dataOf(client.uploadToSignedUrl('put', new Blob(['of the put']), byPut))
      await dataOf(client.uploadToSignedUrl('form', new Blob(['short']), byForm))
      return [byPut.method, await textOf(stage, 'put'), byForm.method, await textOf(stage, 'form')]
    },
    ['PUT', 'of the put', 'POST', 'short'],
  ],
}
