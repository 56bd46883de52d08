#!/usr/bin/env node
import { dispatch } from './dispatch.js'
import { complain, outlive } from './terminal.js'

/** A fault of the program shows where it is; all others say what to do in their message. */
const isDefect = (error: unknown): boolean =>
  !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError

const report = (error: unknown): number => {
  if (isDefect(error)) complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
  else complain(`tigris-mock: ${(error as Error).message}`)
  return 2
}

outlive(process.stdout)
outlive(process.stderr)
dispatch(process.argv.slice(2))
  .catch(report)
  .then(status => {
    process.exitCode = status
  })
