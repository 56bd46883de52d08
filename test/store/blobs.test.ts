import * as realFiles from 'node:fs'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { createFsFromVolume, Volume } from 'memfs'
import { expect, onTestFinished, test } from 'vitest'
import { joinBlobs, memoryBlob } from '../../src/store/blob-kinds.js'
import { type BlobFiles, createBlobs } from '../../src/store/blobs.js'
import type { Blob } from '../../src/store/types.js'

const mebibyte = 1024 * 1024

const bytesOf = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8)) & 255
  return bytes
}

const chunksOf = async (blob: Blob, start?: number, end?: number): Promise<Uint8Array[]> => {
  const read = blob.read(start, end)
  if (read instanceof Uint8Array) return [read]
  const chunks: Uint8Array[] = []
  for await (const chunk of read) chunks.push(chunk)
  return chunks
}

const readAll = async (blob: Blob, start?: number, end?: number): Promise<Buffer> =>
  Buffer.concat(await chunksOf(blob, start, end))

const memory = () => {
  const volume = new Volume()
  const fs = createFsFromVolume(volume)
  const calls = { loads: 0, read: 0, written: 0 }
  const files: BlobFiles = {
    openSync: (path, flags) => fs.openSync(path, flags),
    closeSync: file => fs.closeSync(file),
    unlinkSync: path => fs.unlinkSync(path),
    readSync(file, target, offset, length, position) {
      calls.read += length
      return fs.readSync(file, target, offset, length, position)
    },
    writeSync(file, bytes, offset, length, position) {
      calls.written += length
      return fs.writeSync(file, bytes, offset, length, position)
    },
  }
  const load = async () => {
    calls.loads += 1
    return files
  }
  return { blobs: createBlobs({ files: load }), calls, names: () => Object.keys(volume.toJSON()) }
}

test('bodies of up to 8 KiB stay in memory and are there at once', async () => {
  const { blobs, calls } = memory()
  const blob = blobs.keep(bytesOf(8192))

  expect(blob).not.toBeInstanceOf(Promise)
  expect((await blob).size).toBe(8192)
  expect(await readAll(await blob)).toEqual(Buffer.from(bytesOf(8192)))
  expect(calls).toEqual({ loads: 0, read: 0, written: 0 })
})

test('larger bodies become one file each, loaded once, named by a count', async () => {
  const { blobs, calls, names } = memory()

  const kept = await Promise.all([blobs.keep(bytesOf(8193)), blobs.keep(bytesOf(9000))])
  const third = blobs.keep(bytesOf(10_000))

  expect(third).not.toBeInstanceOf(Promise)
  expect(kept.map(blob => blob.size)).toEqual([8193, 9000])
  expect(names()).toEqual(['/1', '/2', '/3'])
  expect(calls).toMatchObject({ loads: 1, written: 8193 + 9000 + 10_000 })
  expect(await readAll(await third)).toEqual(Buffer.from(bytesOf(10_000)))
})

test('a large body is read in chunks of at most 1 MiB, each byte once', async () => {
  const { blobs, calls } = memory()
  const blob = await blobs.keep(bytesOf(2 * mebibyte + 5))

  const chunks = await chunksOf(blob)

  expect(chunks.map(chunk => chunk.byteLength)).toEqual([mebibyte, mebibyte, 5])
  expect(Buffer.concat(chunks).equals(bytesOf(2 * mebibyte + 5))).toBe(true)
  expect(calls.read).toBe(2 * mebibyte + 5)
})

test('a range of up to 1 MiB is there at once and reads nothing else', async () => {
  const { blobs, calls } = memory()
  const blob = await blobs.keep(bytesOf(3 * mebibyte))

  const range = blob.read(mebibyte - 3, mebibyte + 4)

  expect(range).toEqual(Buffer.from(bytesOf(3 * mebibyte).subarray(mebibyte - 3, mebibyte + 4)))
  expect(calls.read).toBe(7)
})

test('the bytes that were given do not reach the blob, nor do those that were read from a file', async () => {
  const { blobs } = memory()
  for (const size of [4, 9000]) {
    const given = new Uint8Array(size).fill(1)
    const blob = await blobs.keep(given)
    given.fill(2)
    const read = blob.read()
    if (size > 8192 && read instanceof Uint8Array) read.fill(3)

    expect(await readAll(blob)).toEqual(Buffer.alloc(size, 1))
  }
})

test('a small view of a large buffer does not hold the buffer', () => {
  const given = new Uint8Array(100_000)
  const read = memoryBlob(given.subarray(10, 20)).read()

  expect(read instanceof Uint8Array && read.buffer.byteLength).toBeLessThanOrEqual(Buffer.poolSize)
})

test('what stands in memory is read without a copy, in views of at most 1 MiB', async () => {
  const blob = await createBlobs().keep(bytesOf(2 * mebibyte + 5))
  const views = blob.read() as readonly Uint8Array[]

  expect(views.map(({ byteLength }) => byteLength)).toEqual([mebibyte, mebibyte, 5])
  expect(Buffer.concat(views).equals(bytesOf(2 * mebibyte + 5))).toBe(true)
  expect((blob.read() as readonly Uint8Array[]).map(({ buffer }) => buffer)).toEqual(views.map(({ buffer }) => buffer))
})

test('pieces that are handed over are kept as they are, or become one file', async () => {
  const pieces = [bytesOf(5000), bytesOf(6000)]
  const { blobs, names } = memory()
  for (const blob of [
    await createBlobs().keepPieces(pieces, 11_000, false),
    await blobs.keepPieces(pieces, 11_000, false),
  ])
    expect((await readAll(blob)).equals(Buffer.concat(pieces))).toBe(true)
  expect(names()).toEqual(['/1'])
})

test('any range of joined blobs is that range of their bytes', async () => {
  const { blobs } = memory()
  const sizes = fc.array(fc.constantFrom(0, 1, 5, 8192, 9000, mebibyte + 3), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (lengths, from, length) => {
      const parts = lengths.map((size, index) => bytesOf(size).map(byte => byte ^ index))
      const joined = joinBlobs(await Promise.all(parts.map(part => blobs.keep(part))))
      const whole = Buffer.concat(parts)
      const start = from % (whole.length + 1)
      const end = start + (length % (whole.length - start + 1))

      expect(joined.size).toBe(whole.length)
      expect((await readAll(joined, start, end)).equals(whole.subarray(start, end))).toBe(true)
      expect((await readAll(joined)).equals(whole)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('joining one blob gives that blob, joining none gives no bytes', async () => {
  const blob = memoryBlob(bytesOf(3))

  expect(joinBlobs([blob])).toBe(blob)
  expect(joinBlobs([]).size).toBe(0)
  expect(await readAll(joinBlobs([]))).toEqual(Buffer.alloc(0))
})

test('a range beyond the end gives what there is', async () => {
  const { blobs } = memory()
  for (const blob of [memoryBlob(bytesOf(10)), await blobs.keep(bytesOf(9000))]) {
    expect((await readAll(blob, blob.size - 2, blob.size + 5)).byteLength).toBe(2)
    expect((await readAll(blob, blob.size, blob.size)).byteLength).toBe(0)
  }
})

test('a real directory serves as well', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'blobs-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const blobs = createBlobs({ files: async () => realFiles, directory: `${directory}/` })

  const blob = await blobs.keep(bytesOf(mebibyte + 1))

  expect((await readAll(blob)).equals(bytesOf(mebibyte + 1))).toBe(true)
  expect(readdirSync(directory)).toEqual(['1'])
})

test('blobs whose bytes are in files hold none of them in memory', async () => {
  setFlagsFromString('--expose-gc')
  // buffers are else freed beside the program, some time after the collector has run
  setFlagsFromString('--no-concurrent-array-buffer-sweeping')
  const collect: () => void = runInNewContext('gc')
  const directory = mkdtempSync(join(tmpdir(), 'blobs-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const blobs = createBlobs({ files: async () => realFiles, directory: `${directory}/` })
  const inMemory = () => {
    collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = inMemory()

  const held: Blob[] = []
  for (let count = 0; count < 30; count++) held.push(await blobs.keep(new Uint8Array(mebibyte)))

  expect((inMemory() - before) / mebibyte).toBeLessThan(8)
  expect(held.every(({ size }) => size === mebibyte)).toBe(true)
})

test('a file that something else cut short is an error that names it', async () => {
  const volume = new Volume()
  const files = createFsFromVolume(volume)
  const blob = await createBlobs({ files: async () => files }).keep(bytesOf(9000))
  files.truncateSync('/1', 100)

  expect(() => blob.read()).toThrow('/1 ends 8900 bytes early')
})

test('the file of a blob that nobody holds is removed, the others stay', async () => {
  const { blobs, names } = memory()
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))

  const held = await blobs.keep(bytesOf(9000))
  const joined = joinBlobs([await blobs.keep(bytesOf(9000)), await blobs.keep(bytesOf(9000))])
  await (async () => {
    for (let count = 0; count < 20; count++) await blobs.keep(bytesOf(9000))
  })()
  expect(names()).toHaveLength(23)
  for (let turns = 0; turns < 50 && names().length > 3; turns++) {
    collect()
    await turn()
  }

  expect(names()).toEqual(['/1', '/2', '/3'])
  expect((await readAll(held)).byteLength + (await readAll(joined)).byteLength).toBe(27_000)
})
