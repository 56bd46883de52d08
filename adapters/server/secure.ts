import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import type { Authority } from './certificate.js'

/** Names for which a certificate is kept: clients may ask for any bucket's. */
const mostNames = 1_000

/** Names and addresses of a server, as its certificate has them. */
export const namesForTls = (names: ReadonlySet<string>): readonly string[] => [
  // an address of IPv6 stands in brackets in a Host header
  ...new Set(['localhost', '127.0.0.1', '::1', ...[...names].map(name => name.replace(/^\[(.*)\]$/, '$1'))]),
]

/**
 * What makes a server one of TLS. A name that it answers to gets a certificate of its own when a client asks for it: a
 * bucket's in front of the server's, for clients take no wildcard right below `localhost`, and those of a scene.
 */
export const secureOptions = (authority: Authority, answersAs: (name: string) => boolean): TlsOptions => {
  const contexts = new Map<string, SecureContext>()
  return {
    minVersion: 'TLSv1.2',
    SNICallback(asked, answer) {
      const name = asked.toLowerCase()
      if (!/^[a-z0-9._-]{1,253}$/.test(name) || !answersAs(name)) {
        answer(null)
        return
      }
      const context = contexts.get(name) ?? createSecureContext(authority.issue([name]))
      if (contexts.size >= mostNames) contexts.clear()
      contexts.set(name, context)
      answer(null, context)
    },
  }
}
