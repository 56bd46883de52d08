/** Distinguished Encoding Rules: tag, length, content. https://www.itu.int/rec/T-REC-X.690 */
export const tagged = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  const size = content.byteLength
  const bytes = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  if (size > 0xffff) throw new RangeError(`${size} bytes are more than a certificate has`)
  return Buffer.concat([Buffer.from([tag, ...bytes]), content])
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => tagged(0x30, ...contents)
export const setOf = (...contents: readonly Uint8Array[]): Buffer => tagged(0x31, ...contents)
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content)
export const text = (content: string): Buffer => tagged(0x0c, Buffer.from(content))
export const truth = (): Buffer => tagged(0x01, Buffer.from([0xff]))

/** A number of any length, most significant byte first; it is never below zero. */
export const integer = (bytes: Uint8Array): Buffer =>
  tagged(0x02, bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)

/** `unused`: bits at the end that mean nothing. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), content)

/** Constructed, with a number of the standard's own. */
export const numbered = (number: number, ...contents: readonly Uint8Array[]): Buffer =>
  tagged(0xa0 + number, ...contents)

/** Primitive, with a number of the standard's own. */
export const plain = (number: number, content: Uint8Array): Buffer => tagged(0x80 + number, content)

/** `1.2.840.10045.4.3.2` */
export const identifier = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  const base128 = (value: number): number[] => {
    const digits = [value & 0x7f]
    for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80)
    return digits
  }
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]))
}

/** RFC 5280, 4.1.2.5: two digits of the year until 2049, four from then on. */
export const time = (at: Date): Buffer => {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  return at.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}
