import type { Hosts } from '../protocol/locate.js'

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Nothing leaves the process that the scene did not allow: hosts under `member`, and this machine's own. */
const refuseUnlisted = ({ host, hostname }: URL, member: string, listed: readonly string[]): string | undefined =>
  listed.includes(host) || listed.includes(hostname) || loopback.test(hostname)
    ? undefined
    : `\`${host}\` is not listed: write \`${member}: { hosts: ['${host}'] }\` in the scene, and answer there in the test`

/** Why nothing may be posted to an address. */
export const refusePosts =
  (hosts: Hosts, listed: readonly string[] = []) =>
  (url: string): string | undefined => {
    const { host } = new URL(url)
    if (hosts.find(host) !== undefined || hosts.refuses(host)) return `\`${host}\` is a host of the service itself`
    return refuseUnlisted(new URL(url), 'webhooks', listed)
  }

/** Why nothing may be fetched from an address. */
export const refuseSources =
  (listed: readonly string[] = []) =>
  (url: string): string | undefined =>
    URL.canParse(url) ? refuseUnlisted(new URL(url), 'shadows', listed) : `\`${url}\` is no URL`
