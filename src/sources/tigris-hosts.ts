const host = /(?:^|\.)(?:tigris\.dev|storage\.dev|storageapi\.dev)$/

/** Whether a URL is one of Tigris, at which providers of AWS may be pointed. */
export const isTigrisUrl = (url: string): boolean => URL.canParse(url) && host.test(new URL(url).hostname)
