import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import example from '../../fixtures/sigv4/s3-chunked.json' with { type: 'json' }
import { chunkVerifier } from '../../src/auth/chunk-signatures.js'
import { signingKey } from '../../src/auth/sigv4.js'
import { isServiceError } from '../../src/contract/errors.js'
import { type ChunkedHooks, chunkedReader } from '../../src/protocol/chunked.js'

const scope = { day: '20130524', region: 'us-east-1', service: 's3' }
const object = Buffer.alloc(example.object.size, example.object.byte)

type Example = (typeof example.cases)[number]

const framed = ({ chunks, trailer, trailerSignature }: Example): Buffer => {
  let at = 0
  const parts = example.chunkSizes.flatMap((size, index) => {
    const bytes = object.subarray(at, at + size)
    at += size
    const end = size > 0 || trailer === undefined ? '\r\n' : ''
    return [Buffer.from(`${size.toString(16)};chunk-signature=${chunks[index]}\r\n`), bytes, Buffer.from(end)]
  })
  const tail = trailer === undefined ? '' : `${trailer}\r\nx-amz-trailer-signature:${trailerSignature}\r\n\r\n`
  return Buffer.concat([...parts, Buffer.from(tail)])
}

const verifierOf = ({ seed }: Example) =>
  chunkVerifier({
    signingKey: signingKey(example.secret, scope),
    seed,
    date: example.date,
    scope: '20130524/us-east-1/s3/aws4_request',
    keyId: example.keyId,
  })

const read = (bytes: Uint8Array, hooks: Partial<ChunkedHooks> = {}, step = bytes.length) => {
  const pieces: Uint8Array[] = []
  const reader = chunkedReader({ data: piece => pieces.push(piece), trailers: [], ...hooks })
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
  const trailers = reader.end()
  return { pieces, bytes: Buffer.concat(pieces), trailers: Object.fromEntries(trailers) }
}

const codeOf = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    if (isServiceError(error)) return error.code
    throw error
  }
  return 'none'
}

const trailersOf = ({ trailer }: Example): string[] => (trailer === undefined ? [] : ['x-amz-checksum-crc32c'])

test.each(example.cases)('the example of the documentation is proven however it is cut: $name', example => {
  const bytes = framed(example)
  for (const step of [bytes.length, 1000, 7]) {
    const result = read(bytes, { verify: verifierOf(example), trailers: trailersOf(example) }, step)

    expect(result.bytes.equals(object)).toBe(true)
    expect(result.trailers).toEqual(example.trailer === undefined ? {} : { 'x-amz-checksum-crc32c': 'sOO8/Q==' })
  }
})

test.each(example.cases)('a changed byte or another seed is refused: $name', example => {
  const hooks = { verify: verifierOf(example), trailers: trailersOf(example) }
  const bytes = framed(example)
  const changed = Buffer.from(bytes)
  changed[100] = 0x62

  expect(codeOf(() => read(changed, hooks))).toBe('SignatureDoesNotMatch')
  expect(codeOf(() => read(bytes, { ...hooks, verify: verifierOf({ ...example, seed: '0'.repeat(64) }) }))).toBe(
    'SignatureDoesNotMatch',
  )
})

test('a trailer that was changed, or has no signature, is refused', () => {
  const signed = example.cases.find(({ trailer }) => trailer !== undefined)
  if (!signed) throw new Error('the fixture has no signed trailer')
  const refused = (from: string | RegExp, to: string) => {
    const text = framed(signed).toString('latin1')
    const bytes = Buffer.from(text.replace(from, to), 'latin1')
    return codeOf(() => read(bytes, { verify: verifierOf(signed), trailers: trailersOf(signed) }))
  }

  expect(refused('sOO8/Q==', 'sOO8/A==')).toBe('SignatureDoesNotMatch')
  expect(refused(/x-amz-trailer-signature:.*\r\n/, '')).toBe('IncompleteBody')
  expect(refused(/x-amz-checksum-crc32c:.*\r\n/, '')).toBe('MalformedTrailerError')
  expect(refused(/;chunk-signature=[0-9a-f]*/, '')).toBe('IncompleteBody')
})

test('unsigned chunks of any size, cut anywhere, give back their bytes', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 6 })
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 50 }), fc.boolean(), (chunks, step, withTrailer) => {
      const parts = chunks.flatMap(chunk => [
        Buffer.from(`${chunk.length.toString(16)}\r\n`),
        chunk,
        Buffer.from('\r\n'),
      ])
      const tail = withTrailer ? '0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n' : '0\r\n\r\n'
      const body = Buffer.concat([...parts, Buffer.from(tail)])

      const result = read(body, { trailers: withTrailer ? ['x-amz-checksum-crc32'] : [] }, step)

      expect(result.bytes.equals(Buffer.concat(chunks))).toBe(true)
      expect(result.trailers).toEqual(withTrailer ? { 'x-amz-checksum-crc32': 'AAAAAA==' } : {})
    }),
    { numRuns: 200 },
  )
})

test('bytes are handed out as views of what came in', () => {
  const body = Buffer.from('3\r\nabc\r\n0\r\n\r\n')

  expect(read(body).pieces[0]?.buffer).toBe(body.buffer)
})

test('an empty line may stand between the last chunk and the trailer', () => {
  const body = Buffer.from('1\r\na\r\n0\r\n\r\nx-amz-checksum-crc32:6LfgBg==\r\n\r\n')

  expect(read(body, { trailers: ['x-amz-checksum-crc32'] }).trailers).toEqual({ 'x-amz-checksum-crc32': '6LfgBg==' })
})

const trailers = ['x-amz-checksum-crc32']

test.each([
  ['an early end in a header', '3', {}, 'IncompleteBody'],
  ['an early end in a chunk', '3\r\nab', {}, 'IncompleteBody'],
  ['an early end after a chunk', '3\r\nabc', {}, 'IncompleteBody'],
  ['an early end before the last line', '0\r\n', {}, 'IncompleteBody'],
  ['no body at all', '', {}, 'IncompleteBody'],
  ['a plain body', 'hello world\n', {}, 'IncompleteBody'],
  ['a chunk longer than its header says', '2\r\nabc\r\n0\r\n\r\n', {}, 'IncompleteBody'],
  ['bytes after the end', '0\r\n\r\nmore', {}, 'IncompleteBody'],
  ['a size that is too large to be one', 'fffffffffffff\r\n', {}, 'IncompleteBody'],
  ['a line that is too long', `1;${'x'.repeat(9000)}`, {}, 'IncompleteBody'],
  ['signatures nobody announced', `0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`, {}, 'IncompleteBody'],
  ['a small chunk before another', '1\r\na\r\n1\r\nb\r\n0\r\n\r\n', { minimumChunk: 2 }, 'InvalidChunkSizeError'],
  ['a missing trailer', '0\r\n\r\n\r\n', { trailers }, 'MalformedTrailerError'],
  ['an unannounced trailer', '0\r\nx-other:1\r\n\r\n', { trailers }, 'MalformedTrailerError'],
  [
    'a trailer given twice',
    '0\r\nx-amz-checksum-crc32:a\r\nx-amz-checksum-crc32:a\r\n\r\n',
    { trailers },
    'MalformedTrailerError',
  ],
  ['a trailer without a name', '0\r\nnothing\r\n\r\n', { trailers }, 'MalformedTrailerError'],
  ['an unexpected trailer', '0\r\nx-amz-checksum-crc32:a\r\n\r\n', {}, 'MalformedTrailerError'],
  ['a signature nobody can prove', '0\r\nx-amz-trailer-signature:a\r\n\r\n', { trailers }, 'MalformedTrailerError'],
] as const)('refuses %s', (_name, text, hooks, code) => {
  expect(codeOf(() => read(Buffer.from(text), hooks))).toBe(code)
})

test('the last chunk may be small where there is a smallest size', () => {
  expect(read(Buffer.from('2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'), { minimumChunk: 2 }).bytes.toString()).toBe('abc')
})
