import type { WriteStream } from 'node:tty'

/** One line for the reader, or for the program behind the pipe. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`)

export const printJson = (value: unknown): void => print(JSON.stringify(value))

/** A word on what went wrong; it stays out of what is piped on. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`)

/** A reader who has had enough (`tigris-mock serve | head -1`) ends nothing but what is printed. */
export const outlive = (output: Pick<WriteStream, 'on' | 'write'>): void => {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    output.write = () => true
  })
}
