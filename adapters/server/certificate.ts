import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { hostTime } from '../../src/contract/host.js'
import { bits, identifier, integer, numbered, octets, plain, sequence, setOf, text, time, truth } from './der.js'

/** One that signs certificates for the names of one server. Its own key is in memory alone, and ends with it. */
export interface Authority {
  /** Its certificate as PEM: what clients are to trust. */
  readonly certificate: string
  /** Key and certificate for names and addresses, as PEM. */
  issue(names: readonly string[]): { readonly key: string; readonly cert: string }
}

const day = 86_400_000
/** Days; some systems trust no certificate that lives longer. */
const life = 397

const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'))

const named = (name: string): Buffer => sequence(setOf(sequence(identifier('2.5.4.3'), text(name))))

const extension = (id: string, value: Uint8Array, critical = false): Buffer =>
  sequence(identifier(id), ...(critical ? [truth()] : []), octets(value))

const publicKeyOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })

/** RFC 5280, 4.2.1.2: any value that is the key's own. */
const keyIdOf = (key: KeyObject): Buffer => createHash('sha256').update(publicKeyOf(key)).digest().subarray(0, 20)

const addressBytes = (address: string): Buffer => {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const middle = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return Buffer.from([...before, ...middle, ...after].map(each => each.padStart(4, '0')).join(''), 'hex')
}

/** RFC 5280, 4.2.1.6. */
const alternativeNames = (names: readonly string[]): Buffer =>
  sequence(...names.map(name => (isIP(name) === 0 ? plain(2, Buffer.from(name)) : plain(7, addressBytes(name)))))

interface Wanted {
  readonly subject: string
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`

/** Makes an authority, and with it as many certificates as a server has names. Nothing is written to a disk. */
export const createAuthority = (): Authority => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ofServer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ownId = keyIdOf(own.publicKey)
  // several of them may be trusted at once: each has a name of its own
  const issuer = `tigris-mock ${ownId.subarray(0, 4).toString('hex')}`
  const begins = hostTime.visible() - day

  const certify = ({ subject, publicKey, extensions }: Wanted): string => {
    const content = Buffer.concat([named(subject), publicKeyOf(publicKey), ...extensions])
    // RFC 5280, 4.1.2.2: at most 20 bytes, above zero, never twice of one issuer
    const serial = createHash('sha256').update(content).digest().subarray(0, 16)
    serial[0] = (serial[0]! & 0x7f) | 0x40
    const toBeSigned = sequence(
      ...[numbered(0, integer(Buffer.from([2]))), integer(serial), ecdsaWithSha256, named(issuer)],
      ...[sequence(time(new Date(begins)), time(new Date(begins + life * day))), named(subject)],
      ...[publicKeyOf(publicKey), numbered(3, sequence(...extensions))],
    )
    return pem(sequence(toBeSigned, ecdsaWithSha256, bits(sign('sha256', toBeSigned, own.privateKey))))
  }

  const certificate = certify({
    ...{ subject: issuer, publicKey: own.publicKey },
    extensions: [
      extension('2.5.29.19', sequence(truth(), integer(Buffer.from([0]))), true),
      // signs certificates
      extension('2.5.29.15', bits(Buffer.from([0x04]), 2), true),
      extension('2.5.29.14', octets(ownId)),
      extension('2.5.29.35', sequence(plain(0, ownId))),
    ],
  })
  return {
    certificate,
    issue: names => ({
      key: ofServer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: certify({
        ...{ subject: names[0]!.slice(0, 64), publicKey: ofServer.publicKey },
        extensions: [
          extension('2.5.29.19', sequence(), true),
          // signs what it sends, for the server of a connection
          extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true),
          extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))),
          extension('2.5.29.17', alternativeNames(names)),
          extension('2.5.29.14', octets(keyIdOf(ofServer.publicKey))),
          extension('2.5.29.35', sequence(plain(0, ownId))),
        ],
      }),
    }),
  }
}
