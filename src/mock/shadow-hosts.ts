const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Why nothing may be fetched from an address. Nothing leaves the process that the scene did not allow. */
export const refuseSources =
  (listed: readonly string[] = []) =>
  (url: string): string | undefined => {
    if (!URL.canParse(url)) return `\`${url}\` is no URL`
    const { host, hostname } = new URL(url)
    if (listed.includes(host) || listed.includes(hostname) || loopback.test(hostname)) return undefined
    return `\`${host}\` is not listed: write \`shadows: { hosts: ['${host}'] }\` in the scene, and answer there in the test`
  }
