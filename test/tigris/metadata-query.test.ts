import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createTigrisMock } from '../../src/index.js'

const object = (body: string, contentType: string) => ({ body, contentType })

const setup = () => {
  const mock = createTigrisMock({
    buckets: {
      files: {
        objects: {
          'docs/a.txt': object('12345', 'text/plain'),
          'docs/b.txt': object('1', 'text/plain'),
          'images/c.png': object('123', 'image/png'),
        },
      },
    },
  })
  const { clientConfig } = mock.admin()
  const list = async (query: string, input: object = {}) => {
    const s3 = new S3Client({ ...clientConfig, requestHandler: mock.requestHandler(), maxAttempts: 1 })
    s3.middlewareStack.add(
      next => args => {
        Object.assign((args.request as { headers: object }).headers, { 'X-Tigris-Query': query })
        return next(args)
      },
      { step: 'build' },
    )
    return s3.send(new ListObjectsV2Command({ Bucket: 'files', ...input }))
  }
  const keys = async (query: string) => (await list(query)).Contents?.map(({ Key }) => Key) ?? []
  return { mock, list, keys }
}

test.each([
  ['WHERE `Content-Type` = "text/plain"', ['docs/a.txt', 'docs/b.txt']],
  ['`Content-Type` != "text/plain"', ['images/c.png']],
  ['WHERE `Content-Length` > 1 AND `Content-Length` <= 3', ['images/c.png']],
  ['WHERE `Content-Type` IN ("image/png", "image/jpeg")', ['images/c.png']],
  ['WHERE `Content-Type` NOT IN ("image/png")', ['docs/a.txt', 'docs/b.txt']],
  ['WHERE `key` REGEXP "^docs/.*"', ['docs/a.txt', 'docs/b.txt']],
  ['WHERE `key` REGEXP "^((((a|b|c|d|o|s|/|t|x)+)+)+)+!$"', []],
  ['WHERE key = "docs/a.txt"', ['docs/a.txt']],
  ['WHERE `Last-Modified` < "2001-01-01T00:00:00Z"', []],
  [
    'WHERE `Last-Modified` >= "2001-01-01T00:00:00Z" ORDER BY `Content-Length`',
    ['docs/b.txt', 'images/c.png', 'docs/a.txt'],
  ],
  ['ORDER BY `key` DESC', ['images/c.png', 'docs/b.txt', 'docs/a.txt']],
])('%s', async (query, expected) => {
  const { keys } = setup()

  expect(await keys(query)).toEqual(expected)
})

test('groups what a query takes where the first of a group stands', async () => {
  const { list } = setup()
  const query = 'ORDER BY `Content-Length`'

  const first = await list(query, { Delimiter: '/', MaxKeys: 1 })
  const second = await list(query, { Delimiter: '/', MaxKeys: 1, ContinuationToken: first.NextContinuationToken })

  expect(first.CommonPrefixes).toEqual([{ Prefix: 'docs/' }])
  expect(second.CommonPrefixes).toEqual([{ Prefix: 'images/' }])
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
})

test('pages through the objects in the order of the query', async () => {
  const { list } = setup()
  const query = 'ORDER BY `Content-Length` DESC'

  const first = await list(query, { MaxKeys: 2 })
  const second = await list(query, { MaxKeys: 2, ContinuationToken: first.NextContinuationToken })

  expect([first, second].map(({ Contents }) => Contents?.map(({ Key }) => Key))).toEqual([
    ['docs/a.txt', 'images/c.png'],
    ['docs/b.txt'],
  ])
  expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
})

test.each([
  ['WHERE `Colour` = "red"', '`Colour` is no field of an object'],
  ['WHERE `key` LIKE "a%"', 'LIKE is no operator'],
  ['WHERE `Content-Length` > "many"', 'many does not fit `content-length`'],
  ['WHERE `key` = docs', 'docs should stand in quotes'],
  ['WHERE `key` REGEXP "("', '"(" is no regular expression'],
  ['WHERE `key` = "a" OR `key` = "b"', 'does not know OR'],
  ['WHERE `key` IN "a"', 'wants (, not a'],
  ['WHERE `key` =', 'ends where a value should stand'],
  ['WHERE ;', 'cannot be read from ";"'],
])('refuses %s', async (query, fault) => {
  const { mock, keys } = setup()

  await expect(keys(query)).rejects.toThrow()

  expect(mock.log.last).toMatchObject({ code: 'InvalidArgument', message: `x-tigris-query: ${fault}` })
})
