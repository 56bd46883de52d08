import { fail } from '../contract/errors.js'
import type { Reader } from '../contract/operation.js'

/** A parameter, or list of them, that changes the call and that the mock does not model: 501 naming it. */
export const unsupportedParameter = (wire: string): Reader<undefined> => ({
  from: 'form',
  wire,
  read: raw =>
    [...raw.form.keys()].some(name => name === wire || name.startsWith(`${wire}.`))
      ? fail('NotImplemented', {}, `The parameter ${wire} of ${raw.form.get('Action')} is not supported by this mock`)
      : undefined,
  write: value => {
    if (value !== undefined) fail('NotImplemented', {}, `The parameter ${wire} is not supported by this mock`)
  },
})
