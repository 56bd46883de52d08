import {
  type CanonicalParts,
  type CredentialScope,
  canonicalRequest,
  sameSignature,
  sha256Hex,
  sign,
  signingKey,
  stringToSign,
} from './sigv4.js'

/** A request whose signature is not the one that was computed. */
export interface Mismatch {
  /** As the request arrived. */
  readonly parts: CanonicalParts
  readonly date: string
  readonly scope: CredentialScope
  readonly keyId: string
  readonly secret: string
  readonly provided: string
  readonly document?: Uint8Array | undefined
  /** Secrets of other keys, by what the key is called. */
  readonly others: () => Iterable<readonly [name: string, secret: string]>
}

/** Another way to sign the request, and what it means when the signature fits it. */
interface Guess {
  readonly parts?: Partial<CanonicalParts>
  readonly scope?: Partial<CredentialScope>
  readonly secret?: string
  readonly says: string
}

/** Parameters and headers of which each may be the one: nobody signs more, and a refusal is to cost little. */
const mostGuesses = 40

const shown = (text: string): string => `\`${text.length > 120 ? `${text.slice(0, 117)}...` : text}\``

const line = (name: string, signed: string, arrived: string): string =>
  `${name} differs: it was signed as ${shown(signed)} and arrived as ${shown(arrived)}`

const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS']

const methodGuesses = ({ method }: CanonicalParts): Guess[] =>
  methods.map(other => ({ parts: { method: other }, says: line('the method', other, method) }))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** As clients that take a path for a URL write it. */
const withoutDots = (path: string): string => {
  const url = `http://host/${path.replace(/^\/+/, '')}`
  return URL.canParse(url) ? new URL(url).pathname : path
}

const pathGuesses = ({ path }: CanonicalParts): Guess[] => {
  const spellings = [
    encodeURI(path),
    decoded(path),
    path.replace(/\/{2,}/g, '/'),
    withoutDots(path),
    path.endsWith('/') ? path.slice(0, -1) : `${path}/`,
    path.replaceAll('+', '%20'),
    path.replaceAll('%20', '+'),
    path.replaceAll('+', '%2B'),
  ]
  return spellings.map(other => ({ parts: { path: other }, says: line('the path', other, path) }))
}

/** A bucket in the host and a bucket in the path, ports that come and go. */
const hostGuesses = ({ headers, path }: CanonicalParts): Guess[] => {
  const host = headers.get('host') ?? ''
  const [name = '', port] = host.split(':')
  const [, bucket = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? []
  const first = name.indexOf('.')
  const places: readonly (readonly [host: string, path: string])[] = [
    [name, path],
    [`${name}:80`, path],
    [`${name}:443`, path],
    [`${bucket}.${host}`, path],
    [`${bucket}.${host}`, rest === '' ? '/' : rest],
    [`${name.slice(first + 1)}${port === undefined ? '' : `:${port}`}`, path],
    [`${name.slice(first + 1)}${port === undefined ? '' : `:${port}`}`, `/${name.slice(0, first)}${path}`],
  ]
  return places.map(([other, where]) => ({
    parts: { headers: new Map([...headers, ['host', other]]), path: where },
    says: line('the header `host`', other, host) + (where === path ? '' : `, with the path ${shown(where)}`),
  }))
}

/** What lets its reader act as its sender is told by its name alone. */
const secretNames = /^(?:x-amz-security-token|x-amz-signature|signature|authorization|cookie|x-amz-.*customer-key)$/i

const shownParameter = (parameter: string): string => {
  const [name = ''] = parameter.split('=', 1)
  return shown(secretNames.test(decoded(name)) ? `${name}=...` : parameter)
}

const queryGuesses = ({ query }: CanonicalParts): Guess[] => {
  const parameters = query.split('&').filter(each => each !== '')
  return parameters.slice(0, mostGuesses).map(each => ({
    parts: { query: parameters.filter(other => other !== each).join('&') },
    says: `the query differs: ${shownParameter(each)} was added after it was signed`,
  }))
}

/** What programs between client and service are known to make of a header. */
const headerGuesses = ({ headers, signedHeaders }: CanonicalParts): Guess[] =>
  signedHeaders.slice(0, mostGuesses).flatMap(name => {
    const value = headers.get(name)
    if (value === undefined)
      return [{ says: `the header \`${name}\` was signed and did not arrive`, parts: { headers: new Map() } }]
    const others = ['', value.toLowerCase(), value.split(';')[0]!, decoded(value), 'identity', 'gzip', '0']
    return others.map(other => ({
      parts: { headers: new Map([...headers, [name, other]]) },
      says: secretNames.test(name) ? `the header \`${name}\` differs` : line(`the header \`${name}\``, other, value),
    }))
  })

const payloadGuesses = ({ payloadHash }: CanonicalParts, document: Uint8Array | undefined): Guess[] =>
  ['UNSIGNED-PAYLOAD', sha256Hex(''), ...(document === undefined ? [] : [sha256Hex(document)])].map(other => ({
    parts: { payloadHash: other },
    says: line('the hash of the payload', other, payloadHash),
  }))

const scopeGuesses = ({ region, service }: CredentialScope): Guess[] => [
  ...['us-east-1', 'auto'].map(other => ({ scope: { region: other }, says: line('the region', other, region) })),
  ...['s3', 'iam', 'sts'].map(other => ({
    scope: { service: other },
    parts: { service: other },
    says: line('the service', other, service),
  })),
]

const secretGuesses = ({ keyId, secret, others }: Mismatch): Guess[] => [
  ...[`${secret}\n`, `${secret} `, ` ${secret}`].map(other => ({
    secret: other,
    says: `the secret of \`${keyId}\` was used with a blank or a line break at its end`,
  })),
  ...[...others()].map(([name, other]) => ({ secret: other, says: `it was signed with the secret of ${name}` })),
]

/** A header that did not arrive cannot be guessed: it is told when nothing else fits. */
const isTold = ({ parts }: Guess): boolean => parts?.headers?.size === 0

/**
 * In what a request differs from the one that was signed: the first line of the canonical request, or of the signing
 * key, with which the signature is right. Costs some hundred hashes, and is asked of refused requests only.
 */
export const differenceOf = (mismatch: Mismatch): string => {
  const { parts, date, scope, keyId, secret, provided, document } = mismatch
  const guesses = [
    ...methodGuesses(parts),
    ...pathGuesses(parts),
    ...queryGuesses(parts),
    ...hostGuesses(parts),
    ...headerGuesses(parts),
    ...payloadGuesses(parts, document),
    ...scopeGuesses(scope),
    ...secretGuesses(mismatch),
  ]
  const fits = (guess: Guess): boolean => {
    const place = { ...scope, ...guess.scope }
    const text = stringToSign(date, place, canonicalRequest({ ...parts, ...guess.parts }))
    return sameSignature(sign(signingKey(guess.secret ?? secret, place), text), provided)
  }
  const found = guesses.find(guess => !isTold(guess) && fits(guess)) ?? guesses.find(isTold)
  return (
    found?.says ??
    `no usual change of method, path, query, host, headers or payload makes the signature right: most likely the secret of \`${keyId}\` was another one`
  )
}
