import type { Hosts } from '../protocol/locate.js'

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Why nothing may be posted to an address. Nothing leaves the process that the scene did not allow. */
export const refusePosts =
  (hosts: Hosts, listed: readonly string[] = []) =>
  (url: string): string | undefined => {
    const { host, hostname } = new URL(url)
    if (hosts.find(host) !== undefined || hosts.refuses(host)) return `\`${host}\` is a host of the service itself`
    if (listed.includes(host) || listed.includes(hostname) || loopback.test(hostname)) return undefined
    return `\`${host}\` is not listed: write \`webhooks: { hosts: ['${host}'] }\` in the scene, and answer there in the test`
  }
