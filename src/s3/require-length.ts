import { fail } from '../contract/errors.js'
import type { WireRequest } from '../contract/wire.js'

/** Throws MissingContentLength for a body whose length nobody said before it came. */
export const requireLength = ({ headers, body }: WireRequest): void => {
  const known = headers.has('content-length') || headers.has('x-amz-decoded-content-length')
  if (!known && body.length === undefined) fail('MissingContentLength')
}
