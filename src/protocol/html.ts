import type { ServiceError } from '../contract/errors.js'
import type { WireResponse } from '../contract/wire.js'
import type { ErrorContext } from './rest-xml.js'

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  416: 'Requested Range Not Satisfiable',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const html = (text: string): string => text.replace(/[&<>"]/g, sign => escapes[sign]!)

/** What HTTP takes as the text of a header. */
const headerText = (text: string): string => text.replace(/[^\t\u0020-\u007e]/g, encodeURIComponent)

const list = (entries: Readonly<Record<string, string>>): string =>
  `<ul>\n${Object.entries(entries)
    .map(([name, value]) => `<li>${name}: ${html(value)}</li>\n`)
    .join('')}</ul>\n`

/** Errors of website hosts: a page for people, and the code in headers. */
export const htmlProtocol = {
  encodeError({ status, code, message, details, headers: own }: ServiceError, context: ErrorContext): WireResponse {
    const headers: [string, string][] = Object.entries(own)
    if (status === 304) return { status, headers }
    const title = `${status} ${reasons[status] ?? 'Internal Server Error'}`
    const { requestId: RequestId, hostId: HostId } = context
    const facts = list({ Code: code, Message: message, ...details, RequestId, HostId })
    const body = Buffer.from(
      `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${facts}<hr/>\n</body>\n</html>\n`,
    )
    for (const [name, value] of Object.entries(details)) headers.push([`x-amz-error-detail-${name}`, headerText(value)])
    headers.push(['x-amz-error-code', code], ['x-amz-error-message', headerText(message)])
    headers.push(['Content-Type', 'text/html; charset=utf-8'], ['Content-Length', String(body.length)])
    return { status, headers, body }
  },
}
