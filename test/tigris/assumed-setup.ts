import type { TigrisAnswers } from '../../src/dialects/tigris/assumed/assumptions.js'
import { createTigrisMock, type Scene } from '../../src/index.js'

type Calls = Readonly<Record<string, string>>

/** A mock under an answer, and what calls of its callers show. */
export const under = (assumed: TigrisAnswers, scene: Omit<Scene, 'assumed'> = {}) => {
  const mock = createTigrisMock<Scene>({ ...scene, assumed })
  const ask = async (caller: string, path: string, method = 'GET', headers: Calls = {}, body?: string | Uint8Array) => {
    const from = caller === 'anonymous' ? mock.anonymous() : caller === 'admin' ? mock.admin() : mock.as(caller)
    const response = await from.fetch(path, { method, headers, ...(body !== undefined && { body }) })
    const text = await response.text()
    return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text, headers: response.headers }
  }
  const iam = async (caller: string, members: Calls) => {
    const body = new URLSearchParams({ Version: '2010-05-08', ...members }).toString()
    return ask(
      caller,
      'https://iam.storage.dev/',
      'POST',
      { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    )
  }
  return { mock, ask, iam }
}

/** What one question shows under its assumed answer, and under another. */
export const bothWays = async <T>(show: (assumed: TigrisAnswers) => Promise<T>, other: TigrisAnswers): Promise<T[]> => [
  await show({}),
  await show(other),
]
