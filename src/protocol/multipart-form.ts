import { fail } from '../contract/errors.js'
import type { Body } from '../contract/wire.js'

export interface FormFile {
  /** As the browser names it; empty when it does not. */
  readonly name: string
  /** Throws MalformedPOSTRequest where the form ends inside the file. */
  readonly body: Body
}

export interface MultipartForm {
  /** Those before the file, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly file: FormFile
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html : all but the file holds 20 KB. */
const mostBeforeFile = 20 * 1024

const malformed = (): never => fail('MalformedPOSTRequest')

/** Bytes that arrive in pieces, cut at delimiters. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)
  constructor(body: Body) {
    this.#source = body.stream()[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece])
    return true
  }

  #take(size: number): Buffer {
    const taken = this.#held.subarray(0, size)
    this.#held = this.#held.subarray(size)
    return taken
  }

  async exactly(size: number): Promise<Buffer> {
    while (this.#held.length < size) if (!(await this.#more())) return malformed()
    return this.#take(size)
  }

  /** Whether this text stands next; nothing is taken away. */
  async begin(text: string): Promise<boolean> {
    while (this.#held.length < text.length) if (!(await this.#more())) return malformed()
    return this.#held.subarray(0, text.length).toString('latin1') === text
  }

  /** What stands before the delimiter, which is taken away too. */
  async before(delimiter: Buffer, limit: number): Promise<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(delimiter)
      if ((at < 0 ? this.#held.length - delimiter.length : at) > limit) fail('MaxPostPreDataLengthExceededError')
      if (at >= 0) return this.exactly(at + delimiter.length).then(bytes => bytes.subarray(0, at))
      if (!(await this.#more())) return malformed()
    }
  }

  /** As `before`, in pieces and of any length; then the rest is read and dropped. */
  async *until(delimiter: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(delimiter)
      if (at >= 0) {
        if (at > 0) yield this.#take(at)
        break
      }
      // the end of what is held may begin the delimiter
      const sure = this.#held.length - delimiter.length + 1
      if (sure > 0) yield this.#take(sure)
      if (!(await this.#more())) malformed()
    }
    while (!(await this.#source.next()).done);
  }
}

const parameter = (disposition: string, name: string): string | undefined => {
  const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition)?.[1]
  if (quoted === undefined) return new RegExp(`;\\s*${name}=([^;\\s"]+)`, 'i').exec(disposition)?.[1]
  // browsers write a quote as %22; others escape it
  return quoted.replaceAll('%22', '"').replace(/\\(["\\])/g, '$1')
}

const readHead = (head: string): { readonly name: string; readonly filename: string } => {
  const line = head.split('\r\n').find(each => /^content-disposition:/i.test(each)) ?? malformed()
  if (!/^content-disposition:\s*form-data\b/i.test(line)) malformed()
  return { name: parameter(line, 'name') ?? malformed(), filename: parameter(line, 'filename') ?? '' }
}

/**
 * Reads a multipart/form-data body up to its file, whose bytes are left to be streamed; fields after it are ignored.
 * Throws MalformedPOSTRequest, MaxPostPreDataLengthExceededError, InvalidArgument without a file.
 */
export const readMultipartForm = async (contentType: string, body: Body): Promise<MultipartForm> => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain ?? malformed()
  const pieces = new Pieces(body)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const lineEnd = Buffer.from('\r\n')
  const fields: [string, string][] = []
  let room = mostBeforeFile
  const spend = (bytes: Buffer): string => {
    room -= bytes.length
    return bytes.toString('utf8')
  }
  if (
    (await pieces.exactly(delimiter.length - 2)).toString('latin1') !== `--${Buffer.from(boundary).toString('latin1')}`
  )
    malformed()
  for (;;) {
    if (await pieces.begin('--')) {
      const text = 'POST requires exactly one file upload per request.'
      return fail('InvalidArgument', { ArgumentName: 'file', ArgumentValue: '0' }, text)
    }
    // only white space may follow the boundary on its line
    if (spend(await pieces.before(lineEnd, room)).trim() !== '') malformed()
    const { name, filename } = readHead(spend(await pieces.before(Buffer.from('\r\n\r\n'), room)))
    if (name.toLowerCase() === 'file') {
      const stream = () => pieces.until(delimiter)
      return { fields, file: { name: filename, body: { stream, cancel: () => body.cancel() } } }
    }
    fields.push([name, spend(await pieces.before(delimiter, room))])
  }
}
