import * as http from 'node:http'

/** A host that no name service knows (RFC 6761): only the interception answers there. */
export const probeHost = 'probe.tigris-mock.invalid'

const notIntercepted =
  'tigris-mock: requests are not intercepted in this process, so nothing was started. ' +
  'Is `node:http` replaced by another tool (an APM agent, a proxy, a mock of `net`)? Load it after the mock, or use `mock.requestHandler()`.'

/** Proves that a request made now is intercepted; without a name look-up, and in a few milliseconds. */
export const probe = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (cause?: unknown) => reject(new Error(notIntercepted, { cause }))
    const request = http.request({
      host: probeHost,
      agent: false,
      lookup: (_hostname, _options, callback) => callback(new Error('the probe reached the network'), '', 4),
    })
    request.once('response', response => {
      response.resume()
      if (response.statusCode === 204) resolve()
      else failed()
    })
    request.once('error', failed)
    request.end()
  })
