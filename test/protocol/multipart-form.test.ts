import { expect, test } from 'vitest'
import { isServiceError } from '../../src/contract/errors.js'
import type { Body } from '../../src/contract/wire.js'
import { readMultipartForm } from '../../src/protocol/multipart-form.js'

const encoder = new TextEncoder()

/** A body that arrives in pieces of `size` bytes. */
const inPieces = (text: string, size: number): Body => ({
  async *stream() {
    const bytes = encoder.encode(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  },
  cancel() {},
})

const part = (disposition: string, value: string, more = '') =>
  `--b0\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${value}\r\n`

const read = async (text: string, size = 7, type = 'multipart/form-data; boundary=b0') => {
  const { fields, file } = await readMultipartForm(type, inPieces(text, size))
  const pieces: Uint8Array[] = []
  for await (const piece of file.body.stream()) pieces.push(piece)
  return { fields, name: file.name, content: Buffer.concat(pieces).toString() }
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    error => (isServiceError(error) ? error.code : String(error)),
  )

// what looks like the delimiter and is none
const content = 'line\r\n--b\r\n--b1\r\n-\r\n'

test.each([1, 2, 3, 5, 8, 64, 10_000])('reads a form that arrives in pieces of %i bytes', async size => {
  const text = `${part('name="key"', 'ä key')}${part('name="policy"', '')}${part('name="file"; filename="a.txt"', content, 'Content-Type: text/plain\r\n')}--b0--\r\n`

  expect(await read(text, size)).toEqual({
    fields: [
      ['key', 'ä key'],
      ['policy', ''],
    ],
    name: 'a.txt',
    content,
  })
})

test('what follows the file is read to its end and ignored', async () => {
  const text = `${part('name="file"', content)}${part('name="submit"', 'go')}--b0--`

  expect(await read(text)).toEqual({ fields: [], name: '', content })
})

test.each([
  ['filename="a\\"b.txt"', 'a"b.txt'],
  ['filename="a%22b.txt"', 'a"b.txt'],
  ['filename=plain.txt', 'plain.txt'],
  ['filename=""', ''],
])('a file with %s is named %s', async (filename, name) => {
  expect((await read(`${part(`name="file"; ${filename}`, '')}--b0--`)).name).toBe(name)
})

test('a boundary may be quoted, and white space may follow it', async () => {
  const text = `${part('name="file"', 'x')}--b0--`.replace('--b0\r\n', '--b0  \r\n')

  expect((await read(text, 9, 'multipart/form-data; charset=utf-8; boundary="b0"')).content).toBe('x')
})

test.each([
  ['no boundary', part('name="file"', ''), 'multipart/form-data', 'MalformedPOSTRequest'],
  ['another boundary', part('name="file"', ''), 'multipart/form-data; boundary=other', 'MalformedPOSTRequest'],
  ['nothing', '', undefined, 'MalformedPOSTRequest'],
  ['more after the boundary', '--b0 x\r\n', undefined, 'MalformedPOSTRequest'],
  ['a part without a head', '--b0\r\n\r\n\r\n\r\n--b0--', undefined, 'MalformedPOSTRequest'],
  [
    'a part of another kind',
    '--b0\r\nContent-Disposition: inline; name="a"\r\n\r\n',
    undefined,
    'MalformedPOSTRequest',
  ],
  ['a part without a name', part('filename="a"', ''), undefined, 'MalformedPOSTRequest'],
  [
    'a file without an end',
    '--b0\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc',
    undefined,
    'MalformedPOSTRequest',
  ],
  ['no file', `${part('name="key"', 'a')}--b0--`, undefined, 'InvalidArgument'],
  ['a long field', part('name="key"', 'a'.repeat(20_481)), undefined, 'MaxPostPreDataLengthExceededError'],
  ['many fields', part('name="key"', 'a'.repeat(5000)).repeat(5), undefined, 'MaxPostPreDataLengthExceededError'],
])('refuses a form with %s', async (_case, text, type, code) => {
  expect(await codeOf(read(text, 4096, type))).toBe(code)
})
