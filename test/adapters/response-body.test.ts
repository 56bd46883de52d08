import { expect, test } from 'vitest'
import { headersOf, piecesOf } from '../../adapters/response-body.js'
import type { WireResponse } from '../../src/contract/wire.js'

const piecesIn = async (response: WireResponse): Promise<Uint8Array[]> => {
  const pieces: Uint8Array[] = []
  for await (const piece of piecesOf(response)) pieces.push(piece)
  return pieces
}

test('a large body is cut into views of at most 1 MiB, and never copied', async () => {
  const body = new Uint8Array(2_500_000)

  const pieces = await piecesIn({ status: 200, headers: [], body })

  expect(pieces.map(piece => piece.byteLength)).toEqual([1_048_576, 1_048_576, 402_848])
  expect(pieces.every(piece => piece.buffer === body.buffer)).toBe(true)
})

test('a streamed body keeps its own pieces, and breaks after the bytes that were asked for', async () => {
  async function* body() {
    yield new Uint8Array(10)
    yield new Uint8Array(10)
  }
  const received: number[] = []

  const read = async () => {
    for await (const piece of piecesOf({ status: 200, headers: [], body: body(), broken: { after: 13 } }))
      received.push(piece.byteLength)
  }

  await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(received).toEqual([10, 3])
})

test.each([
  ['GET', 404, [['Content-Length', '0']]],
  ['PUT', 200, [['Content-Length', '0']]],
  ['HEAD', 200, []],
  ['GET', 304, []],
  ['DELETE', 204, []],
])('an empty answer to %s with status %i says its length as HTTP wants it', (method, status, expected) => {
  expect(headersOf(method, { status, headers: [] })).toEqual(expected)
})
