import { hostname, networkInterfaces } from 'node:os'

const unspecified = ['0.0.0.0', '[::]']

/** Names under which clients may know a server: they stand in their Host headers. */
export const namesOf = (bound: string, host: string): Set<string> => {
  if (!unspecified.includes(bound)) return new Set([bound, 'localhost', host.toLowerCase()])
  const own = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  const addresses = own.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address))
  return new Set(['127.0.0.1', 'localhost', hostname().toLowerCase(), ...addresses])
}
