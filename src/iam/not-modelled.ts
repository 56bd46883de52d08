import { fail } from '../errors.js'
import type { Reader } from '../operation.js'

/** A parameter that changes the call and that the mock does not model: 501 naming it, instead of ignoring it. */
export const notModelled = (wire: string): Reader<undefined> => ({
  from: 'form',
  wire,
  read: raw =>
    raw.form.has(wire)
      ? fail('NotImplemented', {}, `The parameter ${wire} of ${raw.form.get('Action')} is not supported by this mock`)
      : undefined,
  write: value => {
    if (value !== undefined) fail('NotImplemented', {}, `The parameter ${wire} is not supported by this mock`)
  },
})
