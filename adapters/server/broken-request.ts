import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

type Refusal = readonly [status: string, code: string, message: string]

const parseError: Refusal = ['400 Bad Request', 'BadRequest', 'An error occurred when parsing the HTTP request.']

const timeout: Refusal = [
  '400 Bad Request',
  'RequestTimeout',
  'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
]

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: [
    '400 Bad Request',
    'RequestHeaderSectionTooLarge',
    'Your request header section exceeds the maximum allowed request header section size.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: timeout,
}

const write = (socket: Duplex, [status, code, message]: Refusal): void => {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  // a client that does not close its half must not keep the other
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

/**
 * Answers what is no request at all: text that is not HTTP, two lengths that contradict, bytes past the length, headers
 * without end, clients that stop in the middle. Node would close the connection without a word, or with an empty 400.
 */
export const answerBroken = (server: Server): { readonly begun: (response: ServerResponse) => void } => {
  const open = new WeakMap<Duplex, Set<ServerResponse>>()
  /** Bytes that had come of a connection when its last request was answered. */
  const answered = new WeakMap<Duplex, number>()

  const refuse = (socket: Duplex, refusal: Refusal): void => {
    const last = [...(open.get(socket) ?? [])].at(-1)
    // the answers to what came whole go first
    if (socket.writable && last?.req.complete) last.once('close', () => refuse(socket, refusal))
    else if (socket.writable && !last?.headersSent) write(socket, refusal)
    else socket.destroy()
  }

  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else refuse(socket, refusals[error.code ?? ''] ?? parseError)
  })
  server.on('timeout', socket => {
    const [first] = open.get(socket) ?? []
    // without a request: one that has not come whole yet, or none at all
    const waits = first === undefined ? socket.bytesRead > (answered.get(socket) ?? 0) : !first.req.complete
    if (waits) refuse(socket, timeout)
    else socket.destroy()
  })
  server.on('connect', (_, socket) =>
    write(socket, [
      '405 Method Not Allowed',
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
    ]),
  )
  return {
    begun(response) {
      const { socket } = response
      if (socket === null) return
      const responses = open.get(socket) ?? new Set()
      open.set(socket, responses.add(response))
      response.once('close', () => {
        responses.delete(response)
        answered.set(socket, socket.bytesRead)
      })
    },
  }
}
